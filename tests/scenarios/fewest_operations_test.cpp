// SPDX-License-Identifier: Apache-2.0
#include "scenarios/fewest_operations.hpp"

#include <bit>
#include <optional>

#include "tests/scenarios/closure_search.hpp"

namespace gastwin {
namespace {

using test::break_vertices;
using test::closings;
using test::random_breaks;
using test::supplied_after;

/// Households cut off and number of operations of the best sets of operations, found by trying all of them.
struct BestSets {
    int fewest_lost = 0, fewest_operations = 0, lost_with_fewest_operations = 0;
};

/// Nothing when there are too many operations to try, or none of them isolates the breaks.
std::optional<BestSets> try_all_sets(const Network &n, const test::Flood &flood, const std::vector<int> &ends) {
    std::vector<std::size_t> closable;
    for (std::size_t w = 0; w < flood.ways.size(); ++w) {
        const auto &way = flood.ways[w];
        if (way.kind == 'p' || !test::Flood::open(n, way)) continue;
        if (way.kind == 'r' || n.valve.operable[static_cast<std::size_t>(way.row)]) closable.push_back(w);
    }
    if (closable.size() > 9) return std::nullopt;
    std::vector<int> start;
    for (const NodeIdx node : n.source.node) start.push_back(node.value);
    const auto before = flood.supplied(n);
    std::optional<BestSets> best;
    for (std::size_t set = 0; set < (std::size_t{1} << closable.size()); ++set) {
        std::vector<char> shut(flood.ways.size(), 0);
        for (std::size_t i = 0; i < closable.size(); ++i) shut[closable[i]] = (set >> i & 1U) != 0;
        const auto supplied = flood.from(start, true, [&](const test::Flood::Way &w) {
            return test::Flood::open(n, w) && !shut[static_cast<std::size_t>(&w - flood.ways.data())];
        });
        const auto fed = [&](int v) { return supplied[static_cast<std::size_t>(v)] != 0; };
        if (std::any_of(ends.begin(), ends.end(), fed)) continue;
        int lost = 0;
        for (std::size_t c = 0; c < row_count(n.customer); ++c)
            lost += flood.customer[c] >= 0 && before[static_cast<std::size_t>(flood.customer[c])] &&
                    !fed(flood.customer[c]);
        const int operations = std::popcount(set);
        if (!best) best = BestSets{lost, operations, lost};
        best->fewest_lost = std::min(best->fewest_lost, lost);
        if (std::pair(operations, lost) < std::pair(best->fewest_operations, best->lost_with_fewest_operations))
            best->fewest_operations = operations, best->lost_with_fewest_operations = lost;
    }
    return best;
}

/// Customers without gas who had it, after all steps.
int lost_by(const Network &n, const test::Flood &flood, const ClosurePlan &plan) {
    const auto before = flood.supplied(n), after = supplied_after(n, flood, plan, closings(plan));
    int lost = 0;
    for (std::size_t c = 0; c < row_count(n.customer); ++c) {
        if (flood.customer[c] < 0) continue;
        const auto v = static_cast<std::size_t>(flood.customer[c]);
        lost += before[v] && !after[v];
    }
    return lost;
}

TEST(Shutoff, NoSetOfOperationsSparesMoreThanTheAimAskedFor) {
    std::mt19937 random(41);
    int compared = 0, fewer_operations = 0;
    for (int round = 0; round < 60000 && compared < 1500; ++round) {
        const Network n = test::random_network(random);
        if (row_count(n.pipe) == 0 || row_count(n.source) == 0) continue;
        const auto breaks = random_breaks(n, random);
        const test::Flood flood(n);
        const ClosurePlan smallest = shutoff(n, breaks);
        if (smallest.status != IsolationStatus::isolated) continue;
        const auto best = try_all_sets(n, flood, break_vertices(flood, breaks));
        if (!best) continue;
        const ClosurePlan quickest = shutoff(n, breaks, {.aim = ClosureAim::fewest_operations});
        const auto turned = static_cast<int>(closings(quickest).size());
        ASSERT_EQ(lost_by(n, flood, smallest), best->fewest_lost) << "round " << round;
        ASSERT_EQ(turned, best->fewest_operations) << "round " << round;
        ASSERT_EQ(lost_by(n, flood, quickest), best->lost_with_fewest_operations) << "round " << round;
        const auto ends = break_vertices(flood, breaks);
        const auto supplied = supplied_after(n, flood, quickest, closings(quickest));
        for (const int v : ends) ASSERT_FALSE(supplied[static_cast<std::size_t>(v)]) << "round " << round;
        fewer_operations += turned < static_cast<int>(closings(smallest).size());
        ++compared;
    }
    EXPECT_GE(compared, 1000);
    EXPECT_GT(fewer_operations, 20) << "the networks are too tame to tell the aims apart";
}

} // namespace
} // namespace gastwin
