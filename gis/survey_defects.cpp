// SPDX-License-Identifier: Apache-2.0
#include "gis/survey_defects.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "models/random.hpp"

namespace gastwin {
namespace {

constexpr double surveyed_pipes = 6553.0, surveyed_points = 6566.0, surveyed_valves = 1579.0;

struct Work {
    SurveySheet &sheet;
    const Network &net;
    const DefectOptions &options;
    std::vector<DefectLabel> label;
    std::vector<Flag> line_used, line_lost, point_used;
    std::vector<Flag> diameter_used; ///< lines whose diameter text is a defect already
    std::uint64_t stream = 100;      ///< one per kind, so that kinds do not shift each other

    Work(SurveySheet &s, const Network &n, const DefectOptions &o)
        : sheet{s}, net{n}, options{o}, line_used(s.line.size(), 0), line_lost(s.line.size(), 0),
          point_used(s.point.size(), 0), diameter_used(s.line.size(), 0) {}

    Random draw(std::size_t row) const { return Random(options.seed, stream, 1 + row); }
    void add(const char *defect, const std::string &id, std::string info = {}) {
        label.push_back({defect, id, std::move(info)});
    }
    /// No further defect of place or topology on this line and its end points.
    void use(std::size_t line) {
        line_used[line] = 1;
        const auto pipe = static_cast<std::size_t>(sheet.line[line].pipe);
        point_used[net.pipe.from_node[pipe].row()] = point_used[net.pipe.to_node[pipe].row()] = 1;
    }
};

template <class Fits> std::vector<std::size_t> rows_that(std::size_t count, const Fits &fits) {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < count; ++row)
        if (fits(row)) rows.push_back(row);
    return rows;
}

/// Draws without replacement: as many of the candidates as `share` of all rows asks for. Starts the kind's stream.
std::vector<std::size_t> choose(Work &work, std::vector<std::size_t> candidates, double share, std::size_t rows) {
    ++work.stream;
    const double wanted = share * static_cast<double>(rows) * work.options.intensity;
    const std::size_t least = work.options.intensity > 0.0 ? 1 : 0;
    const std::size_t count =
        std::min(candidates.size(), std::max(least, static_cast<std::size_t>(std::lround(wanted))));
    Random draw(work.options.seed, work.stream);
    for (std::size_t k = 0; k < count; ++k) {
        const auto last = static_cast<int>(candidates.size() - 1 - k);
        std::swap(candidates[k], candidates[k + static_cast<std::size_t>(draw.integer(0, last))]);
    }
    candidates.resize(count);
    std::sort(candidates.begin(), candidates.end());
    return candidates;
}

std::vector<std::size_t> choose_lines(Work &work, double count_in_survey, double at_least_m = 0.0) {
    return choose(
        work,
        rows_that(work.sheet.line.size(),
                  [&](std::size_t row) { return !work.line_used[row] && work.sheet.line[row].length_m >= at_least_m; }),
        count_in_survey / surveyed_pipes, work.sheet.line.size());
}

std::string metres(double d) {
    std::string text = std::to_string(d);
    return text.substr(0, text.find('.') + 3) + "m";
}

/// Two pieces of a main become one line; the tee stays as a point only.
void store_unsplit(Work &work) {
    const Network &net = work.net;
    std::vector<std::int32_t> degree(row_count(net.node), 0), next_main(row_count(net.node), -1);
    std::vector<Flag> has_valve(row_count(net.pipe), 0);
    for (const PipeIdx pipe : net.valve.pipe)
        if (pipe.valid()) has_valve[pipe.row()] = 1;
    for (std::size_t p = 0; p < row_count(net.pipe); ++p) {
        ++degree[net.pipe.from_node[p].row()], ++degree[net.pipe.to_node[p].row()];
        if (net.pipe.role[p] == PipeRole::main) next_main[net.pipe.from_node[p].row()] = static_cast<std::int32_t>(p);
    }
    const auto absorbed_by = [&](std::size_t p) -> std::int32_t {
        const std::size_t tee = net.pipe.to_node[p].row();
        const std::int32_t q = next_main[tee];
        if (net.pipe.role[p] != PipeRole::main || degree[tee] < 3 || q < 0) return -1;
        const auto row = static_cast<std::size_t>(q);
        const bool alike = net.pipe.diameter_text[p] == net.pipe.diameter_text[row] &&
                           net.pipe.material[p] == net.pipe.material[row] && net.pipe.street[p] == net.pipe.street[row];
        return alike && !has_valve[row] && row != p ? q : -1;
    };
    const auto fits = [&](std::size_t row) { return absorbed_by(row) >= 0; };
    for (const std::size_t row :
         choose(work, rows_that(work.sheet.line.size(), fits), 168 / surveyed_pipes, work.sheet.line.size())) {
        const auto other = static_cast<std::size_t>(absorbed_by(row));
        if (work.line_used[row] || work.line_used[other]) continue;
        SheetLine &line = work.sheet.line[row];
        const SheetLine &gone = work.sheet.line[other];
        work.add("unsplit_T", line.id, "absorbed " + gone.id + " at " + line.to);
        line.to = gone.to, line.to_depth_m = gone.to_depth_m, line.length_m += gone.length_m;
        line.shape.insert(line.shape.end(), gone.shape.begin() + 1, gone.shape.end());
        work.use(row), work.use(other);
        work.line_lost[other] = 1;
    }
}

/// Moves one end: anywhere (snap_gap), past its point (overshoot) or short of it (undershoot).
void move_ends(Work &work) {
    struct Move {
        const char *defect;
        double count, low_m, high_m;
        int along; ///< 0 any direction, +1 outwards, -1 inwards
    };
    for (const Move &move : {Move{"snap_gap", 199, 0.02, 0.8, 0}, Move{"overshoot", 52, 0.3, 2.0, 1},
                             Move{"undershoot", 18, 0.3, 2.5, -1}})
        for (const std::size_t row : choose_lines(work, move.count, 6.0)) {
            Random draw = work.draw(row);
            SheetLine &line = work.sheet.line[row];
            const bool first = draw.chance(0.5);
            Point &end = first ? line.shape.front() : line.shape.back();
            const Point inner = first ? line.shape[1] : line.shape[line.shape.size() - 2];
            const double d = draw.uniform(move.low_m, move.high_m), angle = draw.uniform(0.0, 2.0 * std::numbers::pi);
            const double run = distance_m(end, inner);
            const Point direction =
                move.along == 0 ? Point{std::cos(angle), std::sin(angle)}
                                : Point{move.along * (end.x - inner.x) / run, move.along * (end.y - inner.y) / run};
            end = {end.x + d * direction.x, end.y + d * direction.y};
            work.use(row);
            work.add(move.defect, line.id, metres(d) + (move.along == 0 ? first ? " end 0" : " end 1" : ""));
        }
}

void break_geometry(Work &work) {
    for (const std::size_t row : choose_lines(work, 15)) {
        work.sheet.line[row].shape.clear();
        work.use(row), work.add("null_geometry", work.sheet.line[row].id);
    }
    for (const std::size_t row : choose_lines(work, 7)) {
        for (Point &p : work.sheet.line[row].shape) std::swap(p.x, p.y);
        work.use(row), work.add("swapped_xy", work.sheet.line[row].id);
    }
}

void break_references(Work &work) {
    for (const std::size_t row : choose_lines(work, 20)) {
        SheetLine &line = work.sheet.line[row];
        std::swap(line.from, line.to);
        work.use(row), work.add("endpoint_ids_reversed_vs_geometry", line.id);
    }
    std::unordered_set<std::string> known;
    for (const SheetPoint &point : work.sheet.point) known.insert(point.id);
    int number = 900000;
    for (const std::size_t row : choose_lines(work, 25)) {
        SheetLine &line = work.sheet.line[row];
        std::string missing;
        do missing = std::to_string(++number).insert(0, 1, 'N');
        while (known.contains(missing));
        (work.draw(row).chance(0.25) ? line.from : line.to) = missing;
        work.use(row), work.add("dangling_point_reference", line.id, missing);
    }
}

void lose_lines(Work &work) {
    for (const std::size_t row : choose_lines(work, 9)) {
        work.line_lost[row] = 1;
        work.use(row), work.add("deleted_pipe", work.sheet.line[row].id);
    }
}

/// Rows that exist twice, and stray rows whose two ends are one place.
std::vector<SheetLine> extra_lines(Work &work) {
    std::vector<SheetLine> extra;
    for (const std::size_t row : choose_lines(work, 40)) {
        extra.push_back(work.sheet.line[row]);
        work.use(row), work.add("duplicate_pipe_row", work.sheet.line[row].id);
    }
    for (const std::size_t row : choose_lines(work, 12)) {
        SheetLine stray = work.sheet.line[row];
        stray.id += "X";
        stray.shape = {stray.shape.front(), stray.shape.front()};
        work.use(row), work.add("zero_length_pipe", stray.id);
        extra.push_back(std::move(stray));
    }
    return extra;
}

std::vector<std::size_t> standing_lines(const Work &work) {
    return rows_that(work.sheet.line.size(), [&](std::size_t row) { return !work.line_lost[row]; });
}

void blank_attributes(Work &work) {
    const std::size_t lines = work.sheet.line.size();
    for (const std::size_t row : choose(work, standing_lines(work), 371 / surveyed_pipes, lines)) {
        work.sheet.line[row].material.clear();
        work.add("missing_material", work.sheet.line[row].id);
    }
    constexpr std::array<const char *, 4> no_size{"", "0", "DN0", "null"};
    for (const std::size_t row : choose(work, standing_lines(work), 252 / surveyed_pipes, lines)) {
        const char *text = no_size[static_cast<std::size_t>(work.draw(row).integer(0, 3))];
        work.sheet.line[row].diameter = text, work.diameter_used[row] = 1;
        work.add("missing_diameter", work.sheet.line[row].id, text);
    }
    constexpr std::array<const char *, 6> no_year{"", "0", "1900-01-01", "2105", "1998.5", "未知"};
    for (const std::size_t row : choose(work, standing_lines(work), 243 / surveyed_pipes, lines)) {
        const char *text = no_year[static_cast<std::size_t>(work.draw(row).integer(0, 5))];
        work.sheet.line[row].year = text;
        work.add("bad_install_year", work.sheet.line[row].id, text);
    }
}

void falsify_attributes(Work &work) {
    const Pipes &pipe = work.net.pipe;
    const std::size_t lines = work.sheet.line.size();
    const auto pipe_of = [&](std::size_t row) { return static_cast<std::size_t>(work.sheet.line[row].pipe); };
    for (const std::size_t row : choose(work, standing_lines(work), 90 / surveyed_pipes, lines)) {
        SheetLine &line = work.sheet.line[row];
        line.pressure = pressure_tier(pipe.pressure_class[pipe_of(row)]) == 1 ? "高压" : "低压";
        work.add("wrong_pressure_class", line.id, line.pressure);
    }
    for (const std::size_t row : choose(work, standing_lines(work), 70 / surveyed_pipes, lines)) {
        SheetLine &line = work.sheet.line[row];
        line.from_depth_m *= 100.0, line.to_depth_m *= 100.0;
        work.add("depth_in_cm", line.id);
    }
    for (const std::size_t row : choose(work, standing_lines(work), 65 / surveyed_pipes, lines)) {
        work.sheet.line[row].state = "废弃";
        work.add("flagged_abandoned_but_live", work.sheet.line[row].id);
    }
    const auto sized = rows_that(lines, [&](std::size_t row) {
        return !work.line_lost[row] && !work.diameter_used[row] && pipe.diameter_text[pipe_of(row)].size() > 2;
    });
    for (const std::size_t row : choose(work, sized, 43 / surveyed_pipes, lines)) {
        SheetLine &line = work.sheet.line[row];
        line.diameter = "DN" + pipe.diameter_text[pipe_of(row)].substr(2) + "0";
        work.add("diameter_x10", line.id, line.diameter);
    }
}

/// Points that the registers do not name: stations and risers keep theirs.
std::vector<std::size_t> free_points(const Work &work) {
    std::vector<Flag> named = work.point_used;
    for (const auto *nodes :
         {&work.net.source.node, &work.net.regulator.from_node, &work.net.regulator.to_node, &work.net.riser.node})
        for (const NodeIdx node : *nodes)
            if (node.valid()) named[node.row()] = 1;
    return rows_that(row_count(work.net.node), [&](std::size_t row) { return !named[row]; });
}

void break_points(Work &work) {
    std::vector<SheetPoint> &point = work.sheet.point;
    const std::size_t nodes = row_count(work.net.node);
    for (const std::size_t row : choose(work, free_points(work), 54 / surveyed_points, nodes)) {
        Random draw = work.draw(row);
        const double d = draw.uniform(0.1, 1.5), angle = draw.uniform(0.0, 2.0 * std::numbers::pi);
        point[row].at = {point[row].at.x + d * std::cos(angle), point[row].at.y + d * std::sin(angle)};
        work.point_used[row] = 1, work.add("point_offset", point[row].id, metres(d));
    }
    std::vector<SheetPoint> copies;
    for (const std::size_t row : choose(work, free_points(work), 10 / surveyed_points, nodes)) {
        copies.push_back(point[row]);
        copies.back().at.x += 30.0;
        work.point_used[row] = 1, work.add("duplicate_point_id", point[row].id);
    }
    std::unordered_set<std::string> gone;
    for (const std::size_t row : choose(work, free_points(work), 17 / surveyed_points, nodes)) {
        gone.insert(point[row].id);
        work.point_used[row] = 1, work.add("missing_point_row", point[row].id);
    }
    std::erase_if(point, [&](const SheetPoint &p) { return gone.contains(p.id); });
    point.insert(point.end(), copies.begin(), copies.end());
}

void shift_valves(Work &work) {
    const Network &net = work.net;
    std::unordered_map<std::string, std::size_t> valve_row;
    for (std::size_t v = 0; v < row_count(net.valve); ++v) valve_row[net.valve.id[v]] = v;
    std::vector<SheetPoint> &point = work.sheet.point;
    const auto is_valve = [&](std::size_t row) {
        const auto found = valve_row.find(point[row].id);
        return found != valve_row.end() && !work.line_used[net.valve.pipe[found->second].row()];
    };
    const std::size_t valves = row_count(net.valve);
    for (const std::size_t row : choose(work, rows_that(point.size(), is_valve), 234 / surveyed_valves, valves)) {
        const std::size_t pipe = net.valve.pipe[valve_row[point[row].id]].row();
        const std::size_t a = net.pipe.from_node[pipe].row(), b = net.pipe.to_node[pipe].row();
        const double dx = net.node.x_m[b] - net.node.x_m[a], dy = net.node.y_m[b] - net.node.y_m[a];
        Random draw = work.draw(row);
        const double d = draw.uniform(0.2, 3.0), length = std::hypot(dx, dy), side = draw.chance(0.5) ? 1.0 : -1.0;
        if (length <= 0.0) continue;
        point[row].at = {point[row].at.x - side * d * dy / length, point[row].at.y + side * d * dx / length};
        work.add("valve_off_pipe", point[row].id, metres(d) + " from " + net.pipe.id[pipe]);
    }
}

} // namespace

