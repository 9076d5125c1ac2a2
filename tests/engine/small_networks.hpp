// SPDX-License-Identifier: Apache-2.0
// Networks written in a few lines, for tests.
#pragma once
#include <string>

#include "engine/steady.hpp"

namespace gastwin {

inline std::string numbered(char letter, std::size_t number) {
    return std::string(1, letter).append(std::to_string(number));
}

/// Adds rows by name; nodes are numbered 0, 1, 2 … in the order they are added.
struct Sketch {
    Network network;

    int node(double elevation_m = 0.0) {
        const auto row = append_row(network.node, numbered('n', row_count(network.node))).row();
        network.node.elevation_m[row] = elevation_m;
        return static_cast<int>(row);
    }
    int pipe(int from, int to, double length_m, double diameter_m, double roughness_m = 1e-4) {
        const auto row = append_row(network.pipe, numbered('p', row_count(network.pipe))).row();
        network.pipe.from_node[row] = NodeIdx{from};
        network.pipe.to_node[row] = NodeIdx{to};
        network.pipe.length_m[row] = length_m;
        network.pipe.inner_diameter_m[row] = diameter_m;
        network.pipe.roughness_m[row] = roughness_m;
        return static_cast<int>(row);
    }
    int source(int node, double gauge_pressure_pa) {
        const auto row = append_row(network.source, numbered('s', row_count(network.source))).row();
        network.source.node[row] = NodeIdx{node};
        network.source.gauge_pressure_pa[row] = gauge_pressure_pa;
        return static_cast<int>(row);
    }
    int regulator(int from, int to, double set_gauge_pressure_pa) {
        const auto row = append_row(network.regulator, numbered('r', row_count(network.regulator))).row();
        network.regulator.from_node[row] = NodeIdx{from};
        network.regulator.to_node[row] = NodeIdx{to};
        network.regulator.set_gauge_pressure_pa[row] = set_gauge_pressure_pa;
        return static_cast<int>(row);
    }
    int valve(int from, int to, bool open) {
        const auto row = append_row(network.valve, numbered('v', row_count(network.valve))).row();
        network.valve.from_node[row] = NodeIdx{from};
        network.valve.to_node[row] = NodeIdx{to};
        network.valve.open[row] = open;
        return static_cast<int>(row);
    }
    int customer(int node, double demand_kg_s) {
        const auto row = append_row(network.customer, numbered('c', row_count(network.customer))).row();
        network.customer.node[row] = NodeIdx{node};
        network.customer.demand_kg_s[row] = demand_kg_s;
        return static_cast<int>(row);
    }
    [[nodiscard]] State solve(const SolveOptions &options = {}) const {
        return solve_steady(network, network.customer.demand_kg_s, options);
    }
};

/// The gas of the check values: 0.75 kg/m³ at 0 °C, 283.15 K, µ 1.1e-5.
inline Gas reference_gas() {
    Gas gas;
    gas.molar_mass_kg_mol = 0.0168104759;
    gas.gas_constant = 8.314462;
    gas.temperature_k = 283.15;
    gas.viscosity_pa_s = 1.1e-5;
    return gas;
}

/// 1 km of DN50 from a source at 2000 Pa(g): section 14 of the reference.
inline Sketch one_pipe(double demand_kg_s) {
    Sketch s;
    s.network.gas = reference_gas();
    const int a = s.node(), b = s.node();
    s.source(a, 2000.0);
    s.pipe(a, b, 1000.0, 0.05);
    s.customer(b, demand_kg_s);
    return s;
}

inline double gauge(const State &state, int node) {
    return state.node.gauge_pressure_pa[static_cast<std::size_t>(node)];
}

} // namespace gastwin
