// SPDX-License-Identifier: Apache-2.0
#include "scenarios/projects.hpp"

#include <map>
#include <string_view>
#include <tuple>

namespace gastwin {
namespace {

using StreetKey = std::tuple<std::string_view, int, bool>; // street, tier, above ground

StreetKey key_of(const Network &n, const Candidate &c) {
    return {n.pipe.street[c.row], pressure_tier(n.pipe.pressure_class[c.row]), c.above_ground};
}

/// Candidates at each node, ascending, in compressed rows.
struct AtNode {
    std::vector<std::size_t> start, candidate;

    AtNode(const Network &n, std::span<const Candidate> candidates) : start(row_count(n.node) + 1) {
        const auto for_each_end = [&](auto &&f) {
            for (std::size_t c = 0; c < candidates.size(); ++c) {
                if (candidates[c].riser) continue;
                f(n.pipe.from_node[candidates[c].row].row(), c);
                f(n.pipe.to_node[candidates[c].row].row(), c);
            }
        };
        for_each_end([&](std::size_t node, std::size_t) { ++start[node + 1]; });
        for (std::size_t i = 1; i < start.size(); ++i) start[i] += start[i - 1];
        candidate.resize(start.back());
        std::vector<std::size_t> next(start.begin(), start.end() - 1);
        for_each_end([&](std::size_t node, std::size_t c) { candidate[next[node]++] = c; });
    }

    [[nodiscard]] std::span<const std::size_t> operator[](std::size_t node) const {
        return {candidate.data() + start[node], start[node + 1] - start[node]};
    }
};

/// Grows a connected piece from `seed`, breadth first, and appends it to the groups.
void grow(const Network &n, std::span<const Candidate> candidates, const AtNode &at, std::size_t seed,
          double max_length_m, std::vector<Flag> &taken, ProjectGroups &groups) {
    const StreetKey key = key_of(n, candidates[seed]);
    const std::size_t begin = groups.members.size();
    double length_m = candidates[seed].length_m;
    taken[seed] = 1;
    groups.members.push_back(seed);
    for (std::size_t head = begin; head < groups.members.size(); ++head) {
        const std::size_t row = candidates[groups.members[head]].row;
        for (const NodeIdx node : {n.pipe.from_node[row], n.pipe.to_node[row]})
            for (const std::size_t c : at[node.row()]) {
                if (taken[c] != 0 || length_m + candidates[c].length_m > max_length_m ||
                    key_of(n, candidates[c]) != key)
                    continue;
                taken[c] = 1;
                length_m += candidates[c].length_m;
                groups.members.push_back(c);
            }
    }
    groups.start.push_back(static_cast<std::int64_t>(groups.members.size()));
}

void group_risers(const Network &n, std::span<const Candidate> candidates, ProjectGroups &groups) {
    // By building; a riser without one stands for itself. Groups come in the order of their first riser.
    std::map<std::int32_t, std::size_t> group_of;
    std::vector<std::vector<std::size_t>> found;
    for (std::size_t c = 0; c < candidates.size(); ++c) {
        if (!candidates[c].riser) continue;
        const BuildingIdx building = n.riser.building[candidates[c].row];
        const auto [at, fresh] =
            building.valid() ? group_of.emplace(building.value, found.size()) : std::pair{group_of.end(), true};
        if (fresh) found.push_back({c});
        else found[at->second].push_back(c);
    }
    for (const std::vector<std::size_t> &group : found) {
        groups.members.insert(groups.members.end(), group.begin(), group.end());
        groups.start.push_back(static_cast<std::int64_t>(groups.members.size()));
    }
}

} // namespace

ProjectGroups group_projects(const Network &network, std::span<const Candidate> candidates, double max_length_m) {
    ProjectGroups groups;
    const AtNode at(network, candidates);
    std::vector<Flag> taken(candidates.size());
    for (std::size_t c = 0; c < candidates.size(); ++c)
        if (!candidates[c].riser && taken[c] == 0) grow(network, candidates, at, c, max_length_m, taken, groups);
    group_risers(network, candidates, groups);
    return groups;
}

} // namespace gastwin
