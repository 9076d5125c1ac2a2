// SPDX-License-Identifier: Apache-2.0
#include "models/check.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <numeric>

namespace gastwin {
namespace {

/// Every id after the one before it, shorter ones first: then none repeats.
bool ascend(std::span<const std::string> ids) {
    for (std::size_t i = 1; i < ids.size(); ++i) {
        const std::string &before = ids[i - 1], &id = ids[i];
        if (id.size() < before.size() || (id.size() == before.size() && id <= before)) return false;
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
    if (ascend(ids)) return {};
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
