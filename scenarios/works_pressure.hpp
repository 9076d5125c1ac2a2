// SPDX-License-Identifier: Apache-2.0
// Is the pressure met with the pipes that works lay, today and when more gas is asked for; and which bores it takes.
//
// Limits are gauge pressures by the class of the pipe a customer draws from, or of his own; at regulators the set point
// and what they need above it. A limit counts where it is kept today: works are not blamed for what was short before.
// Bores: a replaced pipe keeps its own bore unless the limits are not met at the demand to come with every candidate of
// its zone replaced; then all of them take the smallest common number of steps up the standard sizes that meets the
// limits, and one project after the other, the dearest first, as few of these as the limits allow. So no project could
// take a step less by itself. Where the largest step does not meet them, what it attains stands for the limit.
#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/pipe_trial.hpp"
#include "scenarios/projects.hpp"

namespace gastwin {

/// Customers with a limit of their own: those named, or of these kinds.
struct CustomerPressure {
    std::vector<std::string> ids = {}, kinds = {};
    double least_pa = 0.0;
};

/// [pressure] and [[customer_pressure]] of a rules file.
struct PressureRules {
    double low_pa = 0.0, medium_b_pa = 0.0, medium_a_pa = 0.0, subhigh_pa = 0.0, high_pa = 0.0;
    double regulator_margin_pa = 0.0; ///< above the set point at least; a larger differential on record counts
    std::vector<CustomerPressure> customer = {};
};

/// [sizes]: what is on sale, ascending.
struct SizeRules {
    std::vector<double> pe_outer_m, steel_bore_m;
    double pe_sdr = 11.0;
    std::int32_t most_steps = 0;

    /// Bores of the material, polyethylene or steel.
    [[nodiscard]] std::vector<double> bores_m(bool plastic) const;
};

/// Who falls below a limit, and how far at most.
struct Shortfall {
    std::int32_t customers = 0, households = 0, regulators = 0;
    double worst_pa = 0.0;

    [[nodiscard]] bool none() const { return customers == 0 && regulators == 0; }
};

class PressureCheck {
  public:
    /// Demands as for solve_steady(); `later` empty: as today. The network must outlive the check.
    PressureCheck(const Network &network, std::vector<double> today_kg_s, std::vector<double> later_kg_s,
                  const PressureRules &rules);

    using Changes = std::span<const PipeTrial::Change>;
    /// Below their limit with these pipes laid, at the demand of today or to come, of those who are not today; in one
    /// zone alone, or in all (-1).
    [[nodiscard]] Shortfall today(Changes changes, std::int32_t zone = -1);
    [[nodiscard]] Shortfall later(Changes changes, std::int32_t zone = -1);
    [[nodiscard]] bool grows() const { return later_.has_value(); }

    /// Zone of a pipe's first piece; -1: it carries no gas.
    [[nodiscard]] std::int32_t zone_of(PipeIdx pipe) const;
    [[nodiscard]] std::int32_t zone_count() const { return today_.sound().zones.zone_count; }
    /// By customer row; missing where there is no place or no supply.
    [[nodiscard]] const std::vector<double> &least_pa() const { return least_pa_; }
    /// Gauge pressure at the ends of pipes with all of these laid, today: lowest per group of pipes.
    [[nodiscard]] std::vector<double> lowest_pa(Changes changes, std::span<const std::vector<PipeIdx>> groups);

  private:
    struct Point {
        std::int32_t zone, vertex, customer; ///< customer −1: a regulator's inlet
        double least_pa;
        std::int32_t households;
    };
    void list_points(const PressureRules &rules);
    [[nodiscard]] Shortfall count(const Tiers &tiers, std::int32_t zone) const;
    [[nodiscard]] Shortfall ask(PipeTrial &trial, const std::vector<Shortfall> &sound, Changes changes,
                                std::int32_t zone) const;

    const Network &network_;
    PipeTrial today_;
    std::optional<PipeTrial> later_;
    std::vector<double> least_pa_;
    std::vector<Point> point_;                       ///< by zone
    std::vector<std::size_t> start_;                 ///< of each zone's points
    std::vector<Shortfall> sound_now_, sound_later_; ///< per zone, as the network is
};

/// What a project's pipes are replaced by.
struct ProjectBores {
    std::int32_t steps = 0;
    bool met = true; ///< the limits hold in its zone when every project there is done
};

/// One for each project. `bore_of`: of a pipe, so many steps up. `cost_of`: of a project at so many.
[[nodiscard]] std::vector<ProjectBores>
size_projects(PressureCheck &check, std::span<const Candidate> candidates, const ProjectGroups &groups,
              std::int32_t most_steps, const std::function<PipeTrial::Change(const Candidate &, std::int32_t)> &laid,
              const std::function<double(std::size_t, std::int32_t)> &cost_of);

} // namespace gastwin
