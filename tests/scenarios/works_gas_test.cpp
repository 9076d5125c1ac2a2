// SPDX-License-Identifier: Apache-2.0
#include "scenarios/works_gas.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "scenarios/plan.hpp"
#include "scenarios/synthetic_city.hpp"
#include "tests/scenarios/risk_networks.hpp"
#include "tests/support/valved_network.hpp"

namespace gastwin {
namespace {

std::vector<Candidate> all_pipes(const Network &n) {
    std::vector<std::size_t> rows(row_count(n.pipe));
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
    std::sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) { return n.pipe.id[a] < n.pipe.id[b]; });
    std::vector<Candidate> candidates;
    for (const std::size_t row : rows) candidates.push_back({.row = row, .length_m = n.pipe.length_m[row]});
    return candidates;
}

/// Vertices that gas reaches when these pipes are taken away, by a walk of its own.
std::vector<Flag> reached_without(const Network &n, const Graph &graph, const std::vector<Flag> &gone) {
    std::vector<Flag> reached(static_cast<std::size_t>(graph.vertex_count), 0);
    for (const NodeIdx node : n.source.node) reached[node.row()] = 1;
    for (bool grows = true; grows;) {
        grows = false;
        for (std::size_t e = 0; e < graph.edge_count(); ++e) {
            const auto row = static_cast<std::size_t>(graph.element[e]);
            const auto a = static_cast<std::size_t>(graph.from[e]), b = static_cast<std::size_t>(graph.to[e]);
            const bool passes = graph.kind[e] == EdgeKind::pipe    ? gone[row] == 0
                                : graph.kind[e] == EdgeKind::valve ? is_open(n.valve, row)
                                                                   : n.regulator.state[row] != RegulatorState::closed;
            if (!passes || reached[a] == reached[b] || (graph.kind[e] == EdgeKind::regulator && reached[b])) continue;
            reached[a] = reached[b] = 1;
            grows = true;
        }
    }
    return reached;
}

struct Out {
    std::int32_t customers = 0, households = 0;
};

Out lost_by_walk(const Network &n, const std::vector<Flag> &gone) {
    const Graph graph = build_graph(n, SplitAt::closed_valves);
    const std::vector<Flag> before = reached_without(n, graph, std::vector<Flag>(row_count(n.pipe), 0));
    const std::vector<Flag> after = reached_without(n, graph, gone);
    Out out;
    for (std::size_t c = 0; c < row_count(n.customer); ++c) {
        const std::int32_t v = graph.customer_vertex[c];
        if (v < 0 || !before[static_cast<std::size_t>(v)] || after[static_cast<std::size_t>(v)]) continue;
        ++out.customers;
        out.households += n.customer.households[c];
    }
    return out;
}

const ClosureRules &rules() { return default_plan_rules().closure; }

int compare_with_walks(const Network &n, double max_length_m) {
    const std::vector<Candidate> candidates = all_pipes(n);
    const ProjectGroups groups = group_projects(n, candidates, max_length_m);
    const std::vector<WorksGas> gas = gas_while_working(n, candidates, groups, rules());
    const Segments segments = find_segments(n);
    const std::vector<Flag> before = supplied_segments(segments);
    int cut = 0;
    for (std::size_t p = 0; p < groups.count(); ++p) {
        std::vector<Flag> gone(row_count(n.pipe), 0), shut(row_count(segments.table), 0);
        bool source_inside = false;
        for (auto m = groups.start[p]; m < groups.start[p + 1]; ++m) {
            const std::size_t row = candidates[groups.members[static_cast<std::size_t>(m)]].row;
            gone[row] = 1;
            for (const std::int32_t s : segments_of_pipe(segments, PipeIdx{row})) {
                shut[static_cast<std::size_t>(s)] = 1;
                source_inside |= segments.table.sources[static_cast<std::size_t>(s)] > 0;
            }
        }
        const Out walked = lost_by_walk(n, gone);
        const WorksClosure &stopped = gas[p].of(GasWay::stopped), &valves = gas[p].of(GasWay::valves);
        EXPECT_EQ(stopped.customers, walked.customers) << n.pipe.id[candidates[groups.members[p]].row];
        EXPECT_EQ(stopped.households, walked.households);
        EXPECT_EQ(valves.possible, !source_inside);
        if (!valves.possible) continue;
        Out lost;
        const std::vector<Flag> after = supplied_segments(segments, shut);
        for (std::size_t s = 0; s < after.size(); ++s) {
            if (!before[s] || after[s]) continue;
            lost.customers += segments.table.customers[s];
            lost.households += segments.table.households[s];
        }
        EXPECT_EQ(valves.customers, lost.customers);
        EXPECT_EQ(valves.households, lost.households);
        EXPECT_LE(stopped.households, valves.households) << "stopping off spares the rest of the section";
        if (const WorksClosure &staged = gas[p].of(GasWay::sections); staged.possible) {
            EXPECT_LE(staged.households, valves.households);
        }
        cut += valves.customers > 0;
    }
    return cut;
}

