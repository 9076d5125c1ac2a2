// SPDX-License-Identifier: Apache-2.0
#include "gis/place.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_set>

#include "gis/pressure_tiers.hpp"

namespace gastwin {
namespace {

std::vector<Course> pipe_courses(const Network &network) {
    std::vector<Course> courses;
    courses.reserve(network.pipe_line.rows());
    for (std::size_t p = 0; p < network.pipe_line.rows(); ++p)
        courses.emplace_back(network.pipe_line[p].begin(), network.pipe_line[p].end());
    return courses;
}

/// Highest tier of the pipes at each node.
std::vector<int> tiers_at_nodes(const Network &network) {
    std::vector<int> tier(row_count(network.node), 0);
    for (std::size_t p = 0; p < row_count(network.pipe); ++p)
        for (const NodeIdx v : {network.pipe.from_node[p], network.pipe.to_node[p]})
            tier[v.row()] = std::max(tier[v.row()], pressure_tier(network.pipe.pressure_class[p]));
    return tier;
}

std::vector<Flag> touched_nodes(const Network &network) {
    std::vector<Flag> touched(row_count(network.node), 0);
    for (std::size_t p = 0; p < row_count(network.pipe); ++p)
        touched[network.pipe.from_node[p].row()] = touched[network.pipe.to_node[p].row()] = 1;
    return touched;
}

/// A missing set point is taken from regulators of the same outlet tier, else from the class: 2.5 kPa is the middle of
/// what GB 50028 section 10.2.2 allows household appliances (2 kPa nominal, losses before them), 0.2 MPa medium B.
void fill_set_points(Draft &draft, Network &network) {
    Regulators &regulator = network.regulator;
    const std::vector<int> tier = tiers_at_nodes(network);
    std::map<int, std::vector<double>> known;
    for (std::size_t r = 0; r < row_count(regulator); ++r)
        if (!is_missing(regulator.set_gauge_pressure_pa[r]))
            known[tier[regulator.to_node[r].row()]].push_back(regulator.set_gauge_pressure_pa[r]);
    for (auto &[t, values] : known) std::sort(values.begin(), values.end());
    for (std::size_t r = 0; r < row_count(regulator); ++r) {
        if (!is_missing(regulator.set_gauge_pressure_pa[r])) continue;
        const int t = tier[regulator.to_node[r].row()];
        const auto peers = known.find(t);
        const double value = peers != known.end() ? peers->second[peers->second.size() / 2] : t <= 1 ? 2.5e3 : 0.2e6;
        regulator.set_gauge_pressure_pa[r] = value;
        report_asset(draft.survey.issue, regulator, r, "missing_value", "set_gauge_pressure_pa", "",
                     "taken as " + std::to_string(value) + " Pa");
        add_provenance(
            draft.survey.provenance,
            {.table_name = "regulator",
             .object_id = regulator.id[r],
             .column = "set_gauge_pressure_pa",
             .value = std::to_string(value),
             .origin = peers != known.end() ? Origin::imputed : Origin::rule,
             .method = peers != known.end() ? "median of the regulators of this tier" : "usual set point of the class",
             .confidence = peers != known.end() ? 0.7 : 0.3,
             .source = regulator.source[r],
             .source_row = regulator.source_row[r]});
    }
}

class ValvePlacer {
  public:
    ValvePlacer(Draft &draft, Assembly &assembly)
        : draft_{draft}, assembly_{assembly}, network_{assembly.network}, finder_{network_} {
        line_of_.reserve(draft.lines()), point_of_.reserve(row_count(draft.survey.point));
        for (std::size_t i = 0; i < draft.lines(); ++i)
            line_of_.emplace(draft.survey.line.id[i], static_cast<std::int32_t>(i));
        const SurveyPoints &point = draft.survey.point;
        for (std::size_t p = 0; p < row_count(point); ++p) point_of_.emplace(point.id[p], static_cast<std::int32_t>(p));
    }

    void place_registered() {
        Valves &valve = network_.valve;
        valve = draft_.survey.valve.rows;
        std::vector<std::int32_t> placed;
        for (std::size_t v = 0; v < row_count(valve); ++v) {
            const References &refs = draft_.survey.valve.references;
            const std::string point = reference_text(refs, "point", v);
            known_.insert(point.empty() ? valve.id[v] : point);
            if (is_missing(valve.x_m[v]) || is_missing(valve.y_m[v])) locate(v, point.empty() ? valve.id[v] : point);
            if (place(v, reference_text(refs, "pipe", v))) placed.push_back(static_cast<std::int32_t>(v));
        }
        valve = select_rows(valve, placed);
    }

