// SPDX-License-Identifier: Apache-2.0
#include "gis/pipes.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "gis/course.hpp"
#include "gis/reserve_rows.hpp"
#include "gis/text.hpp"

namespace gastwin {
namespace {

constexpr double shortest_pipe_m = 1e-3;
constexpr double least_ratio = 0.8, greatest_ratio = 1.25;
constexpr double greatest_winding = 10.0, longest_unseen_m = 5e3;

class PipeMaker {
  public:
    PipeMaker(Draft &draft, Assembly &assembly) : draft_{draft}, network_{assembly.network}, assembly_{assembly} {
        for (const std::string &id : draft.survey.line.id) // no other can be taken for a piece's
            if (id.find('~') != std::string::npos) pipe_ids_.insert(id);
    }

    /// Rows of the node table, and for each draft node the row it became.
    void make_nodes(std::span<const std::int32_t> wanted) {
        std::vector<Flag> used(draft_.node.size(), 0);
        for (std::size_t i = 0; i < draft_.lines(); ++i)
            for (const std::int32_t v : draft_.end_node[i])
                if (draft_.kept[i]) used[static_cast<std::size_t>(v)] = 1;
        for (const Cut &cut : draft_.cut) used[static_cast<std::size_t>(cut.node)] = 1;
        for (const std::int32_t v : wanted) used[static_cast<std::size_t>(v)] = 1;
        for (const DraftNode &node : draft_.node)
            if (!node.id.empty()) taken_.insert(node.id);
        assembly_.node_row.assign(draft_.node.size(), -1);
        reserve_more(network_.node, static_cast<std::size_t>(std::count(used.begin(), used.end(), Flag{1})));
        std::unordered_set<std::string> given;
        for (std::size_t v = 0; v < draft_.node.size(); ++v) {
            if (!used[v]) continue;
            const DraftNode &node = draft_.node[v];
            const bool free = !node.id.empty() && given.insert(node.id).second;
            assembly_.node_row[v] = add_node(free ? node.id : fresh_id(), node);
        }
    }

    void make_pipes() {
        make_room();
        std::size_t next = 0;
        assembly_.first_pipe.reserve(draft_.lines() + 1);
        for (std::size_t i = 0; i < draft_.lines(); ++i) {
            assembly_.first_pipe.push_back(static_cast<std::int32_t>(made_));
            const std::size_t first = next;
            while (next < draft_.cut.size() && draft_.cut[next].line == static_cast<std::int32_t>(i)) ++next;
            if (draft_.kept[i]) make_line(i, std::span(draft_.cut).subspan(first, next - first));
        }
        assembly_.first_pipe.push_back(static_cast<std::int32_t>(made_));
        resize_rows(network_.pipe, made_);
    }

  private:
    struct Piece {
        std::int32_t from, to; ///< rows of the node table
        double start_m, end_m;
    };

    /// Rows for all pipes that there may be: a piece more for each cut, two for a line that closes on itself.
    void make_room() {
        std::size_t pipes = draft_.cut.size(), points = 2 * draft_.cut.size();
        for (std::size_t i = 0; i < draft_.lines(); ++i) {
            if (!draft_.kept[i]) continue;
            pipes += draft_.end_node[i][0] == draft_.end_node[i][1] ? 2 : 1;
            points += draft_.course[i].size();
        }
        resize_rows(network_.pipe, pipes);
        network_.pipe_line.start.reserve(pipes + 1);
        network_.pipe_line.points.reserve(points);
    }

    std::int32_t add_node(std::string id, const DraftNode &node) {
        const auto row = append_row(network_.node, std::move(id)).row();
        network_.node.x_m[row] = node.at.x;
        network_.node.y_m[row] = node.at.y;
        if (node.point >= 0) {
            const SurveyPoints &point = draft_.survey.point;
            const auto p = static_cast<std::size_t>(node.point);
            network_.node.depth_m[row] = point.depth_m[p];
            network_.node.kind[row] = point.appurtenance[p].empty() ? point.feature[p] : point.appurtenance[p];
        }
        return static_cast<std::int32_t>(row);
    }

    std::string fresh_id() {
        for (;;) {
            std::string id(1, 'J');
            id.append(std::to_string(++generated_));
            if (!taken_.contains(id)) return id;
        }
    }

    [[nodiscard]] std::int32_t row_of(std::int32_t draft_node) const {
        return assembly_.node_row[static_cast<std::size_t>(draft_node)];
    }

    void make_line(std::size_t i, std::span<const Cut> cuts) {
        set_milestones(draft_.course[i], along_);
        const double length = along_.back();
        std::vector<Piece> &pieces = pieces_;
        pieces.assign(1, {row_of(draft_.end_node[i][0]), -1, 0.0, length});
        const auto cut_here = [&](std::int32_t node, double at_m) {
            pieces.back().to = node;
            pieces.back().end_m = at_m;
            pieces.push_back({node, -1, at_m, length});
        };
        for (const Cut &cut : cuts)
            if (row_of(cut.node) != pieces.back().from) cut_here(row_of(cut.node), cut.along_m);
        pieces.back().to = row_of(draft_.end_node[i][1]);
        if (pieces.back().from == pieces.back().to && pieces.size() == 1 && length > draft_.options.snap_m)
            open_loop(i, pieces, length);
        std::erase_if(pieces, [](const Piece &p) { return p.from == p.to; });
        if (pieces.empty()) {
            report_line(draft_, i, {.kind = "zero_length_pipe", .detail = "both ends meet in one node; left out"});
            return;
        }
        write_pieces(i, pieces);
    }

