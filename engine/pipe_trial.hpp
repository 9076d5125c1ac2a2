// SPDX-License-Identifier: Apache-2.0
// The network with some pipes laid anew, by solving again only the zones whose equations change: those of the pipes,
// those above them of which other flows are asked, and levels below where a regulator no longer holds its own.
//
// For fixed demands, as they stand, whatever the pressure: pressures of zones that cannot carry them are those of the
// extended potential, below any limit. Relief valves stay shut. Where a zone with several feeds has one that is
// starved, and where gas is injected in vain, everything is solved anew.
#pragma once
#include <functional>

#include "engine/tiers.hpp"

namespace gastwin {

class PipeTrial {
  public:
    /// Errors as for solve_steady(). The network must outlive the trial and stay as it is.
    PipeTrial(const Network &network, std::span<const double> customer_demand_kg_s, const SolveOptions &options = {});

    /// A recorded friction factor of the old pipe does not hold for the new one; lengths and fittings stay.
    struct Change {
        PipeIdx pipe;
        double inner_diameter_m, roughness_m;
    };
    /// Called with the zones whose pressures may differ from those of sound().
    using Read = std::function<void(const Tiers &tiers, std::span<const std::int32_t> zones)>;
    /// Lays the pipes, solves, reads, and takes all back. The answer is bit for bit that of a solve from nothing where
    /// the zones were found one by one, and does not depend on what was asked before.
    void lay(std::span<const Change> changes, const Read &read);

    /// The network as it is.
    [[nodiscard]] const Tiers &sound() const { return tiers_; }

  private:
    struct Kept {
        std::int32_t zone;
        ZoneFlow flow;
        std::vector<double> inputs;
        double level_pa2;
        bool over_supplied, over_capacity, stalled, solved;
        std::vector<PipeElement> pipe;
    };

    void keep(std::int32_t zone);
    void change(const Change &change);
    void solve_upwards();
    [[nodiscard]] bool set_downwards();
    void restore();
    void lay_anew(std::span<const Change> changes, const Read &read) const;

    const Network &network_;
    std::vector<double> demand_kg_s_;
    SolveOptions options_;
    Tiers tiers_;
    std::vector<Feed> sound_feed_;
    std::vector<double> sound_level_pa2_;
    std::vector<std::int32_t> place_; ///< of each edge among those of its zone
    bool is_plain_ = false;           ///< zones can be solved one by one

    std::vector<Kept> kept_; ///< of the call going on
    std::vector<Flag> is_kept_;
    std::vector<std::int32_t> moved_;
};

} // namespace gastwin