    /// Valves that the survey's points show and the register lacks.
    void place_surveyed() {
        const SurveyPoints &point = draft_.survey.point;
        Valves &valve = network_.valve;
        std::unordered_set<std::string> ids(valve.id.begin(), valve.id.end());
        for (std::size_t p = 0; p < row_count(point); ++p) {
            const bool is_valve = point.appurtenance[p].find("阀") != std::string::npos;
            if (!is_valve || !std::isfinite(point.x_m[p]) || !std::isfinite(point.y_m[p]) ||
                !known_.insert(point.id[p]).second)
                continue;
            std::string id = point.id[p];
            while (!ids.insert(id).second) id += '#';
            const auto v = append_row(valve, id).row();
            valve.kind[v] = point.appurtenance[p];
            valve.x_m[v] = point.x_m[p];
            valve.y_m[v] = point.y_m[p];
            valve.source[v] = point.source[p];
            valve.source_row[v] = point.source_row[p];
            if (!place(v, "")) resize_rows(valve, v);
        }
    }

  private:
    void locate(std::size_t v, const std::string &point_id) {
        const auto found = point_of_.find(point_id);
        if (found == point_of_.end()) return;
        network_.valve.x_m[v] = draft_.survey.point.x_m[static_cast<std::size_t>(found->second)];
        network_.valve.y_m[v] = draft_.survey.point.y_m[static_cast<std::size_t>(found->second)];
    }

    [[nodiscard]] PipeFinder::Found nearest_piece(std::size_t line, Point at) const {
        PipeFinder::Found best{{}, {std::numeric_limits<double>::infinity(), 0.0, at}};
        for (std::int32_t p = assembly_.first_pipe[line]; p < assembly_.first_pipe[line + 1]; ++p)
            if (const Projection on = project(network_.pipe_line[static_cast<std::size_t>(p)], at);
                on.distance_m < best.on.distance_m)
                best = {PipeIdx{p}, on};
        return best;
    }

    bool place(std::size_t v, const std::string &pipe_id) {
        Valves &valve = network_.valve;
        const Point at{valve.x_m[v], valve.y_m[v]};
        const bool located = std::isfinite(at.x) && std::isfinite(at.y);
        PipeFinder::Found found{{}, {std::numeric_limits<double>::infinity(), 0.0, at}};
        if (const auto line = line_of_.find(pipe_id); !pipe_id.empty() && line != line_of_.end()) {
            const auto row = static_cast<std::size_t>(draft_.same_as[static_cast<std::size_t>(line->second)]);
            if (located) found = nearest_piece(row, at);
            else if (assembly_.first_pipe[row] < assembly_.first_pipe[row + 1])
                return put_in_middle(v, PipeIdx{assembly_.first_pipe[row]});
        }
        if (located && found.on.distance_m > draft_.options.valve_reach_m) {
            const auto nearest = finder_.nearest(at, draft_.options.valve_reach_m, [](PipeIdx) { return true; });
            if (nearest.pipe.valid()) {
                if (!pipe_id.empty()) return put_elsewhere(v, nearest, pipe_id, at);
                found = nearest;
            }
        }
        if (!found.pipe.valid()) {
            report_asset(draft_.survey.issue, valve, v, "valve_without_pipe", "pipe", pipe_id, "", at);
            return false;
        }
        put_on(v, found, at);
        return true;
    }

    /// The register's pipe is not where the valve stands (or does not exist): the position decides.
    bool put_elsewhere(std::size_t v, const PipeFinder::Found &found, const std::string &pipe_id, Point at) {
        Valves &valve = network_.valve;
        const std::string &taken = network_.pipe.id[found.pipe.row()];
        valve.pipe[v] = found.pipe;
        valve.position[v] = std::clamp(found.on.fraction, 0.0, 1.0);
        report_asset(draft_.survey.issue, valve, v, "ambiguous_reference", "pipe", pipe_id,
                     "not there; placed on " + taken, at);
        add_repair(draft_.survey.repair, {.kind = "ambiguous_reference",
                                          .layer = valve.source[v],
                                          .object_id = valve.id[v],
                                          .row = valve.source_row[v],
                                          .before = pipe_id,
                                          .after = taken,
                                          .distance_m = found.on.distance_m,
                                          .confidence = 0.7,
                                          .x_m = at.x,
                                          .y_m = at.y});
        return true;
    }

    bool put_in_middle(std::size_t v, PipeIdx pipe) {
        network_.valve.pipe[v] = pipe;
        network_.valve.position[v] = 0.5;
        report_asset(draft_.survey.issue, network_.valve, v, "unplaced_asset", "x_m, y_m", "",
                     "no coordinates; placed in the middle of " + network_.pipe.id[pipe.row()]);
        return true;
    }

