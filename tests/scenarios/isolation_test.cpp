// SPDX-License-Identifier: Apache-2.0
#include "scenarios/isolation.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/scenarios/closure_search.hpp"
#include "tests/support/inp.hpp"

namespace gastwin {
namespace {

using test::break_vertices;
using test::closings;
using test::random_breaks;
using test::Step;
using test::supplied_after;

using Ids = std::vector<std::string>;
const std::filesystem::path incidents = std::filesystem::path(GASTWIN_SHARED_DATA) / "incidents";

TEST(Shutoff, NoWayIsLeftToTheBreakAndNoStepCanBeDropped) {
    std::mt19937 random(31);
    int operations = 0, stations = 0;
    for (int round = 0; round < 3000; ++round) {
        const Network n = test::random_network(random);
        if (row_count(n.pipe) == 0) continue;
        const auto breaks = random_breaks(n, random);
        const test::Flood flood(n);
        const ClosurePlan plan = shutoff(n, breaks);
        const auto steps = closings(plan);
        const auto ends = break_vertices(flood, breaks);
        const auto fed = [&](const std::vector<char> &supplied) {
            return std::any_of(ends.begin(), ends.end(), [&](int v) { return supplied[static_cast<std::size_t>(v)]; });
        };
        ASSERT_FALSE(fed(supplied_after(n, flood, plan, steps))) << "round " << round;
        for (std::size_t k = 0; k < steps.size(); ++k) {
            auto fewer = steps;
            fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(k));
            ASSERT_TRUE(fed(supplied_after(n, flood, plan, fewer))) << "round " << round << " " << steps[k].id;
        }
        operations += static_cast<int>(steps.size());
        stations += static_cast<int>(row_count(plan.stations));
    }
    EXPECT_GT(operations, 1000) << "the networks are too tame to prove anything";
    EXPECT_GT(stations, 100);
}

TEST(Shutoff, CustomersEqualSearchAfterEveryStep) {
    std::mt19937 random(32);
    int cut_off_in_all = 0;
    for (int round = 0; round < 2000; ++round) {
        const Network n = test::random_network(random);
        if (row_count(n.pipe) == 0) continue;
        const auto breaks = random_breaks(n, random);
        const test::Flood flood(n);
        const ClosurePlan plan = shutoff(n, breaks);
        std::vector<char> section(static_cast<std::size_t>(flood.vertices), 0);
        for (const int v : break_vertices(flood, breaks)) {
            const auto segment = flood.segment(n, v);
            for (std::size_t i = 0; i < section.size(); ++i) section[i] |= segment[i];
        }
        const auto before = flood.supplied(n), after = flood.supplied(n, section);
        const auto count = [&](const std::vector<char> &supplied, bool inside, bool households) {
            int sum = 0;
            for (std::size_t c = 0; c < row_count(n.customer); ++c) {
                if (flood.customer[c] < 0) continue;
                const auto v = static_cast<std::size_t>(flood.customer[c]);
                if (supplied[v] || bool(section[v]) != inside || (!inside && !before[v])) continue;
                sum += households ? n.customer.households[c] : 1;
            }
            return sum;
        };
        ASSERT_EQ(plan.customers_inside, count(after, true, false)) << "round " << round;
        ASSERT_EQ(plan.customers_cut_off, count(after, false, false)) << "round " << round;
        ASSERT_EQ(plan.households_inside, count(after, true, true));
        ASSERT_EQ(plan.households_cut_off, count(after, false, true));
        ASSERT_EQ(row_count(plan.customers), static_cast<std::size_t>(plan.customers_inside + plan.customers_cut_off));
        const auto steps = closings(plan);
        for (std::size_t k = 0; k < steps.size(); ++k) {
            const auto supplied =
                supplied_after(n, flood, plan, {steps.begin(), steps.begin() + std::ptrdiff_t(k) + 1});
            ASSERT_EQ(steps[k].inside, count(supplied, true, false)) << "round " << round << " step " << k;
            ASSERT_EQ(steps[k].cut_off, count(supplied, false, false)) << "round " << round << " step " << k;
        }
        cut_off_in_all += plan.customers_cut_off;
    }
    EXPECT_GT(cut_off_in_all, 200);
}

TEST(Shutoff, BoundaryValvesAreClassifiedAsASearchSays) {
    std::mt19937 random(33);
    std::size_t backfeed = 0, redundant = 0, resupply = 0;
    for (int round = 0; round < 2000; ++round) {
        const Network n = test::random_network(random);
        if (row_count(n.pipe) == 0) continue;
        const std::vector<Break> breaks{{PipeIdx{0}, 0.6}};
        const test::Flood flood(n);
        const ClosurePlan plan = shutoff(n, breaks);
        std::vector<char> section(static_cast<std::size_t>(flood.vertices), 0);
        std::vector<std::vector<char>> parts;
        for (const int v : break_vertices(flood, breaks)) parts.push_back(flood.segment(n, v));
        for (const auto &part : parts)
            for (std::size_t i = 0; i < section.size(); ++i) section[i] |= part[i];
        const auto before = flood.supplied(n), after = flood.supplied(n, section);
        if (plan.status == IsolationStatus::no_gas || !plan.stations.id.empty() ||
            std::count(plan.steps.why.begin(), plan.steps.why.end(), ClosureReason::station_inlet) > 0)
            continue; // a station's inlet widens the section
        std::set<std::string> back, same, open_for;
        for (const auto &w : flood.ways) {
            if (w.kind != 'v') continue;
            const auto a = static_cast<std::size_t>(w.a), b = static_cast<std::size_t>(w.b);
            const auto v = static_cast<std::size_t>(w.row);
            const auto dead = [&](std::size_t i) { return before[i] && !after[i] && !section[i]; };
            if (n.valve.open[v] && section[a] != section[b] && !after[section[a] ? b : a]) back.insert(n.valve.id[v]);
            const bool together = std::any_of(parts.begin(), parts.end(), [&](auto &p) { return p[a] && p[b]; });
            if (together && (n.valve.operable[v] || !n.valve.open[v])) same.insert(n.valve.id[v]);
            if (!n.valve.open[v] && n.valve.operable[v] && ((dead(a) && after[b]) || (dead(b) && after[a])))
                open_for.insert(n.valve.id[v]);
        }
        ASSERT_EQ(plan.backfeed_valves, Ids(back.begin(), back.end())) << "round " << round;
        ASSERT_EQ(plan.redundant_valves, Ids(same.begin(), same.end())) << "round " << round;
        ASSERT_EQ(plan.resupply_valves, Ids(open_for.begin(), open_for.end())) << "round " << round;
        backfeed += back.size();
        redundant += same.size();
        resupply += open_for.size();
    }
    EXPECT_GT(backfeed, 50u);
    EXPECT_GT(redundant, 50u);
    EXPECT_GT(resupply, 10u);
}

TEST(Shutoff, AgreesWithCriticality) {
    std::mt19937 random(34);
    for (int round = 0; round < 1000; ++round) {
        const Network n = test::random_network(random);
        const Segments segments = find_segments(n);
        const CriticalityResults r = criticality(n, segments);
        for (std::size_t p = 0; p < row_count(r); ++p) {
            const auto passed = segments_of_pipe(segments, PipeIdx{p});
            if (passed.size() != 1) continue;
            const std::vector<Break> breaks{{PipeIdx{p}}};
            const ClosurePlan plan = shutoff(n, segments, breaks);
            ASSERT_EQ(plan.status, r.status[p]);
            ASSERT_EQ(static_cast<std::int32_t>(plan.valves.size()), r.valves_to_close[p]) << "round " << round;
            const auto steps = closings(plan);
            ASSERT_EQ(static_cast<std::int32_t>(steps.size()), r.valves_to_close[p] + r.stations_to_shut[p]);
            if (plan.status == IsolationStatus::unsupplied) continue;
            ASSERT_EQ(plan.customers_inside + plan.customers_cut_off, r.customers_out[p]);
            ASSERT_EQ(plan.customers_cut_off, r.customers_cut_off[p]);
            ASSERT_NEAR(plan.demand_inside_kg_s + plan.demand_cut_off_kg_s, r.demand_lost_kg_s[p], 1e-9);
        }
    }
}

TEST(Shutoff, OrderOfRowsAndDirectionOfPipesDoNotMatter) {
    std::mt19937 random(35);
    for (int round = 0; round < 500; ++round) {
        Network n = test::random_network(random);
        if (row_count(n.pipe) == 0) continue;
        for (std::size_t c = 0; c < row_count(n.customer); ++c) // away from valves: a tie turns with the pipe
            if (n.customer.pipe[c].valid()) n.customer.position[c] = 0.371 + 0.001 * static_cast<double>(c);
        for (std::size_t v = 0; v < row_count(n.valve); ++v) // and valves apart from each other
            if (n.valve.pipe[v].valid()) n.valve.position[v] = static_cast<double>(v % 2) * 0.5 + 0.01 * double(v);
        std::vector<std::int32_t> new_node;
        Network m = test::shuffled(n, random, new_node);
        for (std::size_t p = 0; p < row_count(m.pipe); ++p) std::swap(m.pipe.from_node[p], m.pipe.to_node[p]);
        for (double &position : m.valve.position) position = 1.0 - position;
        for (double &position : m.customer.position) position = 1.0 - position;
        const PipeIdx here{0}, there = test::find_pipe(m, n.pipe.id[0]);
        const ClosurePlan a = shutoff(n, std::vector{here}), b = shutoff(m, std::vector{there});
        ASSERT_EQ(a.valves, b.valves) << "round " << round;
        ASSERT_EQ(a.steps.id, b.steps.id);
        ASSERT_EQ(a.steps.inside_customers, b.steps.inside_customers);
        ASSERT_EQ(a.steps.cut_off_customers, b.steps.cut_off_customers);
        ASSERT_EQ(a.stations.id, b.stations.id);
        ASSERT_EQ(a.inner_valves, b.inner_valves);
        ASSERT_EQ(a.households_cut_off, b.households_cut_off);
        ASSERT_EQ(std::set(a.pipes.begin(), a.pipes.end()), std::set(b.pipes.begin(), b.pipes.end()));
    }
}

TEST(Shutoff, EveryLinkOfNet3LosesWhatTheReferenceSays) {
    if (!std::filesystem::exists(incidents)) GTEST_SKIP() << "reference data is absent: " << incidents;
    for (const std::string layer : {"N-1", "N-2", "N-3"}) {
        const std::string prefix = "isolation_oracle/Net3_" + layer;
        Network n = test::read_inp(incidents / "networks/Net3.inp");
        test::add_valve_layer(n, incidents / (prefix + "_valve_layer.csv"));
        std::map<std::string, double> lost;
        for (const auto &row : test::read_csv(incidents / (prefix + "_segments.csv")))
            lost[row.at(0)] = std::stod(row.at(3)) + std::stod(row.at(5));
        double worst = 0.0;
        for (const auto &row : test::read_csv(incidents / (prefix + "_elements.csv"))) {
            if (row.at(0) != "L") continue;
            const ClosurePlan plan = shutoff(n, std::vector{test::find_pipe(n, row.at(1))});
            const double demand = plan.demand_inside_kg_s + plan.demand_cut_off_kg_s;
            EXPECT_NEAR(demand, lost.at(row.at(2)), 1e-8) << layer << " " << row.at(1);
            worst = std::max(worst, demand);
        }
        const std::map<std::string, double> share{{"N-1", 0.416}, {"N-2", 0.464}, {"N-3", 1.0}};
        EXPECT_NEAR(worst / 0.690690397, share.at(layer), 5e-4);
    }
}

/// gate ═V1═ A ═V2═ B ═V3═ C, one pipe of 100 m between neighbours, a valve in the middle of each; a customer at A, B,
/// C.
Network line() {
    Network n;
    for (const char *id : {"gate", "A", "B", "C"}) append_row(n.node, id);
    for (std::int32_t i = 0; i < 3; ++i) {
        const auto p = append_row(n.pipe, "P" + std::to_string(i + 1)).row();
        n.pipe.from_node[p] = NodeIdx{i};
        n.pipe.to_node[p] = NodeIdx{i + 1};
        n.pipe.length_m[p] = 100.0;
        n.pipe.inner_diameter_m[p] = 0.1;
        const auto v = append_row(n.valve, "V" + std::to_string(i + 1)).row();
        n.valve.pipe[v] = PipeIdx{p};
        n.valve.position[v] = 0.5;
        const auto c = append_row(n.customer, "C" + std::to_string(i + 1)).row();
        n.customer.node[c] = NodeIdx{i + 1};
        n.customer.demand_kg_s[c] = 0.001;
        n.customer.households[c] = 10;
    }
    append_row(n.source, "S");
    n.source.node[0] = NodeIdx{0};
    n.source.gauge_pressure_pa[0] = 2500.0;
    for (std::size_t i = 0; i < 4; ++i) {
        n.node.x_m[i] = 100.0 * static_cast<double>(i);
        n.node.y_m[i] = 0.0;
    }
    return n;
}

TEST(Shutoff, AKnownPositionShutsOneSideOfTheValveOnly) {
    const Network n = line();
    const ClosurePlan lower = shutoff(n, std::vector<Break>{{PipeIdx{1}, 0.2}});
    EXPECT_EQ(lower.valves, Ids{"V1"});
    EXPECT_EQ(lower.backfeed_valves, Ids{"V2"});
    EXPECT_EQ(lower.customers_inside, 1);
    EXPECT_EQ(lower.customers_cut_off, 2);
    EXPECT_EQ(lower.pipes, (Ids{"P1", "P2"}));
    EXPECT_DOUBLE_EQ(lower.volume_inside_m3, 100.0 * circle_area_m2(0.1));
    const ClosurePlan upper = shutoff(n, std::vector<Break>{{PipeIdx{1}, 0.8}});
    EXPECT_EQ(upper.valves, Ids{"V2"});
    const ClosurePlan unknown = shutoff(n, std::vector{PipeIdx{1}});
    EXPECT_EQ(unknown.valves, Ids{"V1"});
    EXPECT_EQ(unknown.inner_valves, Ids{"V2"});
    EXPECT_EQ(unknown.customers_inside, 2);
    const ClosurePlan at_valve = shutoff(n, std::vector<Break>{{PipeIdx{1}, 0.5}});
    EXPECT_EQ(at_valve.valves, Ids{"V1"});
    EXPECT_EQ(at_valve.customers_inside, 2);
}

TEST(Shutoff, AnInoperableValvePassesTheTaskToTheNext) {
    Network n = line();
    const std::vector<Break> breaks{{PipeIdx{2}, 0.9}};
    EXPECT_EQ(shutoff(n, breaks).valves, Ids{"V3"});
    const ClosurePlan listed = shutoff(n, breaks, {.inoperable = {ValveIdx{2}}});
    EXPECT_EQ(listed.valves, Ids{"V2"});
    EXPECT_EQ(listed.inoperable_valves, Ids{"V3"});
    EXPECT_EQ(listed.customers_inside, 2);
    n.valve.operable[1] = 0;
    EXPECT_EQ(shutoff(n, breaks, {.inoperable = {ValveIdx{2}}}).valves, Ids{"V1"});
    n.valve.open[2] = 0; // stuck, but closed: it holds
    const ClosurePlan held = shutoff(n, breaks);
    EXPECT_EQ(held.status, IsolationStatus::unsupplied);
    EXPECT_EQ(held.valves, Ids{});
    EXPECT_EQ(held.closed_valves, Ids{"V3"});
    EXPECT_EQ(held.steps.action, std::vector{ClosureAction::verify});
}

TEST(Shutoff, AClosedValveMayResupplyWhatIsCutOff) {
    Network n = line();
    append_row(n.valve, "V4"); // a second feed at the far end, normally closed
    n.valve.from_node[3] = NodeIdx{3};
    n.valve.to_node[3] = NodeIdx{0};
    n.valve.open[3] = 0;
    const std::vector<Break> breaks{{PipeIdx{1}, 0.2}};
    EXPECT_EQ(shutoff(n, breaks).resupply_valves, Ids{"V4"});
    n.valve.operable[3] = 0;
    EXPECT_EQ(shutoff(n, breaks).resupply_valves, Ids{});
}

TEST(Shutoff, ASourceInsideIsSaidSo) {
    const Network n = line();
    const ClosurePlan plan = shutoff(n, std::vector<Break>{{PipeIdx{0}, 0.1}});
    EXPECT_EQ(plan.status, IsolationStatus::source_inside);
    EXPECT_EQ(plan.sources_inside, Ids{"S"});
    EXPECT_EQ(plan.issue.kind, Ids{"cannot_isolate"});
    EXPECT_EQ(plan.customers_cut_off, 3);
    EXPECT_EQ(plan.valves, Ids{});
}

TEST(Shutoff, ABreakOnAnIslandNeedsNothing) {
    Network n = line();
    n.valve.open[1] = 0;
    const ClosurePlan plan = shutoff(n, std::vector{PipeIdx{2}});
    EXPECT_EQ(plan.status, IsolationStatus::unsupplied);
    EXPECT_EQ(plan.valves, Ids{});
    EXPECT_EQ(plan.customers_cut_off, 0);
    n.source = {};
    EXPECT_EQ(shutoff(n, std::vector{PipeIdx{0}}).status, IsolationStatus::unsupplied);
}

TEST(Shutoff, AllValvesClosedLeavesNothingToClose) {
    Network n = line();
    n.valve.open = {0, 0, 0};
    const ClosurePlan plan = shutoff(n, std::vector<Break>{{PipeIdx{1}, 0.2}});
    EXPECT_EQ(plan.valves, Ids{});
    EXPECT_EQ(plan.closed_valves, (Ids{"V1", "V2"}));
}

TEST(Shutoff, WithoutValvesEverythingIsInside) {
    Network n = line();
    n.valve = {};
    const ClosurePlan plan = shutoff(n, std::vector{PipeIdx{2}});
    EXPECT_EQ(plan.status, IsolationStatus::source_inside);
    EXPECT_EQ(plan.customers_inside, 3);
    EXPECT_EQ(plan.households_inside, 30);
    EXPECT_EQ(plan.pipes, (Ids{"P1", "P2", "P3"}));
}

TEST(Shutoff, AnAbandonedPipeCarriesNoGas) {
    Network n = line();
    n.pipe.state[2] = UseState::abandoned;
    EXPECT_EQ(shutoff(n, std::vector{PipeIdx{2}}).status, IsolationStatus::no_gas);
    EXPECT_EQ(shutoff(n, std::vector<PipeIdx>{}).status, IsolationStatus::no_gas);
}

TEST(Shutoff, SpecialPlacesAreNamed) {
    Network n = line();
    n.customer.special[2] = "hospital";
    const ClosurePlan plan = shutoff(n, std::vector<Break>{{PipeIdx{1}, 0.2}});
    EXPECT_EQ(plan.special, Ids{"C3"});
    EXPECT_EQ(plan.customers.special.back(), "hospital");
    EXPECT_EQ(plan.customers.cause.back(), OutageCause::cut_off);
}

TEST(Shutoff, BadArgumentsAreErrors) {
    const Network n = line();
    EXPECT_THROW((void)shutoff(n, std::vector{PipeIdx{9}}), Error);
    EXPECT_THROW((void)shutoff(n, std::vector{PipeIdx{}}), Error);
    EXPECT_THROW((void)shutoff(n, std::vector<Break>{{PipeIdx{0}, 1.5}}), Error);
    EXPECT_THROW((void)shutoff(n, std::vector{PipeIdx{0}}, {.inoperable = {ValveIdx{7}}}), Error);
}

/// Breaks the middle of a ring fed from two sides: medium pressure, wide; low pressure, narrow; low pressure, wide.
TEST(Shutoff, HighTiersThenInflowThenBore) {
    Network n = line();
    for (const char *id : {"V5", "V6"}) {
        const auto p = append_row(n.pipe, id).row(), v = append_row(n.valve, id).row();
        n.pipe.from_node[p] = NodeIdx{0};
        n.pipe.to_node[p] = NodeIdx{1};
        n.pipe.length_m[p] = 10.0;
        n.pipe.inner_diameter_m[p] = 0.05;
        n.valve.pipe[v] = PipeIdx{p};
        n.valve.position[v] = 0.5;
    }
    n.pipe.pressure_class = {PressureClass::low, PressureClass::low, PressureClass::low, PressureClass::low,
                             PressureClass::medium_a};
    const std::vector<Break> breaks{{PipeIdx{1}, 0.2}};
    EXPECT_EQ(shutoff(n, breaks).valves, (Ids{"V6", "V1", "V5"}));
    State state;
    resize_rows(state.pipe, 5);
    resize_rows(state.node, 4);
    resize_rows(state.customer, 3);
    state.pipe.flow_kg_s = {0.1, 0.0, 0.0, 0.3, missing_real};
    EXPECT_EQ(shutoff(n, breaks, {.state = &state}).valves, (Ids{"V6", "V5", "V1"}));
}

TEST(Shutoff, LinepackOfWhatIsCutOff) {
    const Network n = line();
    State state;
    resize_rows(state.pipe, 3);
    resize_rows(state.node, 4);
    resize_rows(state.customer, 3);
    state.node.pressure_pa.assign(4, atmospheric_pressure_pa(0.0) + 2500.0);
    state.customer.demand_kg_s = {0.001, 0.002, 0.003};
    const ClosurePlan plan = shutoff(n, std::vector<Break>{{PipeIdx{1}, 0.2}}, {.state = &state});
    const double volume_m3 = 150.0 * circle_area_m2(0.1); // from V2 to C
    EXPECT_DOUBLE_EQ(plan.volume_cut_off_m3, volume_m3);
    EXPECT_NEAR(plan.linepack_cut_off_s, volume_m3 * 1500.0 / n.gas.a2_m2_s2() / 0.005, 1e-9);
    EXPECT_NEAR(plan.linepack_s, 250.0 / 150.0 * volume_m3 * 1500.0 / n.gas.a2_m2_s2() / 0.006, 1e-9);
    EXPECT_TRUE(is_missing(shutoff(n, std::vector{PipeIdx{1}}).linepack_s));
}

TEST(BreakAt, TakesTheNearestPipeWithGas) {
    Network n = line();
    const Break b = break_at(n, {130.0, 4.0});
    EXPECT_EQ(b.pipe, PipeIdx{1});
    EXPECT_NEAR(b.position, 0.3, 1e-12);
    EXPECT_THROW((void)break_at(n, {130.0, 60.0}), Error);
    EXPECT_THROW((void)break_at(Network{}, {0.0, 0.0}), Error);
    n.pipe.state[1] = UseState::abandoned;
    EXPECT_EQ(break_at(n, {130.0, 4.0}).pipe, PipeIdx{0});
    const Point detour[]{{200.0, 0.0}, {130.0, 4.5}, {300.0, 0.0}};
    n.pipe_line.push_back({});
    n.pipe_line.push_back({});
    n.pipe_line.push_back(detour);
    EXPECT_EQ(break_at(n, {130.0, 4.0}).pipe, PipeIdx{2});
}

} // namespace
} // namespace gastwin
