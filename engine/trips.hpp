// SPDX-License-Identifier: Apache-2.0
// When devices that shut and stay shut do so: slam-shut valves of regulators, excess-flow valves on pipes,
// self-closing valves of households. Shared by steady (engine/protection.hpp) and transient flow
// (engine/transient_protection.hpp).
#pragma once
#include <optional>
#include <vector>

#include "models/network.hpp"

namespace gastwin {

enum class TripCause : std::uint8_t { over_pressure, under_pressure, over_flow };

template <> struct Names<TripCause> {
    static constexpr std::array<Name, 3> names{{{"over_pressure", "over-pressure", "超压"},
                                                {"under_pressure", "under-pressure", "欠压"},
                                                {"over_flow", "over-flow", "过流"}}};
};

/// Limits of household self-closing valves, gauge. CJ/T 447 gives 8 ± 2 kPa and 0.8 ± 0.2 kPa, over-flow 1.4 to 2
/// times the rated flow, closure within 3 s [U]: replace by those of the product installed. Slam-shut valves: 2 s, the
/// longest that EN 14382 allows class A [U]; excess-flow valves: an assumption. The times count in transient flow only.
struct ProtectionOptions {
    double self_closing_high_gauge_pressure_pa = 8000.0;
    double self_closing_low_gauge_pressure_pa = 800.0;
    double self_closing_over_flow = 1.8; ///< times the connected load, where that is known
    double self_closing_response_s = 3.0, slam_shut_response_s = 2.0, excess_flow_response_s = 1.0;
};

/// What is beyond its limit. Pressures in Pa(g), flows in kg/s.
struct Excess {
    TripCause cause;
    double value, limit;

    /// How far beyond, in proportion.
    [[nodiscard]] double ratio() const;
};

/// Beyond a limit of one regulator's slam-shut valve, whose outlet has this pressure.
[[nodiscard]] std::optional<Excess> excess_of_regulator(const Regulators &regulator, std::size_t row,
                                                        double outlet_gauge_pressure_pa);

/// Beyond the limit of an excess-flow valve.
[[nodiscard]] std::optional<Excess> excess_of_valve(const Valves &valve, std::size_t row, double flow_kg_s);

/// Beyond a limit of a household's valve; a missing pressure counts as none.
[[nodiscard]] std::optional<Excess> excess_of_customer(const Customers &customer, std::size_t row,
                                                       double gauge_pressure_pa, double flow_kg_s,
                                                       const ProtectionOptions &limits);

/// By customer row, 1: has a self-closing valve among the devices.
[[nodiscard]] std::vector<Flag> self_closing_customers(const Network &network);

} // namespace gastwin
