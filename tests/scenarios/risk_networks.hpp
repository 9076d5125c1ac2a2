// SPDX-License-Identifier: Apache-2.0
// Small networks for tests of risk and planning.
#pragma once
#include <string>
#include <vector>

#include "models/network.hpp"
#include "models/random.hpp"

namespace gastwin {

struct PipeSpec {
    Material material = Material::steel;
    std::int32_t install_year = 2000;
    double diameter_m = 0.1, length_m = 100.0;
};

inline std::string numbered(std::string prefix, std::size_t number) { return prefix.append(std::to_string(number)); }

/// Parallel pipes P0, P1 … along x, 1 km apart, so that they share neither nodes nor neighbours.
inline Network parallel_pipes(const std::vector<PipeSpec> &specs) {
    Network n;
    for (const PipeSpec &spec : specs) {
        const double y = 1000.0 * static_cast<double>(row_count(n.pipe));
        const PipeIdx p = append_row(n.pipe, numbered("P", row_count(n.pipe)));
        for (const double x : {0.0, spec.length_m}) {
            const NodeIdx node = append_row(n.node, numbered("N", row_count(n.node)));
            n.node.x_m[node.row()] = x, n.node.y_m[node.row()] = y;
            (x == 0.0 ? n.pipe.from_node : n.pipe.to_node)[p.row()] = node;
        }
        n.pipe.length_m[p.row()] = spec.length_m;
        n.pipe.inner_diameter_m[p.row()] = spec.diameter_m;
        n.pipe.material[p.row()] = spec.material;
        n.pipe.install_year[p.row()] = spec.install_year;
        n.pipe.pressure_class[p.row()] = PressureClass::low;
    }
    return n;
}

inline void add_building(Network &n, double x, double y, double people) {
    const BuildingIdx b = append_row(n.building, numbered("B", row_count(n.building)));
    n.building.x_m[b.row()] = x, n.building.y_m[b.row()] = y;
    n.building.area_m2[b.row()] = 0.0, n.building.people[b.row()] = people;
}

inline void add_leak(Network &n, const std::string &object, const std::string &date, const std::string &cause = "") {
    const auto r = append_row(n.record, numbered("W", row_count(n.record))).row();
    n.record.kind[r] = "leak", n.record.object_id[r] = object, n.record.started[r] = date, n.record.cause[r] = cause;
}

/// `count` pipes and as many risers of all materials and ages, with buildings and leak records.
inline Network mixed_network(int count) {
    std::vector<PipeSpec> specs;
    for (int i = 0; i < count; ++i) {
        Random random(11, 0, static_cast<std::uint64_t>(i));
        specs.push_back({static_cast<Material>(random.integer(0, static_cast<int>(Names<Material>::names.size()) - 1)),
                         random.chance(0.1) ? missing_int : random.integer(1950, 2024), random.uniform(0.02, 0.6),
                         random.uniform(1.0, 400.0)});
    }
    Network n = parallel_pipes(specs);
    for (int i = 0; i < count; ++i) {
        const auto id = static_cast<std::size_t>(i);
        Random random(11, 1, id);
        if (random.chance(0.7)) add_building(n, random.uniform(0, 200), 1000.0 * i + random.uniform(0, 20), 50);
        n.pipe.depth_m[id] = random.chance(0.2) ? -2.0 : random.uniform(0.3, 2.0);
        const auto r = append_row(n.riser, numbered("R", id)).row();
        n.riser.material[r] = Material::galvanised;
        n.riser.install_year[r] = random.integer(1985, 2020);
        n.riser.floors[r] = random.integer(1, 33);
        n.riser.households[r] = 12;
        for (int k = random.poisson(0.3); k > 0; --k)
            add_leak(n, numbered(random.chance(0.5) ? "P" : "R", id), std::to_string(random.integer(2012, 2024)));
    }
    return n;
}

} // namespace gastwin