    void put_on(std::size_t v, const PipeFinder::Found &found, Point at) {
        constexpr double off_m = 0.1; // survey accuracy of a visible cover
        Valves &valve = network_.valve;
        valve.pipe[v] = found.pipe;
        valve.position[v] = std::clamp(found.on.fraction, 0.0, 1.0);
        if (found.on.distance_m <= off_m) return;
        report_asset(draft_.survey.issue, valve, v, "valve_off_pipe", "x_m, y_m", coordinate_text(at),
                     std::to_string(found.on.distance_m) + " m from " + network_.pipe.id[found.pipe.row()], at);
        add_repair(draft_.survey.repair, {.kind = "valve_off_pipe",
                                          .layer = valve.source[v],
                                          .object_id = valve.id[v],
                                          .row = valve.source_row[v],
                                          .before = coordinate_text(at),
                                          .after = coordinate_text(found.on.point),
                                          .distance_m = found.on.distance_m,
                                          .confidence = 0.9,
                                          .x_m = at.x,
                                          .y_m = at.y});
        valve.x_m[v] = found.on.point.x;
        valve.y_m[v] = found.on.point.y;
    }

    Draft &draft_;
    Assembly &assembly_;
    Network &network_;
    PipeFinder finder_;
    std::unordered_map<std::string_view, std::int32_t> line_of_, point_of_;
    std::unordered_set<std::string> known_; ///< survey points that a registered valve stands for
};

} // namespace

PipeFinder::PipeFinder(const Network &network) : courses_{pipe_courses(network)}, index_{courses_} {}

NodeIdx network_node(const Draft &draft, const Assembly &assembly, const std::string &point_id, bool highest_tier) {
    const std::int32_t node = point_id.empty() ? -1 : node_of_tier(draft, point_id, highest_tier);
    return node < 0 ? NodeIdx{} : NodeIdx{assembly.node_row[static_cast<std::size_t>(node)]};
}

void place_regulators(Draft &draft, Assembly &assembly) {
    Network &network = assembly.network;
    Regulators &regulator = network.regulator;
    regulator = draft.survey.regulator.rows;
    const References &refs = draft.survey.regulator.references;
    const std::vector<Flag> touched = touched_nodes(network);
    const std::vector<int> tier = tiers_at_nodes(network);
    std::vector<std::int32_t> placed;
    for (std::size_t r = 0; r < row_count(regulator); ++r) {
        std::string from = reference_text(refs, "from_node", r), to = reference_text(refs, "to_node", r);
        if (from.empty()) from = to;
        if (to.empty()) to = from;
        const NodeIdx in = regulator.from_node[r] = network_node(draft, assembly, from, true);
        const NodeIdx out = regulator.to_node[r] = network_node(draft, assembly, to, false);
        const auto complain = [&](std::string_view kind, std::string detail) {
            const NodeIdx known = in.valid() ? in : out;
            const Point at = known.valid() ? Point{network.node.x_m[known.row()], network.node.y_m[known.row()]}
                                           : Point{missing_real, missing_real};
            report_asset(draft.survey.issue, regulator, r, kind, "from_node, to_node", from + ", " + to,
                         std::move(detail), at);
        };
        if (!in.valid() || !out.valid() || in == out) {
            complain("regulator_unconnected", "left out of the network");
            continue;
        }
        placed.push_back(static_cast<std::int32_t>(r));
        if (!touched[in.row()] || !touched[out.row()])
            complain("regulator_unconnected", "no pipe ends at one of its points");
        else if (tier[in.row()] != 0 && tier[out.row()] > tier[in.row()])
            complain("ambiguous_reference", "its outlet lies on the higher class");
    }
    regulator = select_rows(regulator, placed);
    fill_set_points(draft, network);
}

void place_sources(Draft &draft, Assembly &assembly) {
    Network &network = assembly.network;
    Sources &source = network.source;
    source = draft.survey.source.rows;
    std::vector<std::int32_t> placed;
    for (std::size_t s = 0; s < row_count(source); ++s) {
        const std::string point = reference_text(draft.survey.source.references, "node", s);
        source.node[s] = network_node(draft, assembly, point, true);
        const bool one_pressure = is_missing(source.pressure_pa[s]) != is_missing(source.gauge_pressure_pa[s]);
        if (!source.node[s].valid())
            report_asset(draft.survey.issue, source, s, "unplaced_asset", "node", point, "left out of the network");
        else if (!one_pressure)
            report_asset(draft.survey.issue, source, s, "bad_source_pressure", "gauge_pressure_pa", "",
                         "left out of the network");
        else placed.push_back(static_cast<std::int32_t>(s));
    }
    source = select_rows(source, placed);
}

void place_valves(Draft &draft, Assembly &assembly) {
    if (row_count(draft.survey.valve.rows) == 0 && row_count(draft.survey.point) == 0) return;
    ValvePlacer placer(draft, assembly);
    placer.place_registered();
    placer.place_surveyed();
}

} // namespace gastwin
