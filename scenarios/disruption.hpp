// SPDX-License-Identifier: Apache-2.0
// What-ifs without a hole: valves shut, regulators shut or wide open, sources lost, more demand than usual. The steady
// state they end in beside the one before; and over some hours, while the stored gas lasts, when customers lose theirs.
#pragma once
#include <optional>

#include "models/progress.hpp"
#include "scenarios/comparison.hpp"

namespace gastwin {

struct Disruption {
    std::vector<ValveIdx> close = {};
    std::vector<RegulatorIdx> shut = {}, wide_open = {};
    std::vector<SourceIdx> lost = {};
    double demand_factor = 1.0;
    std::optional<CustomerKind> of_kind = std::nullopt; ///< whose demand; missing: everybody's
    double hours = 0.0;                                 ///< to be simulated with line-pack; 0: none
};

struct DisruptionOptions {
    SolveOptions solve = {};
    double required_gauge_pressure_pa = 1000.0; ///< of customers; a company's value
    double trip_gauge_pressure_pa = 800.0;      ///< over the hours: out is who fell below it
};

struct DisruptionOutcome {
    Status status = Status::converged; ///< of the steady state it ends in
    std::string explanation;
    Loss loss;
    // Of the simulation; missing without hours.
    std::optional<Status> simulation_status;
    double first_out_s = missing_real;                            ///< infinite: nobody within the hours
    std::int32_t customers_out_then = 0, households_out_then = 0; ///< by the end of the hours
    double unmet_kg = missing_real;
};

/// `before` is the solved state for these demands. Everything happens at second 0 and at once. Throws Error: as
/// solve_steady() and simulate(); "value_out_of_range" for a factor outside 0 … 100 or hours outside 0 … 8784.
[[nodiscard]] DisruptionOutcome disrupt(const Network &network, std::span<const double> customer_demand_kg_s,
                                        const Disruption &disruption, const State &before,
                                        const DisruptionOptions &options = {}, const Progress &progress = {});

} // namespace gastwin
