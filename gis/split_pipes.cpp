// SPDX-License-Identifier: Apache-2.0
#include "gis/split_pipes.hpp"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "gis/course.hpp"
#include "gis/drawing.hpp"

namespace gastwin {
namespace {

struct Piece {
    NodeIdx from, to;
    double start = 0.0, end = 1.0; ///< shares of the whole
    std::size_t row = 0;
};

/// Calls f(table) for each table with assets on pipes.
template <class F> void for_each_on_pipes(Network &network, F &&f) {
    for_each_table(network, [&](auto &table) {
        if constexpr (requires { table.pipe, table.position; }) f(table);
    });
}

/// Cuts of one pipe, in order, as its pieces.
std::vector<Piece> pieces_of(const Network &network, std::size_t p, std::span<const PipeCut> cuts) {
    std::vector<Piece> pieces{{network.pipe.from_node[p], network.pipe.to_node[p]}};
    for (const PipeCut &cut : cuts) {
        const Piece last = pieces.back();
        if (cut.node == last.from || cut.node == last.to || !(cut.fraction > last.start && cut.fraction < 1.0))
            continue;
        pieces.back() = {last.from, cut.node, last.start, cut.fraction};
        pieces.push_back({cut.node, last.to, cut.fraction, 1.0});
    }
    return pieces;
}

/// Rows for the pieces; the longest keeps the pipe's.
void give_rows(Network &network, std::size_t p, std::vector<Piece> &pieces, std::unordered_set<std::string> &ids) {
    const auto longest = std::max_element(
        pieces.begin(), pieces.end(), [](const Piece &a, const Piece &b) { return a.end - a.start < b.end - b.start; });
    longest->row = p;
    int number = 1;
    const std::int32_t self = static_cast<std::int32_t>(p);
    for (Piece &piece : pieces) {
        if (&piece == &*longest) continue;
        std::string id = network.pipe.id[p] + '~' + std::to_string(++number);
        while (!ids.insert(id).second) id += '~';
        append_rows(network.pipe, select_rows(network.pipe, std::span(&self, 1)));
        piece.row = row_count(network.pipe) - 1;
        network.pipe.id[piece.row] = std::move(id);
    }
}

} // namespace

void split_pipes(Network &network, std::vector<PipeCut> cuts) {
    std::sort(cuts.begin(), cuts.end(), [](const PipeCut &a, const PipeCut &b) {
        return std::tie(a.pipe, a.fraction, a.node) < std::tie(b.pipe, b.fraction, b.node);
    });
    const std::size_t before = row_count(network.pipe);
    const bool drawn = network.pipe_line.rows() == before && before > 0;
    std::vector<Course> courses;
    for (std::size_t p = 0; drawn && p < before; ++p)
        courses.emplace_back(network.pipe_line[p].begin(), network.pipe_line[p].end());
    std::vector<std::vector<Piece>> pieces(before);
    std::unordered_set<std::string> ids(network.pipe.id.begin(), network.pipe.id.end());
    for (std::size_t c = 0; c < cuts.size();) {
        const std::size_t p = cuts[c].pipe.row(), first = c;
        while (c < cuts.size() && cuts[c].pipe.row() == p) ++c;
        pieces[p] = pieces_of(network, p, std::span(cuts).subspan(first, c - first));
        if (pieces[p].size() == 1) {
            pieces[p].clear();
            continue;
        }
        give_rows(network, p, pieces[p], ids);
        const double length_m = network.pipe.length_m[p], loss = network.pipe.loss_coefficient[p];
        const Course whole = drawn ? courses[p] : Course{};
        const std::vector<double> along = milestones(whole);
        courses.resize(drawn ? row_count(network.pipe) : 0);
        for (const Piece &piece : pieces[p]) {
            const double share = piece.end - piece.start;
            network.pipe.from_node[piece.row] = piece.from;
            network.pipe.to_node[piece.row] = piece.to;
            network.pipe.length_m[piece.row] = share * length_m;
            network.pipe.loss_coefficient[piece.row] = share * loss;
            if (!whole.empty())
                courses[piece.row] = course_between(whole, along, piece.start * along.back(), piece.end * along.back());
        }
    }
    if (drawn) {
        network.pipe_line = {};
        for (const Course &course : courses) network.pipe_line.push_back(course);
    }
    for_each_on_pipes(network, [&](auto &table) {
        for (std::size_t i = 0; i < row_count(table); ++i) {
            const PipeIdx pipe = table.pipe[i];
            if (!pipe.valid() || pipe.row() >= before || is_missing(table.position[i])) continue;
            for (const Piece &piece : pieces[pipe.row()]) {
                if (table.position[i] > piece.end) continue;
                table.pipe[i] = PipeIdx{piece.row};
                table.position[i] = (table.position[i] - piece.start) / (piece.end - piece.start);
                break;
            }
        }
    });
}

void leave_out_pipes(Network &network, std::span<const std::int32_t> stands_in, std::span<const Flag> turned) {
    const std::size_t before = row_count(network.pipe);
    const bool drawn = network.pipe_line.rows() == before;
    std::vector<std::int32_t> kept, new_row(before, -1);
    Shapes lines;
    for (std::size_t p = 0; p < before; ++p) {
        if (stands_in[p] != static_cast<std::int32_t>(p)) continue;
        new_row[p] = static_cast<std::int32_t>(kept.size());
        kept.push_back(static_cast<std::int32_t>(p));
        if (drawn) lines.push_back(network.pipe_line[p]);
    }
    for_each_on_pipes(network, [&](auto &table) {
        for (std::size_t i = 0; i < row_count(table); ++i) {
            if (!table.pipe[i].valid() || table.pipe[i].row() >= before) continue;
            const std::size_t p = table.pipe[i].row();
            if (turned[p]) table.position[i] = 1.0 - table.position[i];
            table.pipe[i] = PipeIdx{new_row[static_cast<std::size_t>(stands_in[p])]};
        }
    });
    network.pipe = select_rows(network.pipe, kept);
    if (drawn) network.pipe_line = std::move(lines);
}

} // namespace gastwin
