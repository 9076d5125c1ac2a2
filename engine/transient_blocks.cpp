// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/transient_model.hpp"
#include "models/roughness.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

double known_or(double value, double fallback) { return is_missing(value) ? fallback : value; }

/// Zones joined by the open links, each list ascending, lists in the order of their first zones.
std::vector<std::vector<std::int32_t>> join_zones(const TransientModel &model) {
    std::vector<std::int32_t> parent(at(model.zones.zone_count));
    std::iota(parent.begin(), parent.end(), 0);
    const auto find = [&](std::int32_t z) {
        while (parent[at(z)] != z) z = parent[at(z)] = parent[at(parent[at(z)])];
        return z;
    };
    for (const std::int32_t r : model.open_links) {
        const std::int32_t a = find(model.station[at(r)].up_zone), b = find(model.station[at(r)].down_zone);
        parent[at(std::max(a, b))] = std::min(a, b);
    }
    std::vector<std::vector<std::int32_t>> groups;
    std::vector<std::int32_t> group(parent.size(), -1);
    for (std::int32_t z = 0; z < model.zones.zone_count; ++z) {
        std::int32_t &number = group[at(find(z))];
        if (number < 0) {
            number = static_cast<std::int32_t>(groups.size());
            groups.emplace_back();
        }
        groups[at(number)].push_back(z);
    }
    return groups;
}

/// 2 g κ/a² with κ = (p/Z)²/(2Π) at the highest pressure given in the block, as in steady flow (engine/tiers.cpp).
double gravity_per_m(const TransientModel &model, const std::vector<double> &nominal_pa, const Block &block) {
    const Gas &gas = model.network.gas;
    double p = 0.0;
    for (const std::int32_t z : block.zones) p = std::max(p, nominal_pa[at(z)]);
    if (p == 0.0) p = standard_pressure_pa;
    const double slope = potential_slope_pa(gas, p);
    return 2.0 * gravity_m_s2 * slope * slope / (2.0 * potential_pa2(gas, p)) / gas.a2_m2_s2();
}

std::vector<double> nominal_pressures_pa(const TransientModel &model) {
    std::vector<double> nominal(at(model.zones.zone_count), 0.0);
    for (std::size_t s = 0; s < row_count(model.network.source); ++s) {
        double &p = nominal[at(model.zones.zone_of_vertex(model.network.source.node[s].value))];
        p = std::max(p, model.controls.source_pa[s]);
    }
    for (const Station &station : model.station)
        if (!station.shut && std::isfinite(station.set_pa))
            nominal[at(station.down_zone)] = std::max(nominal[at(station.down_zone)], station.set_pa);
    return nominal;
}

PipeElement piece_element(const TransientModel &model, std::size_t e, double mean_gravity) {
    const Pipes &pipe = model.network.pipe;
    const std::size_t p = at(model.graph.element[e]);
    const double share = model.graph.end[e] - model.graph.start[e];
    return pipe_element(model.network.gas,
                        {.length_m = share * pipe.length_m[p] * (1.0 + model.options.local_loss_share),
                         .inner_diameter_m = pipe.inner_diameter_m[p],
                         .roughness_m = roughness_of(pipe, p),
                         .loss_coefficient = share * known_or(pipe.loss_coefficient[p], 0.0) +
                                             (model.valve_loss.empty() ? 0.0 : model.valve_loss[e]),
                         .friction_factor = known_or(pipe.friction_factor[p], 0.0)},
                        mean_gravity);
}