    /// Solvers know no pipe from a node to itself: the loop gets a node in its middle.
    void open_loop(std::size_t i, std::vector<Piece> &pieces, double length) {
        const Point middle = point_along(draft_.course[i], 0.5);
        const std::int32_t node = add_node(fresh_id(), {.at = middle, .id = ""});
        const Piece loop = pieces.back();
        pieces = {{loop.from, node, 0.0, 0.5 * length}, {node, loop.to, 0.5 * length, length}};
        mend_line(draft_, i,
                  {.kind = "unsplit_T",
                   .detail = "the line closes on itself; cut in its middle",
                   .before = draft_.survey.line.id[i],
                   .at = middle});
    }

    void write_pieces(std::size_t i, std::span<const Piece> pieces) {
        const auto longest = std::max_element(pieces.begin(), pieces.end(), [](const Piece &a, const Piece &b) {
            return a.end_m - a.start_m < b.end_m - b.start_m;
        });
        const double factor = length_factor(i, along_.back());
        std::int32_t number = 1;
        for (const Piece &piece : pieces) {
            const std::size_t row = made_++;
            network_.pipe.id[row] = draft_.survey.line.id[i];
            if (&piece != &*longest) network_.pipe.id[row] = piece_id(network_.pipe.id[row], ++number);
            network_.pipe.from_node[row] = NodeIdx{piece.from};
            network_.pipe.to_node[row] = NodeIdx{piece.to};
            network_.pipe.length_m[row] = std::max(shortest_pipe_m, factor * (piece.end_m - piece.start_m));
            copy_attributes(i, row);
            draw(draft_.course[i], piece);
        }
    }

    /// Only where a line's own id looks like a piece's could two be alike.
    std::string piece_id(std::string id, std::int32_t number) {
        id += '~' + std::to_string(number);
        while (!pipe_ids_.empty() && !pipe_ids_.insert(id).second) id += '~';
        return id;
    }

    void draw(const Course &course, const Piece &piece) {
        std::vector<Point> &points = network_.pipe_line.points;
        points.push_back(node_at(piece.from));
        for (std::size_t k = 0; k < course.size(); ++k)
            if (along_[k] > piece.start_m && along_[k] < piece.end_m) points.push_back(course[k]);
        points.push_back(node_at(piece.to));
        network_.pipe_line.start.push_back(static_cast<std::int64_t>(points.size()));
    }

    [[nodiscard]] Point node_at(std::int32_t row) const {
        const auto r = static_cast<std::size_t>(row);
        return {network_.node.x_m[r], network_.node.y_m[r]};
    }

    /// Length to use per drawn metre.
    double length_factor(std::size_t i, double drawn_m) {
        const double recorded = draft_.survey.line.length_m[i];
        if (is_missing(recorded) || recorded <= 0.0) return 1.0;
        const double ratio = recorded / drawn_m;
        // A course that was never drawn may wind: impossible is only a length shorter than the straight line, or one
        // that would leave the city.
        const bool winding = draft_.straight[i] && (ratio <= greatest_winding || recorded <= longest_unseen_m);
        if (ratio >= least_ratio && (ratio <= greatest_ratio || winding)) return ratio;
        report_line(draft_, i,
                    {.kind = "length_mismatch",
                     .column = "length_m",
                     .value = number_text(recorded),
                     .detail = "drawn " + std::to_string(drawn_m) + " m; the drawn length is used"});
        return 1.0;
    }

    void copy_attributes(std::size_t i, std::size_t row) {
        const SurveyLines &line = draft_.survey.line;
        Pipes &pipe = network_.pipe;
        pipe.inner_diameter_m[row] = line.inner_diameter_m[i] > 0.0 ? line.inner_diameter_m[i] : missing_real;
        pipe.outer_diameter_m[row] = line.outer_diameter_m[i] > 0.0 ? line.outer_diameter_m[i] : missing_real;
        pipe.diameter_text[row] = line.diameter_text[i];
        pipe.material[row] = line.material[i];
        pipe.pressure_class[row] = line.pressure_class[i];
        pipe.install_year[row] = line.install_year[i];
        pipe.role[row] = line.role[i];
        pipe.state[row] = line.state[i] == UseState::unknown ? UseState::in_use : line.state[i];
        pipe.laying[row] = line.laying[i];
        pipe.street[row] = line.street[i];
        pipe.source[row] = line.source[i];
        pipe.source_row[row] = line.source_row[i];
        const double a = line.from_depth_m[i], b = line.to_depth_m[i];
        pipe.depth_m[row] = is_missing(a) ? b : is_missing(b) ? a : 0.5 * (a + b);
    }

