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

/// One-way pressure control between two nodes. None passes gas backwards. A regulator holds `set_gauge_pressure_pa` at
/// `to_node` and never compresses; a check valve only stops backward flow; a compressor lifts the pressure, at most by
/// `ratio`, and is bypassed by its check valve where the gas gets through by itself (engine/feeds.hpp: the laws).
struct Regulators {
    static constexpr std::string_view name = "regulator";
    std::vector<std::string> id;
    std::vector<NodeIdx> from_node, to_node;
    std::vector<double> set_gauge_pressure_pa, capacity_kg_s, droop_percent, lockup_percent,
        trip_high_gauge_pressure_pa, trip_low_gauge_pressure_pa, relief_gauge_pressure_pa, relief_capacity_kg_s,
        min_differential_pa, monitor_gauge_pressure_pa, ratio;
    std::vector<PressureControl> control;
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
            optional("droop_percent", "%", "fall of the outlet pressure at full capacity", &Regulators::droop_percent,
                     0.0, {0, 50}),
            optional("lockup_percent", "%", "rise of the outlet pressure at zero flow", &Regulators::lockup_percent,
                     0.0, {0, 50}),
            optional("trip_high_gauge_pressure_pa", "Pa(g)", "over-pressure shut-off; missing: none",
                     &Regulators::trip_high_gauge_pressure_pa, missing_real, positive),
            optional("trip_low_gauge_pressure_pa", "Pa(g)", "under-pressure shut-off; missing: none",
                     &Regulators::trip_low_gauge_pressure_pa, missing_real, positive),
            optional("relief_gauge_pressure_pa", "Pa(g)", "relief valve set point; missing: none",
                     &Regulators::relief_gauge_pressure_pa, missing_real, positive),
            optional("relief_capacity_kg_s", "kg/s",
                     "what the relief valve blows off fully open; missing: the capacity",
                     &Regulators::relief_capacity_kg_s, missing_real, flow_limit),
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

} // namespace gastwin
