// SPDX-License-Identifier: Apache-2.0
#include "engine/events.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <unordered_map>

#include "models/references.hpp"

namespace gastwin {
namespace {

enum class Target : std::uint8_t { valve, regulator, source, customer, node, none };

Target target_of(EventKind kind) {
    using enum EventKind;
    switch (kind) {
    case valve_close:
    case valve_open:
        return Target::valve;
    case regulator_close:
    case regulator_fail_open:
    case regulator_restore:
    case regulator_set:
        return Target::regulator;
    case source_lose:
    case source_restore:
    case source_set:
        return Target::source;
    case demand_factor:
    case customer_reset:
        return Target::customer;
    case outflow:
    case hole:
        return Target::node;
    case all_demand_factor:
        break;
    }
    return Target::none;
}

Range legal_values(EventKind kind) {
    using enum EventKind;
    if (kind == regulator_set || kind == source_set) return {0.0, 2e7};
    if (kind == hole) return {0.0, 3.0};
    if (kind == demand_factor || kind == all_demand_factor || kind == outflow) return {0.0, 1e5};
    return any_value; // not used
}

/// Ids of the tables events name, looked up only for tables that are named.
class Lookup {
  public:
    explicit Lookup(const Network &network) : network_{network} {}

    std::int32_t row(Target target, const std::string &id) {
        if (target == Target::none) return -1;
        IdMap &map = maps_[static_cast<std::size_t>(target)];
        if (map.empty()) map = build(target);
        const auto found = map.find(id);
        return found == map.end() ? -1 : found->second;
    }

  private:
    [[nodiscard]] IdMap build(Target target) const {
        switch (target) {
        case Target::valve:
            return id_map(network_.valve);
        case Target::regulator:
            return id_map(network_.regulator);
        case Target::source:
            return id_map(network_.source);
        case Target::customer:
            return id_map(network_.customer);
        default:
            return id_map(network_.node);
        }
    }
    const Network &network_;
    std::array<IdMap, 5> maps_;
};

} // namespace

std::vector<PlannedEvent> plan_events(const Network &network, std::span<const Event> events) {
    Lookup lookup(network);
    std::vector<PlannedEvent> planned;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const Event &event = events[i];
        const auto place = [&](const char *column, std::string value) {
            return Place{
                .layer = "event", .row = static_cast<std::int64_t>(i + 1), .column = column, .value = std::move(value)};
        };
        if (!std::isfinite(event.time_s)) throw Error("value_out_of_range", place("time_s", ""));
        if (!std::isfinite(event.value) || !legal_values(event.kind).contains(event.value))
            throw Error("value_out_of_range", place("value", std::to_string(event.value)));
        const Target target = target_of(event.kind);
        const std::int32_t row = lookup.row(target, event.element);
        if (row < 0 && target != Target::none)
            throw Error("dangling_reference", place("element", event.element), {event.element});
        planned.push_back({event.time_s, event.kind, row, event.value});
    }
    std::stable_sort(planned.begin(), planned.end(),
                     [](const PlannedEvent &a, const PlannedEvent &b) { return a.time_s < b.time_s; });
    return planned;
}

double HourlyFactors::at(CustomerKind kind, double time_s) const {
    const auto &row = factor[static_cast<std::size_t>(kind)];
    const double hours = time_s / 3600.0, day = hours - 24.0 * std::floor(hours / 24.0);
    const double hour = std::min(std::floor(day), 23.0);
    const auto h = static_cast<std::size_t>(hour);
    return std::lerp(row[h], row[(h + 1) % 24], day - hour);
}

double Profile::at(double time) const {
    const auto later = std::upper_bound(time_s.begin(), time_s.end(), time);
    if (later == time_s.begin()) return value.front();
    if (later == time_s.end()) return value.back();
    const auto i = static_cast<std::size_t>(later - time_s.begin());
    return std::lerp(value[i - 1], value[i], (time - time_s[i - 1]) / (time_s[i] - time_s[i - 1]));
}

std::vector<std::int32_t> match_profiles(std::span<const std::string> ids, std::span<const Profile> profiles) {
    std::vector<std::int32_t> profile_of(ids.size(), -1);
    if (profiles.empty()) return profile_of;
    std::unordered_map<std::string_view, std::size_t> rows;
    for (std::size_t i = 0; i < ids.size(); ++i) rows.emplace(ids[i], i);
    for (std::size_t p = 0; p < profiles.size(); ++p) {
        const auto &[element, time_s, value] = profiles[p];
        const auto found = rows.find(element);
        if (found == rows.end())
            throw Error("dangling_reference", {.layer = "profile", .column = "element", .value = element}, {element});
        const bool rises = std::adjacent_find(time_s.begin(), time_s.end(), std::greater_equal<>()) == time_s.end();
        const auto legal = [](double x) { return std::isfinite(x) && x >= 0.0; };
        if (time_s.empty() || time_s.size() != value.size() || !rises ||
            !std::all_of(time_s.begin(), time_s.end(), [](double t) { return std::isfinite(t); }) ||
            !std::all_of(value.begin(), value.end(), legal))
            throw Error("value_out_of_range", {.layer = "profile", .column = "value"}, {element});
        profile_of[found->second] = static_cast<std::int32_t>(p);
    }
    return profile_of;
}

} // namespace gastwin
