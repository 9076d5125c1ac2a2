// SPDX-License-Identifier: Apache-2.0
#include "scenarios/criticality.hpp"

#include <gtest/gtest.h>

#include "tests/support/inp.hpp"
#include "tests/support/random_network.hpp"

namespace gastwin {
namespace {

const std::filesystem::path incidents = std::filesystem::path(GASTWIN_SHARED_DATA) / "incidents";

struct Out {
    int customers = 0, households = 0, special = 0, cut_off = 0;
    double demand_kg_s = 0.0;
};

/// Customers who lose gas when the segment around flood vertex v is shut.
Out shut_by_search(const Network &n, const test::Flood &flood, int v) {
    const auto shut = flood.segment(n, v);
    const auto before = flood.supplied(n), after = flood.supplied(n, shut);
    Out out;
    for (std::size_t c = 0; c < row_count(n.customer); ++c) {
        if (flood.customer[c] < 0) continue;
        const auto place = static_cast<std::size_t>(flood.customer[c]);
        if (!before[place] || after[place]) continue;
        ++out.customers;
        out.households += n.customer.households[c];
        out.special += !n.customer.special[c].empty();
        out.cut_off += !shut[place];
        out.demand_kg_s += n.customer.demand_kg_s[c];
    }
    return out;
}

TEST(Criticality, EveryPipeEqualsSearchOnRandomNetworks) {
    std::mt19937 random(21);
    int lost = 0;
    for (int round = 0; round < 1500; ++round) {
        const Network n = test::random_network(random);
        const test::Flood flood(n);
        const CriticalityResults r = criticality(n);
        ASSERT_EQ(row_count(r), row_count(n.pipe));
        for (std::size_t p = 0; p < row_count(r); ++p) {
            int worst = -1;
            bool matches = false; // some piece with the largest number of customers has the other figures of the row
            for (const auto &way : flood.ways) {
                if (way.kind != 'p' || way.row != static_cast<int>(p) || way.start == way.end) continue;
                const Out out = shut_by_search(n, flood, way.a);
                worst = std::max(worst, out.customers);
                matches |= out.customers == r.customers_out[p] && out.households == r.households_out[p] &&
                           out.special == r.special_customers_out[p] && out.cut_off == r.customers_cut_off[p] &&
                           out.demand_kg_s == r.demand_lost_kg_s[p];
            }
            ASSERT_EQ(r.status[p] == IsolationStatus::no_gas, worst < 0);
            if (worst < 0) continue;
            ASSERT_EQ(r.customers_out[p], worst) << "round " << round << " pipe " << p;
            ASSERT_TRUE(matches) << "round " << round << " pipe " << p;
            lost += worst;
        }
    }
    EXPECT_GT(lost, 1000);
}

TEST(Criticality, DirectionOfPipesDoesNotMatter) {
    std::mt19937 random(22);
    for (int round = 0; round < 500; ++round) {
        Network n = test::random_network(random);
        // A customer at the very place of a valve stands on its lower side, which turns with the pipe.
        for (std::size_t c = 0; c < row_count(n.customer); ++c)
            if (n.customer.pipe[c].valid()) n.customer.position[c] = 0.37 + 0.001 * static_cast<double>(c);
        for (double &position : n.valve.position)
            if (position > 0.3 && position < 0.4) position = 0.3;
        const CriticalityResults a = criticality(n);
        for (std::size_t p = 0; p < row_count(n.pipe); ++p) std::swap(n.pipe.from_node[p], n.pipe.to_node[p]);
        for (double &position : n.valve.position) position = 1.0 - position;
        for (double &position : n.customer.position) position = 1.0 - position;
        const CriticalityResults b = criticality(n);
        ASSERT_EQ(a.customers_out, b.customers_out) << "round " << round;
        ASSERT_EQ(a.demand_lost_kg_s, b.demand_lost_kg_s);
        ASSERT_EQ(a.status, b.status);
        ASSERT_EQ(a.valves_to_close, b.valves_to_close);
        ASSERT_EQ(a.stations_to_shut, b.stations_to_shut);
        ASSERT_EQ(a.customers_cut_off, b.customers_cut_off);
    }
}

/// source ─A─ valve V ─ inlet ─regulator R→ outlet ─B─ customer
Network station(bool with_inlet_valve) {
    Network n;
    for (const char *id : {"gate", "mid", "inlet", "outlet", "end"}) append_row(n.node, id);
    const auto lay = [&](const char *id, std::int32_t from, std::int32_t to) {
        const auto p = append_row(n.pipe, id).row();
        n.pipe.from_node[p] = NodeIdx{from};
        n.pipe.to_node[p] = NodeIdx{to};
        n.pipe.length_m[p] = 100.0;
        n.pipe.inner_diameter_m[p] = 0.1;
    };
    lay("A", 0, 1);
    lay("stub", 1, 2);
    lay("B", 3, 4);
    append_row(n.regulator, "R");
    n.regulator.from_node[0] = NodeIdx{2};
    n.regulator.to_node[0] = NodeIdx{3};
    append_row(n.source, "S");
    n.source.node[0] = NodeIdx{0};
    append_row(n.customer, "C");
    n.customer.node[0] = NodeIdx{4};
    n.customer.households[0] = 12;
    if (with_inlet_valve) {
        append_row(n.valve, "V");
        n.valve.pipe[0] = PipeIdx{1};
        n.valve.position[0] = 0.5;
    }
    return n;
}

TEST(Criticality, AStationIsShutByItsInletValveWhereItHasOne) {
    const CriticalityResults with = criticality(station(true)), without = criticality(station(false));
    EXPECT_EQ(with.valves_to_close[2], 1);
    EXPECT_EQ(with.stations_to_shut[2], 0);
    EXPECT_EQ(without.valves_to_close[2], 0);
    EXPECT_EQ(without.stations_to_shut[2], 1);
    EXPECT_EQ(with.customers_out, (std::vector<std::int32_t>{1, 1, 1}));
    EXPECT_EQ(with.customers_cut_off, (std::vector<std::int32_t>{1, 1, 0}));
    EXPECT_EQ(with.households_out[0], 12);
    EXPECT_EQ(with.status[0], IsolationStatus::source_inside);
    EXPECT_EQ(with.status[2], IsolationStatus::isolated);
}

TEST(Criticality, GasNeverComesBackThroughARegulator) {
    Network n = station(false);
    n.source.node[0] = NodeIdx{4}; // the source is on the low-pressure side
    n.customer.node[0] = NodeIdx{0};
    const CriticalityResults r = criticality(n);
    EXPECT_EQ(r.status[0], IsolationStatus::unsupplied);
    EXPECT_EQ(r.status[2], IsolationStatus::source_inside);
    EXPECT_EQ(r.customers_out, (std::vector<std::int32_t>{0, 0, 0}));
}

TEST(ValveCriticality, EqualsPublishedAttributesOfNet3) {
    if (!std::filesystem::exists(incidents)) GTEST_SKIP() << "reference data is absent: " << incidents;
    Network n = test::read_inp(incidents / "networks/Net3.inp");
    test::add_valve_layer(n, incidents / "valve_layers/valve_layer_stategic_1.csv");
    const ValveCriticalityResults r = valve_criticality(n, find_segments(n));
    const auto column = [&](const char *what) {
        return test::read_csv(incidents / ("valve_layers/valve_crit_" + std::string(what) + ".csv"));
    };
    const auto valves = column("valve"), length = column("length"), demand = column("demand");
    ASSERT_EQ(valves.size(), row_count(r));
    for (std::size_t v = 0; v < row_count(r); ++v) {
        EXPECT_EQ(r.surrounding_valves[v], std::stoi(valves[v].at(1))) << r.id[v];
        EXPECT_NEAR(r.length_increase[v], std::stod(length[v].at(1)), 1e-12) << r.id[v];
        EXPECT_NEAR(r.demand_increase[v], std::stod(demand[v].at(1)), 1e-12) << r.id[v];
    }
}

TEST(ValveCriticality, SurroundingValvesEqualTheBoundaryAfterMerging) {
    std::mt19937 random(23);
    for (int round = 0; round < 500; ++round) {
        const Network n = test::random_network(random);
        const Segments s = find_segments(n);
        const ValveCriticalityResults r = valve_criticality(n, s);
        for (std::size_t l = 0; l < s.link.from.size(); ++l) {
            if (s.link.kind[l] != EdgeKind::valve) continue;
            const auto v = static_cast<std::size_t>(s.link.element[l]);
            const auto inside = [&](std::int32_t side) { return side == s.link.from[l] || side == s.link.to[l]; };
            int others = 0;
            for (std::size_t k = 0; k < s.link.from.size(); ++k) {
                if (s.link.kind[k] != EdgeKind::valve || k == l || s.link.from[k] == s.link.to[k]) continue;
                others += inside(s.link.from[k]) || inside(s.link.to[k]);
            }
            ASSERT_EQ(r.surrounding_valves[v], others) << "round " << round;
        }
    }
}

} // namespace
} // namespace gastwin