TEST(WorksGas, EveryWayCutsOffWhomAWalkWithoutThePipesDoesNotReach) {
    int cut = 0;
    for (std::uint64_t seed = 1; seed <= 150; ++seed)
        if (const Sketch s = valved_network(seed); row_count(s.network.pipe) > 0)
            cut += compare_with_walks(s.network, seed % 3 == 0 ? 0.0 : 600.0);
    EXPECT_GT(cut, 300);
    EXPECT_GT(compare_with_walks(synthetic_city({.households = 1500, .seed = 4}), 500.0), 20);
}

/// Source – main M with a valve in its middle – branches A (600 households) and B (700, of them a school) behind
/// valves.
Network two_branches() {
    Network n;
    for (const char *id : {"S", "T", "A", "B"}) append_row(n.node, id);
    const auto pipe = [&](const char *id, std::size_t from, std::size_t to, const char *street) {
        const auto p = append_row(n.pipe, id).row();
        n.pipe.from_node[p] = NodeIdx{from}, n.pipe.to_node[p] = NodeIdx{to};
        n.pipe.length_m[p] = 100.0, n.pipe.inner_diameter_m[p] = 0.15;
        n.pipe.pressure_class[p] = PressureClass::low, n.pipe.street[p] = street;
        n.pipe.material[p] = Material::grey_iron, n.pipe.install_year[p] = 1975;
        return p;
    };
    const auto valve = [&](const char *id, std::size_t on, double position) {
        const auto v = append_row(n.valve, id).row();
        n.valve.pipe[v] = PipeIdx{on}, n.valve.position[v] = position;
    };
    valve("VM", pipe("M", 0, 1, "main"), 0.5);
    valve("VA", pipe("PA", 1, 2, "branch"), 0.1);
    valve("VB", pipe("PB", 1, 3, "branch"), 0.1);
    const auto customer = [&](const char *id, std::size_t node, std::int32_t households, const char *special) {
        const auto c = append_row(n.customer, id).row();
        n.customer.node[c] = NodeIdx{node}, n.customer.households[c] = households;
        n.customer.special[c] = special, n.customer.demand_kg_s[c] = 1e-3;
    };
    customer("CA", 2, 600, "");
    customer("CB", 3, 699, "");
    customer("CS", 3, 1, "school");
    const auto s = append_row(n.source, "S1").row();
    n.source.node[s] = NodeIdx{0}, n.source.gauge_pressure_pa[s] = 3000.0;
    return n;
}

WorksGas of_project(const Network &n, const ClosureRules &r, std::vector<std::size_t> rows) {
    std::vector<Candidate> candidates;
    for (const std::size_t row : rows) candidates.push_back({.row = row, .length_m = 100.0});
    return gas_while_working(n, candidates, group_projects(n, candidates, 1e6), r).front();
}

