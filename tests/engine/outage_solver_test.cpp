// SPDX-License-Identifier: Apache-2.0
#include "engine/outage_solver.hpp"

#include "engine/feeds.hpp"
#include "tests/support/valved_network.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

Tiers solved_tiers(const Network &n) {
    Tiers tiers = build_tiers(n, {});
    load_tiers(tiers, n.customer.demand_kg_s);
    solve_tiers(tiers, {});
    return tiers;
}

/// One network with all that is asked of it.
struct Case {
    explicit Case(const Network &network)
        : n{network}, segments{find_segments(n)}, tree{supply_tree(segments)}, tiers{solved_tiers(n)},
          map{map_segments(tiers, segments)}, passing{passing_segments(tiers, segments, tree, map)} {}

    [[nodiscard]] bool stays(std::int32_t shut, std::int32_t segment) const {
        return segment >= 0 && tree.reached(segment) && !tree.dominates(shut, segment);
    }

    const Network &n;
    Segments segments;
    DominatorTree tree;
    Tiers tiers;
    OutageMap map;
    std::vector<Flag> passing;
};

struct Counts {
    int screened = 0, local = 0, refused = 0, fell = 0, networks = 0, several = 0;
};

void expect_no_fall(const Case &c, std::int32_t segment, std::span<const std::int32_t> solved, const State &whole,
                    std::uint64_t seed) {
    for (std::size_t v = 0; v < row_count(c.n.node); ++v) {
        const std::int32_t zone = c.tiers.zones.zone_of_vertex(static_cast<std::int32_t>(v));
        if (!c.stays(segment, c.map.vertex_segment[v]) || std::find(solved.begin(), solved.end(), zone) != solved.end())
            continue;
        const double before = c.tiers.pressure_pa(static_cast<std::int32_t>(v));
        EXPECT_GE(whole.node.pressure_pa[v], before * (1.0 - 1e-7))
            << "seed " << seed << " segment " << segment << " node " << v;
    }
}

/// Pressures of what stays supplied in these zones are those of the whole network; true where one falls.
bool expect_same(const Case &c, std::int32_t segment, const Tiers &now, std::span<const std::int32_t> zones,
                 const State &whole, std::uint64_t seed) {
    bool fell = false;
    for (const std::int32_t z : zones) {
        for (const std::int32_t v : c.map.zone_vertices.of(z)) {
            if (at(v) >= row_count(c.n.node) || !c.stays(segment, c.map.vertex_segment[at(v)])) continue;
            const double expected = whole.node.pressure_pa[at(v)];
            EXPECT_NEAR(now.pressure_pa(v), expected, 1e-7 * expected)
                << "seed " << seed << " segment " << segment << " node " << v;
            fell |= expected < c.tiers.pressure_pa(v) - 1.0;
        }
        for (const std::int32_t k : c.map.zone_customers.of(z)) {
            if (!c.stays(segment, c.map.customer_segment[at(k)])) continue;
            const std::int32_t v = now.graph.customer_vertex[at(k)];
            const double gauge = now.pressure_pa(v) - now.atmosphere_pa[at(v)];
            EXPECT_NEAR(gauge, whole.customer.gauge_pressure_pa[at(k)], 1e-7 * now.pressure_pa(v))
                << "seed " << seed << " segment " << segment << " customer " << k;
        }
    }
    return fell;
}

void compare_segments(const Case &c, std::uint64_t seed, Counts &counts) {
    OutageSolver solver(solved_tiers(c.n), c.segments, c.tree, c.map, c.n.customer.demand_kg_s);
    for (std::int32_t s = 0; s < c.segments.segment_count(); ++s) {
        if (!c.tree.reached(s)) continue;
        const Network rest = without_segment(c.n, c.segments, s);
        const State whole = solve_steady(rest, c.n.customer.demand_kg_s);
        if (whole.status == Status::max_iterations) continue;
        if (!c.passing[at(s)] && c.segments.table.sources[at(s)] == 0) {
            ++counts.screened;
            expect_no_fall(c, s, {}, whole, seed);
        }
        const bool local = solver.shut(s, [&](const Tiers &now, std::span<const std::int32_t> zones) {
            EXPECT_LE(whole.status, Status::no_source) << "seed " << seed << " segment " << s;
            counts.fell += expect_same(c, s, now, zones, whole, seed);
            counts.several += zones.size() > 1;
            expect_no_fall(c, s, zones, whole, seed);
        });
        ++(local ? counts.local : counts.refused);
    }
}

bool has_drain(const Tiers &tiers) {
    return std::any_of(tiers.tier.begin(), tiers.tier.end(), [](const Tier &t) { return t.drain >= 0; });
}

TEST(OutageSolver, EverySegmentOfRandomNetworksEqualsASolveOfTheRest) {
    Counts counts;
    for (std::uint64_t seed = 0; counts.networks < 1500; ++seed) {
        const Sketch s = valved_network(seed);
        const Case c(s.network);
        if (judge_fixed_demands(c.tiers) != FixedDemands::met || has_drain(c.tiers)) continue;
        ++counts.networks;
        compare_segments(c, seed, counts);
        if (::testing::Test::HasFailure()) break;
    }
    RecordProperty("screened", counts.screened);
    RecordProperty("local", counts.local);
    RecordProperty("refused", counts.refused);
    EXPECT_GT(counts.screened, 2000);
    EXPECT_GT(counts.local, 5000);
    EXPECT_GT(counts.several, 500);
    EXPECT_GT(counts.fell, 500);
    EXPECT_GT(counts.refused, 500);
}

} // namespace
} // namespace gastwin