void add_pipes(const TransientModel &model, Block &block) {
    CellProblem &problem = block.problem;
    for (const std::int32_t zone : block.zones)
        for (const std::int32_t edge : model.zones.edges_in(zone)) {
            const std::size_t e = at(edge), p = at(model.graph.element[e]);
            const std::int32_t a = model.graph.from[e], b = model.graph.to[e];
            const double exponent = block.gravity_per_m * (model.elevation_m[at(b)] - model.elevation_m[at(a)]);
            const double mean = gravity_at(model, block.gravity_per_m, a) *
                                (std::abs(exponent) < 1e-12 ? 1.0 : std::expm1(exponent) / exponent);
            block.pipe_edge.push_back(edge);
            problem.from.push_back(model.local[at(model.junction_of(a))]);
            problem.to.push_back(model.local[at(model.junction_of(b))]);
            problem.pipe.push_back(piece_element(model, e, mean));
            if (model.options.inertia)
                problem.inertia_per_m.push_back(mean * (model.graph.end[e] - model.graph.start[e]) *
                                                model.network.pipe.length_m[p] /
                                                circle_area_m2(model.network.pipe.inner_diameter_m[p]));
        }
    problem.carried_flow.resize(problem.inertia_per_m.size());
}

void add_port(Block &block, Block::PortKind kind, std::size_t row, std::int32_t from, std::int32_t to) {
    block.port_of.push_back({kind, static_cast<std::int32_t>(row)});
    block.problem.from.push_back(from);
    block.problem.to.push_back(to);
    block.problem.port.emplace_back();
}

/// Sources, outlets and links of every block. Stations whose two ends meet in one junction cannot pass anything.
void add_ports(TransientModel &model, std::size_t first_new) {
    const auto block_of = [&](std::int32_t vertex) {
        return at(model.block_of_zone[at(model.zones.zone_of_vertex(vertex))]);
    };
    const auto place = [&](std::int32_t vertex) { return model.local[at(model.junction_of(vertex))]; };
    const Sources &source = model.network.source;
    for (std::size_t s = 0; s < row_count(source); ++s)
        if (const std::size_t b = block_of(source.node[s].value); b >= first_new)
            add_port(model.block[b], Block::PortKind::source, s, -1, place(source.node[s].value));
    for (std::size_t r = 0; r < model.station.size(); ++r) {
        const Station &station = model.station[r];
        if (station.bypassed || model.junction_of(station.up_vertex) == model.junction_of(station.down_vertex))
            continue;
        const std::size_t up = block_of(station.up_vertex), down = block_of(station.down_vertex);
        if (up != down && down >= first_new)
            add_port(model.block[down], Block::PortKind::outlet, r, -1, place(station.down_vertex));
        if (up >= first_new) model.block[up].stations_out.push_back(static_cast<std::int32_t>(r));
        if (up == down && up >= first_new)
            add_port(model.block[up], Block::PortKind::link, r, place(station.up_vertex), place(station.down_vertex));
    }
}

void fill_junctions(const TransientModel &model, std::int32_t number, Block &block) {
    block.problem.junction.resize(block.junction.size());
    for (std::size_t i = 0; i < block.junction.size(); ++i) {
        const std::size_t j = at(block.junction[i]);
        const std::int32_t vertex = model.junction_vertex[j];
        CellJunction &junction = block.problem.junction[i];
        junction.volume_m3 = model.volume_m3[j];
        junction.gravity = gravity_at(model, block.gravity_per_m, vertex);
        junction.atmosphere_pa = model.atmosphere_pa[at(vertex)];
        junction.cut_off_pa = junction.atmosphere_pa + model.options.cut_off_gauge_pressure_pa;
    }
    const auto here = [&](std::int32_t vertex) -> CellJunction * {
        const std::size_t j = at(model.junction_of(vertex));
        return model.block_of_zone[at(model.zones.zone_of_junction[j])] == number
                   ? &block.problem.junction[at(model.local[j])]
                   : nullptr;
    };
    for (const ReliefHere &valve : model.relief)
        if (CellJunction *junction = here(valve.vertex)) junction->relief.push_back(valve.law);
    for (const BuriedLeak &leak : model.options.buried)
        if (CellJunction *junction = here(leak.node.value)) junction->buried.push_back(leak.hole);
}