TEST(WorksGas, CostsAndChoiceByHand) {
    const Network n = two_branches();
    const double stop = 18000.0, line = 250.0 * 100.0; // bore 0.15 m
    const WorksGas main = of_project(n, rules(), {0});
    EXPECT_FALSE(main.of(GasWay::valves).possible) << "the source lies in its section: no valve before it";
    EXPECT_EQ(main.of(GasWay::stopped).households, 1300);
    EXPECT_EQ(main.of(GasWay::stopped).pieces, 1) << "there is no gas behind the other end";
    EXPECT_EQ(main.way, GasWay::bypass) << "1300 households are more than allowed";
    EXPECT_EQ(main.chosen().pieces, 2);
    EXPECT_DOUBLE_EQ(main.chosen().cost_cny, 2 * stop + line) << "nobody draws from the main itself";

    const WorksGas branches = of_project(n, rules(), {1, 2}); // the sections behind VA, VB and that between the valves
    const WorksClosure &valves = branches.of(GasWay::valves), &staged = branches.of(GasWay::sections);
    EXPECT_EQ(valves.households, 1300);
    EXPECT_EQ(valves.special, 1);
    EXPECT_EQ(staged.pieces, 3);
    EXPECT_EQ(staged.households, 1300) << "the stage at the tee cuts off both";
    EXPECT_EQ(branches.of(GasWay::stopped).households, 1300);
    EXPECT_EQ(branches.way, GasWay::bypass);

    ClosureRules free = rules();
    free.households_at_once = 1300;
    EXPECT_EQ(of_project(n, free, {0}).way, GasWay::stopped) << "59 000 CNY, below 61 000";
    EXPECT_DOUBLE_EQ(of_project(n, free, {0}).chosen().cost_cny, stop + 1300 * 20.0 + 15000.0);
}

TEST(WorksGas, ALimitThatIsTighterNeverLeavesMoreOutNorCostsLess) {
    const Network n = synthetic_city({.households = 3000, .seed = 7});
    const std::vector<Candidate> candidates = all_pipes(n);
    const ProjectGroups groups = group_projects(n, candidates, 500.0);
    std::vector<WorksGas> last;
    for (const std::int32_t limit : {10000, 300, 30, 0}) {
        ClosureRules r = rules();
        r.households_at_once = limit;
        const std::vector<WorksGas> gas = gas_while_working(n, candidates, groups, r);
        for (std::size_t p = 0; p < gas.size(); ++p) {
            EXPECT_LE(gas[p].chosen().households, limit);
            if (last.empty()) continue;
            EXPECT_LE(gas[p].chosen().households, last[p].chosen().households);
            EXPECT_GE(gas[p].chosen().cost_cny, last[p].chosen().cost_cny);
        }
        last = gas;
    }
}

TEST(WorksGas, IsPartOfTheCostThatThePlanWeighs) {
    const Network n = two_branches();
    const RiskResults risk = assess_risk(n, default_scheme(), {}, {.year = 2025, .samples = 0});
    PlanOptions options{.budget_cny_per_year = 1e9, .years = 1, .must = {"M"}, .never = {"PA", "PB"}};
    const Plan plan = plan_retrofit(n, risk, options);
    ASSERT_EQ(row_count(plan.project), 1U);
    const double pipe = options.cost.buried.setup_cny + pipe_cost_cny(options.cost.buried, 0.15, 100.0);
    EXPECT_NEAR(plan.cost_cny, pipe + 2 * 18000.0 + 25000.0, 1e-6);
    EXPECT_EQ(plan.project.gas_way[0], GasWay::bypass);
    EXPECT_EQ(plan.project.stops[0], 2);
    EXPECT_EQ(plan.project.households_out[0], 0);
    EXPECT_TRUE(is_missing(plan.project.households_out_by_valves[0]));
    EXPECT_NEAR(plan.project.closure_cny[0], 2 * 18000.0 + 25000.0, 1e-6);

    options.rules = read_plan_rules("[designs]\noffered = ['protect']\n[design.protect]\nmaterials = []\n");
    options.must = {};
    const Plan kept = plan_retrofit(n, risk, options);
    ASSERT_EQ(row_count(kept.project), 1U) << "protection leaves the gas on";
    EXPECT_EQ(kept.project.closure_cny[0], 0.0);
    EXPECT_EQ(kept.project.households_out[0], 0);
}

TEST(WorksGas, RulesThatDoNotBelongTogetherAreErrors) {
    EXPECT_THROW((void)read_plan_rules("[closure]\nstop_cny = [1.0]\n"), Error);
    EXPECT_THROW((void)read_plan_rules("[closure]\nhouseholds_at_once = -1\n"), Error);
    EXPECT_THROW((void)read_plan_rules("[closure]\nhousehold_at_once = 5\n"), Error);
    EXPECT_EQ(read_plan_rules("[closure]\nhouseholds_at_once = 5\n").closure.households_at_once, 5);
}

} // namespace
} // namespace gastwin
