// SPDX-License-Identifier: Apache-2.0
// Steady flow of gas through the whole network: pressures, flows, and an honest verdict.
#pragma once
#include <memory>
#include <span>

#include "engine/outflow.hpp"
#include "engine/result.hpp"
#include "models/friction.hpp"
#include "models/progress.hpp"

namespace gastwin {

struct SolveOptions {
    FrictionLaw friction = FrictionLaw::colebrook;
    /// Local losses of fittings as a share of the friction of every pipe: 0.05 to 0.1 is usual outdoors, 0.15 to 0.2
    /// indoors. Added to each pipe's own loss_coefficient.
    double local_loss_share = 0.0;
    /// A customer below this makes the outcome `service_infeasible`.
    double required_gauge_pressure_pa = 0.0;
    /// Customers draw what their pressure gives them (appliance_share(), engine/outflow.hpp) instead of their demand
    /// whatever the pressure.
    bool pressure_dependent = false;
    /// One for each CustomerKind. The default, 0 and 1500 Pa: three quarters of the 2000 Pa at which low-pressure
    /// natural gas appliances are rated; a convention, to be replaced by contracts and cut-offs where they are known.
    std::array<ServicePressure, Names<CustomerKind>::names.size()> service = {};
    /// Relative to the largest potential drop (energy, head change) and the largest flow (mass) of a zone.
    double tolerance = 1e-10;
    int max_iterations = 100; ///< Newton iterations per zone
};

/// Did require_sound(network) pass before, and have the tables not changed since? Then it is not asked again: of a cold
/// solve it is a tenth.
enum class Soundness : std::uint8_t { unknown, known };

/// Solves the network for fixed demands, one entry per customer row; negative entries inject.
///
/// Guarantees: numeric trouble is a Status, never an exception. A supplied node has a finite, positive absolute
/// pressure, an unsupplied one NaN. Where no physical pressures exist for fixed demands the status is `infeasible`, the
/// explanation names the largest feasible share, and the tables show what customers get when demand follows the
/// pressure there (engine/elastic.hpp); a gauge pressure below zero is at best `service_infeasible`.
/// Reversing a pipe reverses the sign of its flow and changes nothing else.
///
/// Sources hold their pressure and may take gas back. Where several pressures are given at one place the highest
/// counts. Open valves have no resistance. Regulators: engine/feeds.hpp.
///
/// Throws Error for broken preconditions: require_sound(network), "bad_gas", "value_out_of_range" for a demand that is
/// not finite, a span of the wrong length or a negative local_loss_share, "regulator_cycle" with the regulators' ids;
/// and "interrupted".
[[nodiscard]] State solve_steady(const Network &network, std::span<const double> customer_demand_kg_s,
                                 const SolveOptions &options = {}, const Progress &progress = {},
                                 Soundness soundness = Soundness::unknown);

struct Tiers;

/// A network made ready to be solved again and again: checked, its zones, reductions, sparse patterns and pipe laws
/// found once, all memory kept. Demands may change between solves; the network may not, and must outlive the model.
/// Each solve starts from the flows of the one before, and ends within the tolerance at the same answer as
/// solve_steady().
class SteadyModel {
  public:
    /// Throws what solve_steady() throws for the network.
    explicit SteadyModel(const Network &network, const SolveOptions &options = {},
                         Soundness soundness = Soundness::unknown);
    ~SteadyModel();
    SteadyModel(SteadyModel &&) noexcept;
    SteadyModel &operator=(SteadyModel &&) noexcept;

    /// The answer, which the next solve overwrites. Guarantees and errors as for solve_steady().
    const State &solve(std::span<const double> customer_demand_kg_s, const Progress &progress = {});

    /// Lets the next solve start from nothing, as if it were the first.
    void forget();

    /// The last answer, moved out; the model is used up.
    [[nodiscard]] State release() &&;

  private:
    SolveOptions options_;
    std::unique_ptr<Tiers> tiers_;
    State state_;
};

} // namespace gastwin