    Draft &draft_;
    Network &network_;
    Assembly &assembly_;
    std::unordered_set<std::string> taken_, pipe_ids_;
    std::int64_t generated_ = 0;
    std::size_t made_ = 0;      ///< rows of the pipe table that are pipes already
    std::vector<double> along_; ///< milestones of the line at hand
    std::vector<Piece> pieces_; ///< of the line at hand
};

/// Is the slope of most pipes below 10°?
bool levels_are_smooth(const Network &network, std::span<const double> ground) {
    constexpr double steepest = 0.1763; // tan 10°
    std::size_t checked = 0, steep = 0;
    for (std::size_t p = 0; p < row_count(network.pipe); ++p) {
        const double rise = ground[network.pipe.from_node[p].row()] - ground[network.pipe.to_node[p].row()];
        if (is_missing(rise)) continue;
        ++checked;
        if (std::abs(rise) > steepest * network.pipe.length_m[p]) ++steep;
    }
    return 5 * steep <= checked;
}

/// Gaps take the mean of their neighbours, from the known ones outward; what is left takes the median.
void fill_gaps(const Network &network, std::vector<double> &level) {
    constexpr int rounds = 16; // gaps are few: longer runs of them are no better known than the median
    for (int round = 0; round < rounds; ++round) {
        std::vector<double> sum(level.size(), 0.0);
        std::vector<std::int32_t> count(level.size(), 0);
        for (std::size_t p = 0; p < row_count(network.pipe); ++p) {
            const std::size_t a = network.pipe.from_node[p].row(), b = network.pipe.to_node[p].row();
            if (is_missing(level[a]) && !is_missing(level[b])) sum[a] += level[b], ++count[a];
            if (is_missing(level[b]) && !is_missing(level[a])) sum[b] += level[a], ++count[b];
        }
        for (std::size_t v = 0; v < level.size(); ++v)
            if (count[v] > 0) level[v] = sum[v] / count[v];
    }
    std::vector<double> known;
    std::copy_if(level.begin(), level.end(), std::back_inserter(known), [](double z) { return !is_missing(z); });
    const auto middle = known.begin() + static_cast<std::ptrdiff_t>(known.size() / 2);
    std::nth_element(known.begin(), middle, known.end());
    for (double &z : level)
        if (is_missing(z)) z = *middle;
}

} // namespace

Assembly assemble_pipes(Draft &draft, std::span<const std::int32_t> wanted) {
    Assembly assembly;
    assembly.network.crs = draft.survey.crs;
    PipeMaker maker(draft, assembly);
    maker.make_nodes(wanted);
    maker.make_pipes();
    return assembly;
}

void set_depths(Network &network) {
    std::vector<double> sum(row_count(network.node), 0.0);
    std::vector<std::int32_t> count(row_count(network.node), 0);
    for (std::size_t p = 0; p < row_count(network.pipe); ++p)
        for (const NodeIdx v : {network.pipe.from_node[p], network.pipe.to_node[p]})
            if (!is_missing(network.pipe.depth_m[p])) sum[v.row()] += network.pipe.depth_m[p], ++count[v.row()];
    for (std::size_t v = 0; v < sum.size(); ++v)
        if (count[v] > 0) network.node.depth_m[v] = sum[v] / count[v];
}

void set_elevations(const Draft &draft, Assembly &assembly, Issues &issues) {
    Network &network = assembly.network;
    std::vector<double> ground(row_count(network.node), missing_real);
    // The point's own cover belongs to its ground level; only where it is not recorded the pipes' cover stands in.
    std::vector<double> cover = network.node.depth_m;
    for (std::size_t v = 0; v < draft.node.size(); ++v) {
        const std::int32_t row = assembly.node_row[v];
        if (row < 0 || draft.node[v].point < 0) continue;
        const auto point = static_cast<std::size_t>(draft.node[v].point);
        ground[static_cast<std::size_t>(row)] = draft.survey.point.ground_level_m[point];
        if (const double depth = draft.survey.point.depth_m[point]; !is_missing(depth))
            cover[static_cast<std::size_t>(row)] = depth;
    }
    const auto gaps =
        static_cast<std::size_t>(std::count_if(ground.begin(), ground.end(), [](double z) { return is_missing(z); }));
    const auto give_up = [&](std::string why) {
        add_issue(
            issues,
            {.kind = "levels_not_used", .layer = "survey_point", .column = "ground_level_m", .detail = std::move(why)});
    };
    if (gaps == ground.size()) return;
    if (5 * gaps > ground.size())
        return give_up(std::to_string(gaps) + " of " + std::to_string(ground.size()) + " nodes have none");
    fill_gaps(network, ground);
    if (!levels_are_smooth(network, ground))
        return give_up("more than a fifth of the pipes would be steeper than 10 degrees");
    for (std::size_t v = 0; v < ground.size(); ++v)
        network.node.elevation_m[v] = ground[v] - (is_missing(cover[v]) ? 0.0 : cover[v]);
}

} // namespace gastwin
