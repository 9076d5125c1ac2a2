// SPDX-License-Identifier: Apache-2.0
#include "models/check.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <numeric>

namespace gastwin {
namespace {

bool is_figure(char c) { return c >= '0' && c <= '9'; }

/// Ids of one length that begin with the same letters, such as YH0000001, YH0000002.
struct Series {
    const std::string *last;
    std::size_t letters;

    [[nodiscard]] bool holds(const std::string &id) const {
        if (id.size() != last->size() || id.size() <= letters || !is_figure(id[letters])) return false;
        for (std::size_t i = 0; i < letters; ++i)
            if (id[i] != (*last)[i]) return false;
        return true;
    }
};

/// Do the ids belong to a few series, each of which ascends? Then none repeats: this is how programs number.
bool ascend_in_series(std::span<const std::string> ids) {
    constexpr std::size_t most_series = 64;
    std::vector<Series> series;
    std::size_t now = 0;
    for (const std::string &id : ids) {
        if (series.empty() || !series[now].holds(id))
            now = static_cast<std::size_t>(
                std::find_if(series.begin(), series.end(), [&](const Series &s) { return s.holds(id); }) -
                series.begin());
        if (now == series.size()) {
            const auto figure = std::find_if(id.begin(), id.end(), is_figure);
            if (figure == id.end() || series.size() == most_series) return false;
            series.push_back({&id, static_cast<std::size_t>(figure - id.begin())});
        } else if (id > *series[now].last) {
            series[now].last = &id;
        } else {
            return false;
        }
    }
    return true;
}

double absolute_or_gauge(const Sources &source, std::size_t i) {
    return is_missing(source.pressure_pa[i]) ? source.gauge_pressure_pa[i]
                                             : source.pressure_pa[i] - standard_pressure_pa;
}

/// Sources that are not the highest at their node. Gauge and absolute figures are compared at sea level.
std::vector<std::size_t> lower_sources(const Sources &source) {
    std::vector<std::size_t> order(row_count(source)), lower;
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if (source.node[a].value != source.node[b].value) return source.node[a].value < source.node[b].value;
        return absolute_or_gauge(source, a) > absolute_or_gauge(source, b);
    });
    for (std::size_t i = 1; i < order.size(); ++i) {
        const std::size_t here = order[i], before = order[i - 1];
        const bool same_node = source.node[here].value == source.node[before].value;
        if (same_node && absolute_or_gauge(source, here) < absolute_or_gauge(source, before)) lower.push_back(here);
    }
    return lower;
}

/// What the tables' columns tell by themselves; several columns at once.
Issues check_tables(const Network &network) {
    std::vector<std::function<void(Issues &)>> tasks;
    for_each_table(network, [&](const auto &table) {
        using Table = std::decay_t<decltype(table)>;
        tasks.push_back([&table](Issues &issues) {
            for (const std::size_t i : repeated_ids(table.id))
                report_cell(table, "duplicate_id", i, "id", table.id[i], issues);
        });
        for_each_column<Table>([&](const auto &column) {
            if (needs_check(column))
                tasks.push_back([&, column](Issues &issues) { check_column(network, table, column, issues); });
        });
    });
    constexpr std::size_t worth_threads = 4096; // pipes
    std::vector<Issues> found(tasks.size());
#pragma omp parallel for schedule(dynamic) if (row_count(network.pipe) > worth_threads)
    for (std::size_t i = 0; i < tasks.size(); ++i) tasks[i](found[i]);
    Issues issues;
    for (const Issues &more : found) append_rows(issues, more);
    for (std::size_t i = 0; i < row_count(issues); ++i) issues.id[i] = std::to_string(i + 1);
    return issues;
}

} // namespace

std::vector<std::size_t> repeated_ids(std::span<const std::string> ids) {
    if (ascend_in_series(ids)) return {};
    // Open addressing at most half full: slot → row + 1, 0 empty. The hashes stand beside, so texts are compared only
    // where these agree.
    std::vector<std::size_t> repeated, hashes(ids.size());
    const std::size_t slots = std::bit_ceil(2 * ids.size() + 1), mask = slots - 1;
    std::vector<std::uint32_t> row_at(slots, 0);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        hashes[i] = std::hash<std::string>{}(ids[i]);
        std::size_t slot = hashes[i] & mask;
        bool found = false;
        for (; row_at[slot] != 0 && !found; slot = (slot + 1) & mask) {
            const std::size_t other = row_at[slot] - 1;
            found = hashes[other] == hashes[i] && ids[other] == ids[i];
        }
        if (found) repeated.push_back(i);
        else row_at[slot] = static_cast<std::uint32_t>(i + 1);
    }
    return repeated;
}

Issues check(const Network &network) {
    Issues issues = check_tables(network);
    const auto report = [&](std::string_view kind, const auto &table, std::size_t row) {
        add_issue(issues, {.kind = kind,
                           .layer = std::string(std::decay_t<decltype(table)>::name),
                           .object_id = table.id[row],
                           .row = static_cast<std::int32_t>(row + 1)});
    };
    const Sources &source = network.source;
    for (std::size_t i = 0; i < row_count(source); ++i)
        if (is_missing(source.pressure_pa[i]) == is_missing(source.gauge_pressure_pa[i]))
            report("bad_source_pressure", source, i);
    for (const std::size_t i : lower_sources(source)) report("conflicting_sources", source, i);
    const auto report_same_ends = [&](const auto &table) {
        for (std::size_t i = 0; i < row_count(table); ++i)
            if (table.from_node[i].valid() && table.from_node[i].value == table.to_node[i].value)
                report("same_ends", table, i);
    };
    report_same_ends(network.pipe);
    report_same_ends(network.regulator);
    report_same_ends(network.valve);
    const Valves &valve = network.valve;
    for (std::size_t i = 0; i < row_count(valve); ++i) {
        const bool on_pipe = valve.pipe[i].valid() && !is_missing(valve.position[i]);
        const bool own_link = valve.from_node[i].valid() && valve.to_node[i].valid();
        if (on_pipe == own_link) report("valve_endpoints", valve, i);
        else if (own_link && is_open(valve, i) && valve.opening[i] < 1.0) report("opening_of_link", valve, i);
    }
    return issues;
}

void require_sound(const Network &network) {
    const Issues issues = check(network);
    const auto first = std::find(issues.severity.begin(), issues.severity.end(), Severity::error);
    if (first == issues.severity.end()) return;
    const auto i = static_cast<std::size_t>(first - issues.severity.begin());
    std::vector<std::string> ids;
    for (std::size_t j = i; j < row_count(issues); ++j)
        if (issues.kind[j] == issues.kind[i] && issues.layer[j] == issues.layer[i]) ids.push_back(issues.object_id[j]);
    throw Error(issues.kind[i],
                {.layer = issues.layer[i], .row = issues.row[i], .column = issues.column[i], .value = issues.value[i]},
                ids, issues.detail[i]);
}

} // namespace gastwin