/// Lowest blocks first: a block comes after all those it gives gas to. Blocks on a cycle follow one by one.
void order_blocks(TransientModel &model) {
    std::vector<std::int32_t> waiting(model.block.size(), 0);
    std::vector<std::vector<std::int32_t>> above(model.block.size());
    for (const Station &station : model.station) {
        const std::int32_t up = model.block_of_zone[at(station.up_zone)];
        const std::int32_t down = model.block_of_zone[at(station.down_zone)];
        if (up == down) continue;
        ++waiting[at(up)];
        above[at(down)].push_back(up);
    }
    model.levels.clear();
    std::vector<Flag> placed(model.block.size(), 0);
    std::vector<std::int32_t> level;
    std::size_t next_on_cycle = 0;
    for (std::size_t b = 0; b < waiting.size(); ++b)
        if (waiting[b] == 0) level.push_back(static_cast<std::int32_t>(b));
    for (std::size_t done = 0; done < model.block.size();) {
        if (level.empty()) {
            while (placed[next_on_cycle]) ++next_on_cycle;
            level.push_back(static_cast<std::int32_t>(next_on_cycle));
        }
        for (const std::int32_t b : level) placed[at(b)] = 1;
        std::vector<std::int32_t> higher;
        for (const std::int32_t b : level)
            for (const std::int32_t up : above[at(b)])
                if (--waiting[at(up)] == 0 && !placed[at(up)]) higher.push_back(up);
        std::sort(higher.begin(), higher.end());
        done += level.size();
        model.levels.push_back(std::exchange(level, std::move(higher)));
    }
}

void build_block(TransientModel &model, std::size_t number, const std::vector<double> &nominal_pa) {
    Block &block = model.block[number];
    block.gravity_per_m = gravity_per_m(model, nominal_pa, block);
    for (const std::int32_t zone : block.zones)
        for (const std::int32_t junction : model.zones.junctions_in(zone)) {
            model.local[at(junction)] = static_cast<std::int32_t>(block.junction.size());
            block.junction.push_back(junction);
        }
    block.problem.law = model.options.friction;
    block.problem.gas = &model.network.gas;
    block.problem.band_pa = model.options.cut_off_band_pa;
    fill_junctions(model, static_cast<std::int32_t>(number), block);
    add_pipes(model, block);
}

} // namespace

void find_blocks(TransientModel &model, const std::vector<FeedMode> &mode) {
    std::vector<std::int32_t> links;
    for (std::size_t r = 0; r < mode.size(); ++r)
        if (mode[r] == FeedMode::wide_open) links.push_back(static_cast<std::int32_t>(r));
    if (!model.block.empty() && links == model.open_links) return;
    model.open_links = std::move(links);
    std::vector<Block> before = std::exchange(model.block, {});
    std::vector<std::int32_t> block_before(at(model.zones.zone_count), -1); // by first zone
    for (std::size_t b = 0; b < before.size(); ++b)
        block_before[at(before[b].zones.front())] = static_cast<std::int32_t>(b);
    std::vector<std::vector<std::int32_t>> fresh;
    for (auto &zones : join_zones(model)) {
        const std::int32_t old = block_before[at(zones.front())];
        if (old >= 0 && before[at(old)].zones == zones) model.block.push_back(std::move(before[at(old)]));
        else fresh.push_back(std::move(zones));
    }
    const std::size_t first_new = model.block.size();
    for (auto &zones : fresh) model.block.push_back({.zones = std::move(zones)});
    model.block_of_zone.assign(at(model.zones.zone_count), -1);
    for (std::size_t b = 0; b < model.block.size(); ++b)
        for (const std::int32_t zone : model.block[b].zones)
            model.block_of_zone[at(zone)] = static_cast<std::int32_t>(b);
    const std::vector<double> nominal_pa = nominal_pressures_pa(model);
    model.local.resize(at(model.zones.junction_count));
    for (std::size_t b = first_new; b < model.block.size(); ++b) build_block(model, b, nominal_pa);
    add_ports(model, first_new);
    for (std::size_t b = first_new; b < model.block.size(); ++b) {
        Block &block = model.block[b];
        block.laplacian =
            GroundedLaplacian(static_cast<std::int32_t>(block.junction.size()), block.problem.from, block.problem.to);
    }
    order_blocks(model);
}

} // namespace gastwin
