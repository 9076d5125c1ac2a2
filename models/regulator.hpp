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

/// Pressure regulators: hold `set_gauge_pressure_pa` at `to_node`; never compress, never pass gas backwards.
struct Regulators {
    static constexpr std::string_view name = "regulator";
    std::vector<std::string> id;
    std::vector<NodeIdx> from_node, to_node;
    std::vector<double> set_gauge_pressure_pa, capacity_kg_s, droop_percent, lockup_percent,
        trip_high_gauge_pressure_pa, trip_low_gauge_pressure_pa, relief_gauge_pressure_pa;
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
            required("set_gauge_pressure_pa", "Pa(g)", "outlet set point", &Regulators::set_gauge_pressure_pa,
                     {0.0, 2e7}),
            optional("capacity_kg_s", "kg/s", "largest flow; missing: unlimited", &Regulators::capacity_kg_s,
                     missing_real, positive),
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
