// SPDX-License-Identifier: Apache-2.0
#include "scenarios/squeeze.hpp"

#include <algorithm>
#include <cstdio>

#include "scenarios/risk.hpp"

namespace gastwin {
namespace {

constexpr double usual_wall_share = 0.09; ///< SDR 11: wall over outer diameter, where the outer is not recorded

double outer_diameter_m(const Pipes &pipe, std::size_t p) {
    const double outer = pipe.outer_diameter_m[p];
    return is_missing(outer) ? pipe.inner_diameter_m[p] / (1.0 - 2.0 * usual_wall_share) : outer;
}

bool may_be_squeezed(const Pipes &pipe, std::size_t p, const SqueezeRules &rules) {
    const Material m = pipe.material[p];
    return (m == Material::pe || m == Material::pe80 || m == Material::pe100) && carries_gas(pipe.state[p]) &&
           outer_diameter_m(pipe, p) <= rules.largest_outer_diameter_m &&
           !is_above_ground(default_scheme().failure, pipe, p);
}

/// Pipes with a part in a segment that has a break.
std::vector<Flag> pipes_concerned(const Network &network, const Segments &segments, std::span<const Break> breaks) {
    std::vector<Flag> broken(row_count(segments.table), 0), concerned(row_count(network.pipe), 0);
    for (const Break &b : breaks)
        for (const std::int32_t s : segments_of_pipe(segments, b.pipe, b.position))
            broken[static_cast<std::size_t>(s)] = 1;
    for (std::size_t e = 0; e < segments.edge.size(); ++e)
        if (segments.edge[e] >= 0 && broken[static_cast<std::size_t>(segments.edge[e])])
            concerned[static_cast<std::size_t>(segments.graph.element[e])] = 1;
    return concerned;
}

/// Positions on each pipe concerned that squeezing must keep clear of, besides its ends.
std::vector<std::vector<double>> obstacles(const Network &network, std::span<const Break> breaks,
                                           const std::vector<Flag> &concerned) {
    std::vector<std::vector<double>> on(row_count(network.pipe));
    const auto add = [&](PipeIdx pipe, double position) {
        if (pipe.valid() && concerned[pipe.row()] && !is_missing(position)) on[pipe.row()].push_back(position);
    };
    for (std::size_t v = 0; v < row_count(network.valve); ++v) add(network.valve.pipe[v], network.valve.position[v]);
    for (std::size_t c = 0; c < row_count(network.customer); ++c)
        add(network.customer.pipe[c], network.customer.position[c]);
    for (const Break &b : breaks) add(b.pipe, b.position);
    return on;
}

void add_point(Network &network, std::size_t pipe, double position) {
    std::array<char, 32> metres{};
    std::snprintf(metres.data(), metres.size(), " @ %.1f m", position * network.pipe.length_m[pipe]);
    const auto row = append_row(network.valve, "squeeze " + network.pipe.id[pipe] + metres.data()).row();
    network.valve.pipe[row] = PipeIdx{pipe};
    network.valve.position[row] = position;
}

} // namespace

Network with_squeeze_points(const Network &network, const Segments &segments, std::span<const Break> breaks,
                            const SqueezeRules &rules) {
    Network squeezed = network;
    const std::vector<Flag> concerned = pipes_concerned(network, segments, breaks);
    const std::vector<std::vector<double>> keep_clear = obstacles(network, breaks, concerned);
    for (std::size_t p = 0; p < row_count(network.pipe); ++p) {
        if (!concerned[p] || !may_be_squeezed(network.pipe, p, rules)) continue;
        std::vector<double> stops = keep_clear[p];
        stops.insert(stops.end(), {0.0, 1.0});
        std::sort(stops.begin(), stops.end());
        const double clearance =
            rules.clearance_diameters * outer_diameter_m(network.pipe, p) / network.pipe.length_m[p];
        for (std::size_t i = 1; i < stops.size(); ++i) {
            const double room = stops[i] - stops[i - 1];
            if (room < 2.0 * clearance) continue;
            if (room < 3.0 * clearance) {
                add_point(squeezed, p, 0.5 * (stops[i - 1] + stops[i]));
                continue;
            }
            add_point(squeezed, p, stops[i - 1] + clearance);
            add_point(squeezed, p, stops[i] - clearance);
        }
    }
    return squeezed;
}

} // namespace gastwin
