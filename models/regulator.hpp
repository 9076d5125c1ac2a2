// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "models/names.hpp"
#include "models/table.hpp"

namespace gastwin {

enum class RegulatorState : std::uint8_t { active, closed, failed_open };

template <> struct Names<RegulatorState> {
    static constexpr std::array<Name, 3> names{
        {{"active", "active", "正常"}, {"closed", "closed", "关断"}, {"failed_open", "failed open", "失效全开"}}};
};

enum class PressureControl : std::uint8_t {
    regulator,
    check_valve,
    compressor_ratio,
    compressor_outlet,
    compressor_flow
};

template <> struct Names<PressureControl> {
    static constexpr std::array<Name, 5> names{
        {{"regulator", "regulator", "调压器"},
         {"check_valve", "check valve", "止回阀"},
         {"compressor_ratio", "compressor at a pressure ratio", "压缩机（定压比）"},
         {"compressor_outlet", "compressor at an outlet pressure", "压缩机（定出口压力）"},
         {"compressor_flow", "compressor at a flow", "压缩机（定流量）"}}};
};

/// Accuracy class of a regulator, GB 27790 and EN 334: how far, in per cent of the set point, the outlet pressure may
/// stray from it over the range of flows. Taken as the fall at full capacity, the worst that the class allows [U].
enum class AccuracyClass : std::uint8_t { none, ac1, ac2_5, ac5, ac10, ac15 };

template <> struct Names<AccuracyClass> {
    static constexpr std::array<Name, 6> names{{{"none", "no class", "无等级"},
                                                {"AC1", "AC 1", "AC1"},
                                                {"AC2.5", "AC 2.5", "AC2.5"},
                                                {"AC5", "AC 5", "AC5"},
                                                {"AC10", "AC 10", "AC10"},
                                                {"AC15", "AC 15", "AC15"}}};
};

/// Lock-up pressure class: how far, in per cent of the set point, the outlet pressure rises as the flow ends [U].
enum class LockupClass : std::uint8_t { none, sg2_5, sg5, sg10, sg15, sg20, sg25 };

template <> struct Names<LockupClass> {
    static constexpr std::array<Name, 7> names{{{"none", "no class", "无等级"},
                                                {"SG2.5", "SG 2.5", "SG2.5"},
                                                {"SG5", "SG 5", "SG5"},
                                                {"SG10", "SG 10", "SG10"},
                                                {"SG15", "SG 15", "SG15"},
                                                {"SG20", "SG 20", "SG20"},
                                                {"SG25", "SG 25", "SG25"}}};
};

/// One-way pressure control between two nodes. None passes gas backwards. A regulator holds `set_gauge_pressure_pa` at
/// `to_node` and never compresses; a check valve only stops backward flow; a compressor lifts the pressure, at most by
/// `ratio`, and is bypassed by its check valve where the gas gets through by itself (engine/feeds.hpp: the laws).
/// A relief valve at the outlet blows gas off to the atmosphere (engine/outflow.hpp: its law).
struct Regulators {
    static constexpr std::string_view name = "regulator";
    std::vector<std::string> id;
    std::vector<NodeIdx> from_node, to_node;
    std::vector<double> set_gauge_pressure_pa, capacity_kg_s, droop_percent, lockup_percent,
        trip_high_gauge_pressure_pa, trip_low_gauge_pressure_pa, relief_gauge_pressure_pa, relief_capacity_kg_s,
        relief_diameter_m, relief_accumulation_percent, min_differential_pa, monitor_gauge_pressure_pa, ratio;
    std::vector<PressureControl> control;
    std::vector<AccuracyClass> accuracy_class;
    std::vector<LockupClass> lockup_class;
    std::vector<RegulatorState> state;
    std::vector<std::string> kind;
    std::vector<std::int32_t> install_year;
    std::vector<Flag> has_monitor;
    std::vector<std::string> source;
    std::vector<std::int32_t> source_row;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "unique id", &Regulators::id),
            required("from_node", "", "inlet node", &Regulators::from_node),
            required("to_node", "", "outlet node", &Regulators::to_node),
            required("set_gauge_pressure_pa", "Pa(g)",
                     "outlet set point; not used by check valves, compressor_ratio, "
                     "compressor_flow",
                     &Regulators::set_gauge_pressure_pa, {0.0, 2e7}),
            optional("control", "", "what it does", &Regulators::control, PressureControl::regulator),
            optional("ratio", "",
                     "compressors: outlet over inlet absolute pressure, held or largest; missing: no limit",
                     &Regulators::ratio, missing_real, {1.0, 100.0}),
            optional("capacity_kg_s", "kg/s", "largest flow; missing: unlimited", &Regulators::capacity_kg_s,
                     missing_real, flow_limit),
            optional("accuracy_class", "", "AC1 to AC15, or none", &Regulators::accuracy_class, AccuracyClass::none),
            optional("droop_percent", "%",
                     "fall of the outlet pressure at full capacity; missing: that of the accuracy class, or 0",
                     &Regulators::droop_percent, missing_real, {0, 50}),
            optional("lockup_class", "", "SG2.5 to SG25, or none", &Regulators::lockup_class, LockupClass::none),
            optional("lockup_percent", "%",
                     "rise of the outlet pressure at zero flow; missing: that of the lock-up class, or 0",
                     &Regulators::lockup_percent, missing_real, {0, 50}),
            optional("trip_high_gauge_pressure_pa", "Pa(g)", "over-pressure shut-off; missing: none",
                     &Regulators::trip_high_gauge_pressure_pa, missing_real, positive),
            optional("trip_low_gauge_pressure_pa", "Pa(g)", "under-pressure shut-off; missing: none",
                     &Regulators::trip_low_gauge_pressure_pa, missing_real, positive),
            optional("relief_gauge_pressure_pa", "Pa(g)", "pressure at which the relief valve opens; missing: none",
                     &Regulators::relief_gauge_pressure_pa, missing_real, positive),
            optional("relief_capacity_kg_s", "kg/s",
                     "what the relief valve blows off when it is just fully open; missing: what relief_diameter_m "
                     "passes, without that the capacity, without that what 25 mm pass (an assumption)",
                     &Regulators::relief_capacity_kg_s, missing_real, positive),
            optional("relief_diameter_m", "m", "orifice of the relief valve; missing: as relief_capacity_kg_s needs it",
                     &Regulators::relief_diameter_m, missing_real, {0.0, 3.0, true}),
            optional("relief_accumulation_percent", "%",
                     "rise of the pressure above the relief set point until the valve is fully open (10: ISO 4126)",
                     &Regulators::relief_accumulation_percent, 10.0, {0.0, 100.0, true}),
            optional("min_differential_pa", "Pa", "least fall of pressure at which gas passes",
                     &Regulators::min_differential_pa, 0.0, {0.0, 2e6}),
            optional("monitor_gauge_pressure_pa", "Pa(g)",
                     "set point of the monitor regulator, which takes over when the active one fails open; missing: "
                     "none, or 1.1 times the set point where has_monitor is 1",
                     &Regulators::monitor_gauge_pressure_pa, missing_real, {0.0, 2e7}),
            optional("state", "", "active, closed or failed_open", &Regulators::state, RegulatorState::active),
            optional("kind", "", "kind as registered", &Regulators::kind, ""),
            optional("install_year", "a", "calendar year of commissioning", &Regulators::install_year, missing_int,
                     {1800, 2200}),
            optional("has_monitor", "", "1: a monitor regulator stands by", &Regulators::has_monitor, Flag{0}),
            optional("source", "", "file and layer it came from", &Regulators::source, ""),
            optional("source_row", "", "1-based data row in the source", &Regulators::source_row, missing_int));
    }
};

/// Fall at full capacity and rise at zero flow: as given, else by class.
[[nodiscard]] inline double droop_percent(const Regulators &regulator, std::size_t r) {
    constexpr std::array<double, Names<AccuracyClass>::names.size()> by_class{0.0, 1.0, 2.5, 5.0, 10.0, 15.0};
    const double given = regulator.droop_percent[r];
    return is_missing(given) ? by_class[static_cast<std::size_t>(regulator.accuracy_class[r])] : given;
}
[[nodiscard]] inline double lockup_percent(const Regulators &regulator, std::size_t r) {
    constexpr std::array<double, Names<LockupClass>::names.size()> by_class{0.0, 2.5, 5.0, 10.0, 15.0, 20.0, 25.0};
    const double given = regulator.lockup_percent[r];
    return is_missing(given) ? by_class[static_cast<std::size_t>(regulator.lockup_class[r])] : given;
}

} // namespace gastwin
