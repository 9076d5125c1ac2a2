// SPDX-License-Identifier: Apache-2.0
// Two nodes, one pipe, one source, one customer: the pressure falls along the flow.
#include <cstdio>

#include "engine/steady.hpp"

int main() {
    using namespace gastwin;
    Network network;
    append_row(network.node, "gate");
    append_row(network.node, "house");
    append_row(network.pipe, "P1");
    network.pipe.from_node[0] = NodeIdx{0};
    network.pipe.to_node[0] = NodeIdx{1};
    network.pipe.length_m[0] = 500.0;
    network.pipe.inner_diameter_m[0] = 0.1;
    append_row(network.source, "S1");
    network.source.node[0] = NodeIdx{0};
    network.source.gauge_pressure_pa[0] = 10000.0;
    append_row(network.customer, "C1");
    network.customer.node[0] = NodeIdx{1};
    network.customer.demand_kg_s[0] = 0.01;

    const State state = solve_steady(network, network.customer.demand_kg_s, {});
    const double drop_pa = state.node.gauge_pressure_pa[0] - state.node.gauge_pressure_pa[1];
    std::printf("%s, %.2f Pa\n", std::string(code_of(state.status)).c_str(), drop_pa);
    return state.status == Status::converged && drop_pa > 100.0 && drop_pa < 300.0 ? 0 : 1;
}