std::vector<DefectLabel> inject_defects(SurveySheet &sheet, const Network &network, const DefectOptions &options) {
    Work work(sheet, network, options);
    // Place and topology first, each line once; attributes may then sit on any line still there.
    store_unsplit(work);
    move_ends(work);
    break_geometry(work);
    break_references(work);
    lose_lines(work);
    std::vector<SheetLine> extra = extra_lines(work);
    shift_valves(work);
    break_points(work);
    blank_attributes(work);
    falsify_attributes(work);

    // A copied row repeats whatever its original carries by now.
    std::unordered_map<std::string, std::size_t> row_of;
    for (std::size_t row = 0; row < sheet.line.size(); ++row) row_of[sheet.line[row].id] = row;
    for (SheetLine &line : extra)
        if (const auto found = row_of.find(line.id); found != row_of.end()) line = sheet.line[found->second];
    std::vector<SheetLine> kept;
    for (std::size_t row = 0; row < sheet.line.size(); ++row)
        if (!work.line_lost[row]) kept.push_back(std::move(sheet.line[row]));
    kept.insert(kept.end(), std::make_move_iterator(extra.begin()), std::make_move_iterator(extra.end()));
    sheet.line = std::move(kept);
    std::sort(work.label.begin(), work.label.end(), [](const DefectLabel &a, const DefectLabel &b) {
        return std::tie(a.object_id, a.defect) < std::tie(b.object_id, b.defect);
    });
    return work.label;
}

} // namespace gastwin
