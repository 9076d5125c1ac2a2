// SPDX-License-Identifier: Apache-2.0
#include "engine/load_cases.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

#include "engine/watched_work.hpp"

namespace gastwin {
namespace {

/// Smaller of two, of which either may be missing.
double lower(double a, double b) { return std::fmin(a, b); }
double higher(double a, double b) { return std::fmax(a, b); }

void size_ranges(const Network &network, LoadCases &ranges) {
    resize_rows(ranges.node, row_count(network.node));
    resize_rows(ranges.pipe, row_count(network.pipe));
}

void note_case(const State &state, std::size_t load_case, CaseResults &table) {
    table.status[load_case] = state.status;
    table.iterations[load_case] = state.iterations;
    table.demand_kg_s[load_case] = state.demand_kg_s;
    table.unmet_kg_s[load_case] = state.unmet_kg_s;
    table.worst_node[load_case] = state.worst_node;
    double lowest = missing_real;
    for (const double p : state.customer.gauge_pressure_pa) lowest = lower(lowest, p);
    table.min_gauge_pressure_pa[load_case] = lowest;
}

void widen(const State &state, std::size_t load_case, double required_gauge_pressure_pa, LoadCases &ranges) {
    NodeRanges &node = ranges.node;
    for (std::size_t v = 0; v < row_count(node); ++v) {
        const double p = state.node.gauge_pressure_pa[v];
        node.cases_low[v] += !(p >= required_gauge_pressure_pa);
        if (std::isnan(p)) continue;
        if (!(node.min_gauge_pressure_pa[v] <= p)) {
            node.min_gauge_pressure_pa[v] = p;
            node.lowest_case[v] = static_cast<std::int32_t>(load_case);
        }
        node.max_gauge_pressure_pa[v] = higher(node.max_gauge_pressure_pa[v], p);
    }
    PipeRanges &pipe = ranges.pipe;
    for (std::size_t p = 0; p < row_count(pipe); ++p) {
        pipe.min_flow_kg_s[p] = lower(pipe.min_flow_kg_s[p], state.pipe.flow_kg_s[p]);
        pipe.max_flow_kg_s[p] = higher(pipe.max_flow_kg_s[p], state.pipe.flow_kg_s[p]);
        pipe.max_velocity_m_s[p] = higher(pipe.max_velocity_m_s[p], std::abs(state.pipe.velocity_m_s[p]));
    }
}

/// Ranges of one thread into those of all: the same for any order in which threads come.
void join(const LoadCases &part, LoadCases &whole) {
    NodeRanges &node = whole.node;
    for (std::size_t v = 0; v < row_count(node); ++v) {
        const double p = part.node.min_gauge_pressure_pa[v], held = node.min_gauge_pressure_pa[v];
        node.cases_low[v] += part.node.cases_low[v];
        node.max_gauge_pressure_pa[v] = higher(node.max_gauge_pressure_pa[v], part.node.max_gauge_pressure_pa[v]);
        if (std::isnan(p)) continue;
        if (!(held <= p) || (held == p && part.node.lowest_case[v] < node.lowest_case[v])) {
            node.min_gauge_pressure_pa[v] = p;
            node.lowest_case[v] = part.node.lowest_case[v];
        }
    }
    PipeRanges &pipe = whole.pipe;
    for (std::size_t p = 0; p < row_count(pipe); ++p) {
        pipe.min_flow_kg_s[p] = lower(pipe.min_flow_kg_s[p], part.pipe.min_flow_kg_s[p]);
        pipe.max_flow_kg_s[p] = higher(pipe.max_flow_kg_s[p], part.pipe.max_flow_kg_s[p]);
        pipe.max_velocity_m_s[p] = higher(pipe.max_velocity_m_s[p], part.pipe.max_velocity_m_s[p]);
    }
}

/// What the threads share.
struct Run {
    const LoadOfCase &load_of_case;
    const SolveOptions &options;
    LoadCases &whole;
    std::size_t count;
    WatchedWork work;
    std::atomic<std::size_t> next = 0; ///< first case of the next lane
};

/// A lane from nothing; its ranges go into `part`.
void solve_lane(Run &run, SteadyModel &model, std::size_t first, LoadCases &part) {
    model.forget();
    const std::size_t last = std::min(first + lane_length, run.count);
    for (std::size_t k = first; k < last && !run.work.stopped(); ++k)
        run.work.step([&] {
            const State &state = model.solve(run.load_of_case(k));
            note_case(state, k, run.whole.load_case); // a row of its own
            widen(state, k, run.options.required_gauge_pressure_pa, part);
        });
}

/// One thread's part of the work: lanes as they come.
void solve_lanes(const Network &network, Run &run) {
    SteadyModel model(network, run.options);
    LoadCases part;
    size_ranges(network, part);
    for (std::size_t first; !run.work.stopped() && (first = run.next.fetch_add(lane_length)) < run.count;)
        solve_lane(run, model, first, part);
#pragma omp critical(load_cases)
    join(part, run.whole);
}

} // namespace

LoadCases solve_load_cases(const Network &network, std::size_t count, const LoadOfCase &load_of_case,
                           const SolveOptions &options, const Progress &progress) {
    LoadCases whole;
    size_ranges(network, whole);
    whole.node.id = network.node.id;
    whole.pipe.id = network.pipe.id;
    resize_rows(whole.load_case, count);
    for (std::size_t k = 0; k < count; ++k) whole.load_case.id[k] = std::to_string(k);
    Run run{load_of_case, options, whole, count, {progress, "load cases", count}};
#pragma omp parallel if (count > lane_length)
    run.work.guard([&] { solve_lanes(network, run); });
    run.work.finish();
    for (const Status status : whole.load_case.status) whole.status = std::max(whole.status, status);
    return whole;
}

} // namespace gastwin
