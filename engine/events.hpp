// SPDX-License-Identifier: Apache-2.0
// What happens to a network in the course of time: sudden events, and hourly factors of the demand.
#pragma once
#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/network.hpp"

namespace gastwin {

enum class EventKind : std::uint8_t {
    valve_close,
    valve_open,
    regulator_close,
    regulator_fail_open,
    regulator_restore,
    regulator_set,
    source_lose,
    source_restore,
    source_set,
    demand_factor,
    all_demand_factor,
    outflow,
    hole,
    customer_reset
};

template <> struct Names<EventKind> {
    static constexpr std::array<Name, 14> names{
        {{"valve_close", "valve closes", "阀门关闭"},
         {"valve_open", "valve opens", "阀门开启"},
         {"regulator_close", "regulator trips or fails closed", "调压器切断"},
         {"regulator_fail_open", "regulator fails open", "调压器失效全开"},
         {"regulator_restore", "regulator works again", "调压器恢复"},
         {"regulator_set", "regulator takes a new set point, Pa(g)", "调压器改变设定压力 Pa(g)"},
         {"source_lose", "source is lost", "气源中断"},
         {"source_restore", "source is back", "气源恢复"},
         {"source_set", "source takes a new pressure, Pa(g)", "气源改变压力 Pa(g)"},
         {"demand_factor", "customer's demand times this", "用户用气倍数"},
         {"all_demand_factor", "every demand times this", "全部用气倍数"},
         {"outflow", "this much leaves at a node, kg/s", "节点外泄流量 kg/s"},
         {"hole", "gas leaves at a node through a hole of this diameter, m", "节点泄漏孔径 m"},
         {"customer_reset", "customer's self-closing valve is opened by hand", "用户自闭阀人工复位"}}};
};

/// `element` is the id of the valve, regulator, source, customer or node; empty for all_demand_factor. `outflow` and
/// `hole` replace what left at the node before; 0 ends it. Both end by themselves as the gauge pressure falls to zero.
struct Event {
    double time_s = 0.0;
    EventKind kind = EventKind::valve_close;
    std::string element;
    double value = 0.0;
};

/// An event whose element is a row number of its table.
struct PlannedEvent {
    double time_s;
    EventKind kind;
    std::int32_t row;
    double value;
};

/// In order of time; those of one time in the order given. Throws Error("dangling_reference") for an id that does not
/// exist and Error("value_out_of_range") for a time or value that is not finite, a negative factor, outflow or hole,
/// or a gauge pressure outside the table's range.
[[nodiscard]] std::vector<PlannedEvent> plan_events(const Network &network, std::span<const Event> events);

/// Factors of the demand at each full hour of the day for each kind of customer; linear in between, every day alike.
/// Second 0 is midnight.
struct HourlyFactors {
    std::array<std::array<double, 24>, Names<CustomerKind>::names.size()> factor;

    HourlyFactors() {
        for (auto &row : factor) row.fill(1.0);
    }
    [[nodiscard]] double at(CustomerKind kind, double time_s) const;
};

/// A value over time for one row of a table, linear between the points and constant beyond them.
struct Profile {
    std::string element; ///< id
    std::vector<double> time_s, value;

    [[nodiscard]] double at(double time_s) const;
};

/// The profile of each id: its number, or -1. Throws Error("dangling_reference") for an id that does not exist and
/// Error("value_out_of_range") for times that do not rise or values that are not finite or negative.
[[nodiscard]] std::vector<std::int32_t> match_profiles(std::span<const std::string> ids,
                                                       std::span<const Profile> profiles);

} // namespace gastwin
