// SPDX-License-Identifier: Apache-2.0
#include "engine/load_cases.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>

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
    const Progress &progress;
    LoadCases &whole;
    std::size_t count, done = 0;
    std::atomic<bool> stop = false;
    std::exception_ptr error = nullptr;

    /// These two are called by one thread at a time.
    void fail(std::exception_ptr what) {
        if (!error) error = std::move(what);
        stop = true;
    }
    void tell() {
        const double share = static_cast<double>(++done) / static_cast<double>(count);
        if (stop) return;
        try {
            report(progress, "load cases", share);
        } catch (...) {
            fail(std::current_exception());
        }
    }
};

/// A lane from nothing; its ranges go into `part`.
void solve_lane(Run &run, SteadyModel &model, std::size_t first, LoadCases &part) {
    model.forget();
    const std::size_t last = std::min(first + lane_length, run.count);
    for (std::size_t k = first; k < last && !run.stop; ++k) {
        const State &state = model.solve(run.load_of_case(k));
        note_case(state, k, run.whole.load_case); // a row of its own
        widen(state, k, run.options.required_gauge_pressure_pa, part);
#pragma omp critical(load_cases)
        run.tell();
    }
}

/// One thread's part of the work: lanes as they come.
void work(const Network &network, Run &run, std::atomic<std::size_t> &next) {
    SteadyModel model(network, run.options);
    LoadCases part;
    size_ranges(network, part);
    for (std::size_t first; !run.stop && (first = next.fetch_add(lane_length)) < run.count;)
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
    Run run{load_of_case, options, progress, whole, count};
    std::atomic<std::size_t> next = 0;
#pragma omp parallel if (count > lane_length)
    try {
        work(network, run, next);
    } catch (...) {
#pragma omp critical(load_cases)
        run.fail(std::current_exception());
    }
    if (run.error) std::rethrow_exception(run.error);
    for (const Status status : whole.load_case.status) whole.status = std::max(whole.status, status);
    return whole;
}

} // namespace gastwin
