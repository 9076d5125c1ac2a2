// SPDX-License-Identifier: Apache-2.0
// A network kept solved, to be asked again and again what shutting a section does to those who stay connected.
#pragma once
#include <optional>

#include "engine/outage_solver.hpp"
#include "engine/steady.hpp"

namespace gastwin {

/// The answers are those of a solve of what is left, within its tolerance, and found by solving only the zones
/// concerned (engine/outage_solver.hpp). They do not depend on what was asked before. The network and its segments must
/// outlive the model and stay as they are.
class OutageModel {
  public:
    /// Demands, options and errors as for solve_steady(); `segments` are those of the network.
    OutageModel(const Network &network, const Segments &segments, std::span<const double> customer_demand_kg_s,
                const SolveOptions &options = {});
    OutageModel(const OutageModel &) = delete; ///< the solver refers to the rest
    OutageModel &operator=(const OutageModel &) = delete;

    /// A customer row in a zone that was solved again, and its gauge pressure now.
    using Read = std::function<void(std::int32_t customer, double gauge_pressure_pa)>;
    /// Reads customers who stay supplied while a section of supplied segments is shut; pressures of those not read do
    /// not fall. `dead`: the section and the other supplied segments without supply then. False, and nothing read,
    /// where it takes a solve of the whole network.
    [[nodiscard]] bool shut(std::span<const std::int32_t> section, std::span<const std::int32_t> dead,
                            const Read &read);

  private:
    DominatorTree tree_;
    OutageMap map_;
    std::vector<Flag> screened_;         ///< by segment: shutting it lowers no pressure
    std::optional<OutageSolver> solver_; ///< none where demands are not met to begin with
    std::vector<Flag> dead_;             ///< by segment, of the call going on
};

} // namespace gastwin
