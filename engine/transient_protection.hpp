// SPDX-License-Identifier: Apache-2.0
// Protection in transient flow: a device that is beyond its limit for as long as it takes to respond shuts, and stays
// shut until an event opens it again.
#pragma once
#include "engine/transient_step.hpp"

namespace gastwin {

/// One device with a limit. One regulator or household has one guard whatever the cause.
struct Guard {
    enum class Table : std::uint8_t { regulator, valve, customer };
    Table table;
    std::int32_t row;
    double response_s;
    std::int32_t edge = -1;           ///< of an excess-flow valve: the piece of pipe behind it
    double beyond_since_s = infinite; ///< infinite: within its limits
    Excess excess = {};               ///< while beyond

    static constexpr double infinite = std::numeric_limits<double>::infinity();
    [[nodiscard]] double due_s() const { return beyond_since_s + response_s; }
};

/// The guards of a model; none unless its options ask for protection. An excess-flow valve senses the flow beside it,
/// the others as in engine/trips.hpp.
[[nodiscard]] std::vector<Guard> make_guards(const TransientModel &model);

/// Is a device beyond its limits in `state` that was within them, and would the time of that be known worse than to a
/// tenth of its response if it counted from the end of a step of this duration?
[[nodiscard]] bool oversteps(const TransientModel &model, const std::vector<Guard> &guards, const GasState &state,
                             double time_s, double duration_s);

/// Starts and stops the guards' clocks for the state at this time.
void watch(const TransientModel &model, const GasState &state, double time_s, std::vector<Guard> &guards);

/// Shuts what has been beyond its limits long enough and adds it to the table; true when a valve has moved.
struct Latched {
    bool any = false, valve_moved = false;
};
[[nodiscard]] Latched latch(TransientModel &model, double time_s, std::vector<Guard> &guards, TripSeries &trips);

/// Appends a row.
void add_trip(TripSeries &trips, double time_s, const std::string &id, std::string_view table, const Excess &excess);

/// When the next device shuts if all stays as it is; infinite: none.
[[nodiscard]] double next_trip_s(const std::vector<Guard> &guards);

} // namespace gastwin
