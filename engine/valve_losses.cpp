// SPDX-License-Identifier: Apache-2.0
#include "engine/valve_losses.hpp"

#include <unordered_map>

#include "models/valve_loss.hpp"

namespace gastwin {

std::vector<double> valve_losses(const Valves &valve, const Graph &graph) {
    std::unordered_multimap<std::int32_t, std::size_t> on_pipe;
    for (std::size_t v = 0; v < row_count(valve); ++v)
        if (valve.pipe[v].valid() && is_open(valve, v) && valve.opening[v] < 1.0)
            on_pipe.emplace(valve.pipe[v].value, v);
    if (on_pipe.empty()) return {};
    std::vector<double> losses(graph.edge_count(), 0.0);
    for (std::size_t e = 0; e < losses.size(); ++e) {
        if (graph.kind[e] != EdgeKind::pipe) continue;
        const auto [first, last] = on_pipe.equal_range(graph.element[e]);
        for (auto here = first; here != last; ++here) {
            const std::size_t v = here->second;
            const double x = valve.position[v];
            const bool stands_here = graph.start[e] <= x && (x < graph.end[e] || graph.end[e] == 1.0);
            if (stands_here) losses[e] += valve_loss_coefficient(valve.type[v], valve.opening[v]);
        }
    }
    return losses;
}

} // namespace gastwin
