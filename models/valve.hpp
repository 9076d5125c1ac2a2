// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "models/names.hpp"
#include "models/table.hpp"

namespace gastwin {

enum class ValveType : std::uint8_t { unknown, gate, ball, plug, butterfly };

template <> struct Names<ValveType> {
    static constexpr std::array<Name, 5> names{{{"unknown", "unknown", "未知"},
                                                {"gate", "gate valve", "闸阀"},
                                                {"ball", "ball valve", "球阀"},
                                                {"plug", "plug valve", "旋塞阀"},
                                                {"butterfly", "butterfly valve", "蝶阀"}}};
};

/// Shut-off valves. Either on a pipe (`pipe`, `position`) or as a link of its own (`from_node`, `to_node`).
/// A fully open valve has no resistance (what it has belongs to its pipe's loss_coefficient); a closed one passes
/// nothing; one that is partly open on a pipe has the loss of models/valve_loss.hpp, as a link of its own none.
struct Valves {
    static constexpr std::string_view name = "valve";
    std::vector<std::string> id;
    std::vector<PipeIdx> pipe;
    std::vector<double> position, opening, trip_flow_kg_s;
    std::vector<NodeIdx> from_node, to_node;
    std::vector<Flag> open, operable;
    std::vector<ValveType> type;
    std::vector<std::string> kind, state;
    std::vector<double> x_m, y_m;
    std::vector<std::string> source;
    std::vector<std::int32_t> source_row;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "unique id", &Valves::id),
            optional("pipe", "", "pipe the valve sits on", &Valves::pipe, {}),
            optional("position", "", "0 at the pipe's from_node, 1 at its to_node", &Valves::position, missing_real,
                     fraction),
            optional("from_node", "", "first node of a valve that is its own link", &Valves::from_node, {}),
            optional("to_node", "", "second node of a valve that is its own link", &Valves::to_node, {}),
            optional("open", "", "1 open, 0 closed", &Valves::open, Flag{1}),
            optional("opening", "", "share of the full opening while open; missing: fully open; 0: closed",
                     &Valves::opening, missing_real, fraction),
            optional("type", "", "what shuts it, which decides the loss when partly open", &Valves::type,
                     ValveType::unknown),
            optional("operable", "", "1 can be turned", &Valves::operable, Flag{1}),
            optional("trip_flow_kg_s", "kg/s", "excess-flow valve: closes and stays closed above this; missing: none",
                     &Valves::trip_flow_kg_s, missing_real, positive),
            optional("kind", "", "kind as registered", &Valves::kind, ""),
            optional("state", "", "operability as registered", &Valves::state, ""),
            optional("x_m", "m", "easting", &Valves::x_m, missing_real),
            optional("y_m", "m", "northing", &Valves::y_m, missing_real),
            optional("source", "", "file and layer the valve came from", &Valves::source, ""),
            optional("source_row", "", "1-based data row in the source", &Valves::source_row, missing_int));
    }
};

[[nodiscard]] inline bool is_open(const Valves &valve, std::size_t v) {
    return valve.open[v] != 0 && !(valve.opening[v] == 0.0);
}

} // namespace gastwin
