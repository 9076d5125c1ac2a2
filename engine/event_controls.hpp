// SPDX-License-Identifier: Apache-2.0
// What events and profiles have made of a network at one time: positions of valves, states of regulators, pressures of
// sources, demands, leaks.
#pragma once
#include "engine/transient.hpp"

namespace gastwin {

/// One entry per row of the table concerned.
struct Controls {
    const Network &network;
    const TransientOptions &options;
    std::span<const double> customer_kg_s;
    std::vector<Flag> valve_open = {};
    std::vector<RegulatorState> regulator = {};
    std::vector<double> set_gauge_pa = {};
    std::vector<Flag> source_on = {};
    std::vector<double> source_pa = {}; ///< absolute
    std::vector<double> customer_factor = {};
    std::vector<Flag> customer_shut = {}; ///< by its self-closing valve
    double all_factor = 1.0;
    std::vector<double> outflow_kg_s = {}, hole_m2 = {};                ///< per node
    std::vector<std::int32_t> source_profile = {}, demand_profile = {}; ///< number, or -1
};

/// As the tables have it. Throws Error for profiles that do not fit, see match_profiles().
[[nodiscard]] Controls make_controls(const Network &network, std::span<const double> customer_kg_s,
                                     const TransientOptions &options);

/// True when a valve has moved.
bool apply(Controls &controls, const PlannedEvent &event);

/// Factor of a demand at a time, from the hour and the profile (-1: none).
[[nodiscard]] double demand_factor(const Controls &controls, CustomerKind kind, std::int32_t profile, double time_s);

/// Demand of a customer row; negative: injected.
[[nodiscard]] double demand_kg_s(const Controls &controls, std::size_t customer, double time_s);

/// Absolute pressure a source holds at a time.
[[nodiscard]] double source_pressure_pa(const Controls &controls, std::size_t source, double time_s);

/// Valves as the controls have them: one shut by its opening is fully open once an event has opened it.
void set_valves(const Controls &controls, Valves &valve);

/// The network's tables and demands of one moment, as solve_steady() takes them. Lost sources are left out; given
/// outflows are customers at the end of the table.
struct Moment {
    Network network;
    std::vector<double> demand_kg_s;
    std::vector<std::int32_t> source_row; ///< of the simulation's network
    double outflow_kg_s = 0.0;
};
[[nodiscard]] Moment moment_at(const Controls &controls, double time_s);

} // namespace gastwin
