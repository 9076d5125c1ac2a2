// SPDX-License-Identifier: Apache-2.0
#include "gis/safe_fixes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "gis/course.hpp"
#include "gis/draft.hpp"
#include "gis/drawing.hpp"
#include "gis/split_pipes.hpp"
#include "gis/supply.hpp"
#include "gis/text.hpp"

namespace gastwin {
namespace {

constexpr double same_place_m = 0.01; ///< survey and drawing accuracy: the import's t_noding_m
constexpr double exact_m = 1e-3;      ///< drawn on purpose

struct Mend {
    std::string_view kind;
    std::string detail = {}, before = {}, after = {};
    double distance_m = missing_real;
    Point at = nowhere;
};

/// Issue and ledger row.
template <TableType Table> void log(Twin &twin, const Table &table, std::size_t row, Mend mend) {
    add_issue(twin.issue, {.kind = mend.kind,
                           .layer = std::string(Table::name),
                           .object_id = table.id[row],
                           .row = static_cast<std::int32_t>(row + 1),
                           .value = mend.before,
                           .detail = mend.detail,
                           .x_m = mend.at.x,
                           .y_m = mend.at.y});
    add_repair(twin.repair, {.kind = mend.kind,
                             .layer = std::string(Table::name),
                             .object_id = table.id[row],
                             .row = static_cast<std::int32_t>(row + 1),
                             .before = std::move(mend.before),
                             .after = std::move(mend.after),
                             .distance_m = mend.distance_m,
                             .x_m = mend.at.x,
                             .y_m = mend.at.y});
}

bool ends_known(const Network &network, std::size_t p) {
    const std::size_t nodes = row_count(network.node);
    const NodeIdx a = network.pipe.from_node[p], b = network.pipe.to_node[p];
    return a.valid() && b.valid() && a.row() < nodes && b.row() < nodes;
}

bool is_drawn(const Network &network, std::size_t p) {
    return p < network.pipe_line.rows() && network.pipe_line[p].size() > 1;
}

// ---- duplicate_pipe_row ------------------------------------------------------------------------------------------

/// Does row b say what row a says? Its name, its ends and where it was read are looked at elsewhere or do not count.
bool same_attributes(const Pipes &pipe, std::size_t a, std::size_t b) {
    bool same = true;
    for_each_column<Pipes>([&](const auto &column) {
        using T = typename std::decay_t<decltype(column)>::value_type;
        constexpr std::array<std::string_view, 5> apart{"id", "from_node", "to_node", "source", "source_row"};
        if (std::find(apart.begin(), apart.end(), column.name) != apart.end()) return;
        const T &x = (pipe.*column.data)[a], &y = (pipe.*column.data)[b];
        same = same && (x == y || (is_missing(x) && is_missing(y)));
    });
    return same;
}

bool same_course(const Network &network, std::size_t a, std::size_t b, bool turned) {
    if (is_drawn(network, a) != is_drawn(network, b)) return false;
    if (!is_drawn(network, a)) return false; // two straight lines may be twin pipes
    const auto x = network.pipe_line[a], y = network.pipe_line[b];
    return turned ? std::equal(x.begin(), x.end(), y.rbegin(), y.rend())
                  : std::equal(x.begin(), x.end(), y.begin(), y.end());
}

std::size_t mend_repeated_pipes(Twin &twin) {
    Network &network = twin.network;
    const Pipes &pipe = network.pipe;
    std::map<std::pair<NodeIdx, NodeIdx>, std::vector<std::size_t>> first_rows;
    std::vector<std::int32_t> stands_in(row_count(pipe));
    std::iota(stands_in.begin(), stands_in.end(), 0);
    std::vector<Flag> turned(stands_in.size(), 0);
    std::size_t mended = 0;
    for (std::size_t p = 0; p < stands_in.size(); ++p) {
        if (!ends_known(network, p)) continue;
        auto &others = first_rows[std::minmax(pipe.from_node[p], pipe.to_node[p])];
        const auto found = std::find_if(others.begin(), others.end(), [&](std::size_t other) {
            turned[p] = pipe.from_node[p] != pipe.from_node[other];
            return same_attributes(pipe, other, p) && same_course(network, other, p, turned[p] != 0);
        });
        if (found == others.end()) {
            turned[p] = 0;
            others.push_back(p);
            continue;
        }
        stands_in[p] = static_cast<std::int32_t>(*found);
        log(twin, pipe, p,
            {.kind = "duplicate_pipe_row",
             .detail = "repeats " + pipe.id[*found],
             .before = pipe.id[p],
             .after = pipe.id[*found],
             .at = network.pipe_line[p].front()});
        ++mended;
    }
    if (mended > 0) leave_out_pipes(network, stands_in, turned);
    return mended;
}

// ---- null_geometry, endpoint_ids_reversed_vs_geometry, swapped_xy ---------------------------------------------------

/// Replaces the courses of some pipes.
void redraw(Network &network, const std::map<std::size_t, Course> &courses) {
    if (courses.empty()) return;
    Shapes lines;
    for (std::size_t p = 0; p < network.pipe_line.rows(); ++p)
        if (const auto fresh = courses.find(p); fresh != courses.end()) lines.push_back(fresh->second);
        else lines.push_back(network.pipe_line[p]);
    network.pipe_line = std::move(lines);
}

std::size_t mend_missing_courses(Twin &twin) {
    Network &network = twin.network;
    std::map<std::size_t, Course> fresh;
    for (std::size_t p = 0; p < network.pipe_line.rows(); ++p) {
        if (!network.pipe_line[p].empty() || !ends_known(network, p)) continue;
        const Point from = place_of(network, network.pipe.from_node[p]),
                    to = place_of(network, network.pipe.to_node[p]);
        if (!is_known(from) || !is_known(to)) continue;
        fresh[p] = {from, to};
        log(twin, network.pipe, p, {.kind = "null_geometry", .after = course_text(fresh[p]), .at = from});
    }
    redraw(network, fresh);
    return fresh.size();
}

std::size_t mend_turned_courses(Twin &twin) {
    Network &network = twin.network;
    std::map<std::size_t, Course> fresh;
    for (std::size_t p = 0; p < network.pipe_line.rows(); ++p) {
        if (!is_drawn(network, p) || !ends_known(network, p)) continue;
        const auto line = network.pipe_line[p];
        const Point from = place_of(network, network.pipe.from_node[p]),
                    to = place_of(network, network.pipe.to_node[p]);
        const bool as_named =
            distance_m(line.front(), from) <= same_place_m || distance_m(line.back(), to) <= same_place_m;
        const bool turned =
            distance_m(line.front(), to) <= same_place_m && distance_m(line.back(), from) <= same_place_m;
        if (as_named || !turned) continue; // unknown places are near nothing
        fresh[p] = Course(line.rbegin(), line.rend());
        log(twin, network.pipe, p,
            {.kind = "endpoint_ids_reversed_vs_geometry",
             .detail = "the drawing was turned",
             .before = course_text(Course(line.begin(), line.end())),
             .after = course_text(fresh[p]),
             .at = from});
    }
    redraw(network, fresh);
    return fresh.size();
}

/// Nodes whose exchanged coordinates all drawn pipe ends confirm, and whose own none does.
std::size_t mend_exchanged_nodes(Twin &twin) {
    Network &network = twin.network;
    Nodes &node = network.node;
    std::vector<std::int32_t> confirming(row_count(node), 0), ends(confirming);
    for (std::size_t p = 0; p < network.pipe_line.rows(); ++p) {
        if (!is_drawn(network, p) || !ends_known(network, p)) continue;
        const auto line = network.pipe_line[p];
        for (const auto &[v, end] :
             {std::pair{network.pipe.from_node[p], line.front()}, std::pair{network.pipe.to_node[p], line.back()}}) {
            const Point at = place_of(network, v);
            ++ends[v.row()];
            if (distance_m({at.y, at.x}, end) <= same_place_m && distance_m(at, end) > same_place_m)
                ++confirming[v.row()];
        }
    }
    std::size_t mended = 0;
    for (std::size_t v = 0; v < ends.size(); ++v) {
        if (ends[v] == 0 || confirming[v] != ends[v]) continue;
        const Point before = place_of(network, NodeIdx{v});
        std::swap(node.x_m[v], node.y_m[v]);
        const Point after = place_of(network, NodeIdx{v});
        log(twin, node, v,
            {.kind = "swapped_xy",
             .before = coordinate_text(before),
             .after = coordinate_text(after),
             .distance_m = distance_m(before, after),
             .at = after});
        ++mended;
    }
    return mended;
}

// ---- depth_in_cm -----------------------------------------------------------------------------------------------

/// Covers of 30 to 600 where the usual one is below 10: nobody buries one gas pipe 30 m deep among pipes at one metre.
template <TableType Table> std::size_t mend_depths(Twin &twin, Table &table) {
    std::vector<double> known;
    for (const double depth : table.depth_m)
        if (!is_missing(depth)) known.push_back(std::abs(depth));
    if (known.empty()) return 0;
    const auto middle = known.begin() + static_cast<std::ptrdiff_t>((known.size() - 1) / 2);
    std::nth_element(known.begin(), middle, known.end());
    if (*middle >= 10.0) return 0;
    std::size_t mended = 0;
    for (std::size_t i = 0; i < row_count(table); ++i) {
        const double depth = table.depth_m[i];
        if (!(std::abs(depth) >= 30.0 && std::abs(depth) <= 600.0)) continue;
        table.depth_m[i] = depth / 100.0;
        log(twin, table, i,
            {.kind = "depth_in_cm",
             .before = "depth_m " + number_text(depth),
             .after = "depth_m " + number_text(table.depth_m[i]),
             .at = place_of(twin.network, table, i)});
        ++mended;
    }
    return mended;
}

std::size_t mend_all_depths(Twin &twin) {
    return mend_depths(twin, twin.network.pipe) + mend_depths(twin, twin.network.node);
}

// ---- unsplit_T -------------------------------------------------------------------------------------------------

/// Tier of each node: the highest of its pipes; and how many pipes end there.
struct Ends {
    std::vector<int> tier, degree;
    explicit Ends(const Network &network) : tier(row_count(network.node), 0), degree(tier) {
        for (std::size_t p = 0; p < row_count(network.pipe); ++p)
            if (ends_known(network, p))
                for (const NodeIdx v : {network.pipe.from_node[p], network.pipe.to_node[p]}) {
                    tier[v.row()] = std::max(tier[v.row()], pressure_tier(network.pipe.pressure_class[p]));
                    ++degree[v.row()];
                }
    }
};

/// Where pipes come out of the ground or rise along a wall, a buried line that happens to pass does not end.
bool above_ground(const std::string &kind) {
    return kind.find("出地") != std::string::npos || kind.find("立管") != std::string::npos;
}

std::size_t mend_unsplit_tees(Twin &twin) {
    Network &network = twin.network;
    std::vector<Course> courses(row_count(network.pipe));
    for (std::size_t p = 0; p < courses.size(); ++p)
        if (ends_known(network, p) && carries_gas(network.pipe.state[p]) && network.pipe.length_m[p] > 0.0)
            courses[p] = course_of(network, PipeIdx{p});
    for (Course &course : courses)
        if (!std::all_of(course.begin(), course.end(), is_known)) course.clear();
    const SegmentIndex segments(courses);
    const Ends ends(network);
    const std::vector<std::int32_t> part = connected_parts(network);
    std::vector<PipeCut> cuts;
    std::vector<SegmentIndex::Hit> hits;
    for (std::size_t v = 0; v < ends.degree.size(); ++v) {
        const Point at = place_of(network, NodeIdx{v});
        if (ends.degree[v] == 0 || !is_known(at) || above_ground(network.node.kind[v])) continue;
        segments.find(at, same_place_m, hits);
        for (std::size_t h = 0; h < hits.size(); ++h) {
            const auto p = static_cast<std::size_t>(hits[h].line);
            if (h > 0 && hits[h - 1].line == hits[h].line) continue;
            const NodeIdx a = network.pipe.from_node[p], b = network.pipe.to_node[p];
            const bool own = a.row() == v || b.row() == v;
            if (own || pressure_tier(network.pipe.pressure_class[p]) != ends.tier[v]) continue;
            const Projection on = project(courses[p], at);
            const double whole_m = length_m(courses[p]), along_m = on.fraction * whole_m;
            if (on.distance_m > same_place_m || along_m <= same_place_m || along_m >= whole_m - same_place_m) continue;
            // A loop needs better evidence than a centimetre: services end beside one another by chance.
            if (part[v] == part[a.row()] && on.distance_m > exact_m) continue;
            cuts.push_back({PipeIdx{p}, on.fraction, NodeIdx{v}});
            log(twin, network.pipe, p,
                {.kind = "unsplit_T",
                 .detail = "at " + network.node.id[v],
                 .before = network.pipe.id[p],
                 .distance_m = on.distance_m,
                 .at = at});
        }
    }
    const std::size_t mended = cuts.size();
    if (mended > 0) split_pipes(network, std::move(cuts));
    return mended;
}

constexpr std::array<SafeFix, 6> fixes{
    {{"duplicate_pipe_row", "pipe rows that repeat another in ends, course and every value: one stays",
      "两端、走向与各项数值均相同的重复管线：保留一条", mend_repeated_pipes},
     {"swapped_xy", "nodes with x and y exchanged, as all pipe ends drawn there show",
      "x、y 颠倒且各管端均可证实的节点", mend_exchanged_nodes},
     {"null_geometry", "pipes without a drawing: straight between their nodes", "无图形的管线：按两端节点直连",
      mend_missing_courses},
     {"endpoint_ids_reversed_vs_geometry", "drawings that run from to_node to from_node: turned",
      "图形方向与端点相反：图形反转", mend_turned_courses},
     {"depth_in_cm", "depths written in centimetres among depths in metres", "以米计的埋深中误以厘米填写者",
      mend_all_depths},
     {"unsplit_T", "a pipe end within 1 cm of the inside of a pipe of its tier: split there",
      "管端距同级管线中部 1 cm 以内：在该处断开", mend_unsplit_tees}}};

} // namespace

std::span<const SafeFix> safe_fixes() { return fixes; }

std::vector<FixEffect> fix_safely(Twin &twin) {
    std::vector<FixEffect> effects;
    double supplied_m = supplied_length_m(twin.network);
    for (const SafeFix &fix : fixes) {
        const std::size_t repairs = fix.mend(twin);
        const double before_m = supplied_m;
        if (repairs > 0) supplied_m = supplied_length_m(twin.network);
        effects.push_back({fix.kind, repairs, before_m, supplied_m});
    }
    return effects;
}

} // namespace gastwin
