// SPDX-License-Identifier: Apache-2.0
#include "scenarios/opened_pipe.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>

#include "scenarios/remainder.hpp"

namespace gastwin {
namespace {

constexpr double least_piece_m = 0.01;

double cut_position(const Pipes &pipe, const Break &at) {
    const double least = std::min(0.5, least_piece_m / pipe.length_m[at.pipe.row()]);
    return std::clamp(is_missing(at.position) ? 0.5 : at.position, least, 1.0 - least);
}

/// The first of "base", "base 2", "base 3" … that no row has.
std::string unused_id(const std::vector<std::string> &ids, const std::string &base) {
    if (std::find(ids.begin(), ids.end(), base) == ids.end()) return base;
    const std::unordered_set<std::string_view> used(ids.begin(), ids.end());
    std::string id = base;
    for (int i = 2; used.contains(id); ++i) id = base + " " + std::to_string(i);
    return id;
}

/// A node on the pipe, its place and height between the pipe's ends.
NodeIdx add_node(Network &network, std::size_t pipe, double position) {
    Nodes &node = network.node;
    const NodeIdx added = append_row(node, unused_id(node.id, "break on " + network.pipe.id[pipe]));
    const std::size_t a = network.pipe.from_node[pipe].row(), b = network.pipe.to_node[pipe].row();
    for (std::vector<double> *column : {&node.x_m, &node.y_m, &node.elevation_m})
        (*column)[added.row()] = std::lerp((*column)[a], (*column)[b], position);
    return added;
}

/// Whatever stands beyond the cut stands on the second piece.
template <class Mounted> void remount(Mounted &table, PipeIdx first, PipeIdx second, double cut) {
    for (std::size_t i = 0; i < row_count(table); ++i) {
        if (table.pipe[i].value != first.value || is_missing(table.position[i])) continue;
        if (table.position[i] <= cut) {
            table.position[i] /= cut;
            continue;
        }
        table.pipe[i] = second;
        table.position[i] = (table.position[i] - cut) / (1.0 - cut);
    }
}

void cut_in_two(OpenedPipe &opened, PipeIdx pipe, double cut, Opening opening, std::size_t number) {
    Network &net = opened.network;
    const std::size_t row = pipe.row();
    const NodeIdx first = add_node(net, row, cut);
    const NodeIdx second = opening == Opening::severed ? add_node(net, row, cut) : first;
    const PipeIdx rest = append_row(net.pipe, unused_id(net.pipe.id, net.pipe.id[row] + " beyond the break"));
    for_each_column<Pipes>([&](const auto &column) {
        if (column.name != "id") (net.pipe.*column.data)[rest.row()] = (net.pipe.*column.data)[row];
    });
    net.pipe.length_m[row] *= cut;
    net.pipe.length_m[rest.row()] *= 1.0 - cut;
    net.pipe.loss_coefficient[row] *= cut;
    net.pipe.loss_coefficient[rest.row()] *= 1.0 - cut;
    net.pipe.to_node[row] = first;
    net.pipe.from_node[rest.row()] = second;
    remount(net.customer, pipe, rest, cut);
    remount(net.valve, pipe, rest, cut);
    for (const NodeIdx end : {first, second}) {
        if (!opened.ends.empty() && end.value == opened.ends.back().value) continue;
        opened.ends.push_back(end);
        opened.cut_of.push_back(number);
    }
}

} // namespace

OpenedPipe open_pipes(const Network &network, std::span<const Cut> cuts) {
    OpenedPipe opened{.network = remaining_network(network, {}), .ends = {}, .cut_of = {}};
    const auto place = [&](std::size_t i) { return is_missing(cuts[i].at.position) ? 0.5 : cuts[i].at.position; };
    std::vector<std::size_t> order(cuts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    // From the end of each pipe to its start: what is left of its row then still starts at 0.
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return place(a) > place(b); });
    std::vector<double> left(row_count(network.pipe), 1.0); // of each pipe, as a share
    for (const std::size_t i : order) {
        const PipeIdx pipe = cuts[i].at.pipe;
        const double cut = cut_position(opened.network.pipe, {pipe, std::min(1.0, place(i) / left[pipe.row()])});
        left[pipe.row()] *= cut;
        cut_in_two(opened, pipe, cut, cuts[i].opening, i);
    }
    return opened;
}

} // namespace gastwin
