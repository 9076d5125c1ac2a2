// SPDX-License-Identifier: Apache-2.0
#include "engine/segments.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "models/error.hpp"
#include "tests/support/inp.hpp"
#include "tests/support/random_network.hpp"

namespace gastwin {
namespace {

const std::filesystem::path incidents = std::filesystem::path(GASTWIN_SHARED_DATA) / "incidents";

#define NEED_REFERENCE_DATA()                                                                                          \
    if (!std::filesystem::exists(incidents)) GTEST_SKIP() << "reference data is absent: " << incidents

/// Are two labellings the same partition?
template <class A, class B> void expect_same_partition(const std::vector<A> &ours, const std::vector<B> &reference) {
    ASSERT_EQ(ours.size(), reference.size());
    std::map<A, B> there;
    std::map<B, A> back;
    for (std::size_t i = 0; i < ours.size(); ++i) {
        ASSERT_EQ(there.emplace(ours[i], reference[i]).first->second, reference[i]) << "element " << i;
        ASSERT_EQ(back.emplace(reference[i], ours[i]).first->second, ours[i]) << "element " << i;
    }
}

std::int32_t segment_of_node(const Segments &s, const Network &n, const std::string &id) {
    return s.vertex[test::find_node(n, id).row()];
}

std::int32_t segment_of_link(const Segments &s, const Network &n, const std::string &id) {
    const auto passed = segments_of_pipe(s, test::find_pipe(n, id));
    EXPECT_EQ(passed.size(), 1u) << id;
    return passed.at(0);
}

Network net3_with(const std::filesystem::path &layer) {
    Network n = test::read_inp(incidents / "networks/Net3.inp");
    test::add_valve_layer(n, incidents / layer);
    return n;
}

TEST(Segments, PublishedSmallExample) {
    NEED_REFERENCE_DATA();
    Network n = test::read_inp(incidents / "networks/CCWI17-HermanMahmoud.inp");
    for (const auto &[link, node] : std::vector<std::pair<std::string, std::string>>{
             {"p1", "n1"}, {"p3", "n2"}, {"p7", "n5"}, {"p7", "n6"}, {"p8", "n6"}})
        test::add_valve(n, link, node);
    const Segments s = find_segments(n);
    std::map<std::int32_t, int> members;
    for (const std::string &id : n.node.id) ++members[segment_of_node(s, n, id)];
    for (const std::string &id : n.pipe.id) ++members[segment_of_link(s, n, id)];
    std::multiset<int> sizes;
    for (const auto &[segment, count] : members) sizes.insert(count);
    EXPECT_EQ(sizes, (std::multiset<int>{11, 2, 1, 1}));
}

struct Layer {
    const char *layer, *nodes, *links;
    int segments, largest;
};

TEST(Segments, PublishedValveLayersOfNet3) {
    NEED_REFERENCE_DATA();
    for (const Layer &c :
         {Layer{"valve_layer_random.csv", "node_segments_random.csv", "link_segments_random.csv", 23, 125},
          Layer{"valve_layer_stategic_1.csv", "node_segments_strategic.csv", "link_segments_strategic.csv", 119, 3}}) {
        const Network n = net3_with(std::filesystem::path("valve_layers") / c.layer);
        const Segments s = find_segments(n);
        std::vector<std::int32_t> ours;
        std::vector<std::string> reference;
        for (const auto &row : test::read_csv(incidents / "valve_layers" / c.nodes)) {
            ours.push_back(segment_of_node(s, n, row.at(0)));
            reference.push_back(row.at(1));
        }
        for (const auto &row : test::read_csv(incidents / "valve_layers" / c.links)) {
            ours.push_back(segment_of_link(s, n, row.at(0)));
            reference.push_back(row.at(1));
        }
        ASSERT_EQ(ours.size(), 97u + 119u);
        expect_same_partition(ours, reference);
        std::map<std::int32_t, int> members;
        for (const std::int32_t segment : ours) ++members[segment];
        EXPECT_EQ(s.segment_count(), c.segments);
        EXPECT_EQ(std::max_element(members.begin(), members.end(), [](auto &a, auto &b) { return a.second < b.second; })
                      ->second,
                  c.largest);
    }
}

TEST(Segments, OtherLayersLoadAndTheEmptyOneIsOneSegment) {
    NEED_REFERENCE_DATA();
    for (const int k : {0, 2, 3}) {
        const auto file = "valve_layers/valve_layer_stategic_" + std::to_string(k) + ".csv";
        EXPECT_GT(find_segments(net3_with(file)).segment_count(), 1);
    }
    EXPECT_EQ(find_segments(net3_with("valve_layers/valve_layer_stategic_4.csv")).segment_count(), 1);
}

class Net3Oracle : public testing::TestWithParam<const char *> {};

TEST_P(Net3Oracle, PartitionBoundariesSourcesDemandAndUnintendedIsolation) {
    NEED_REFERENCE_DATA();
    const auto file = [&](const char *what) {
        return std::filesystem::path("isolation_oracle") / ("Net3_" + std::string(GetParam()) + what);
    };
    const Network n = net3_with(file("_valve_layer.csv"));
    const Segments s = find_segments(n);
    std::map<std::string, std::int32_t> ours_of; // reference label to ours
    std::vector<std::int32_t> ours;
    std::vector<std::string> reference;
    for (const auto &row : test::read_csv(incidents / file("_elements.csv"))) {
        ours.push_back(row.at(0) == "N" ? segment_of_node(s, n, row.at(1)) : segment_of_link(s, n, row.at(1)));
        reference.push_back(row.at(2));
        ours_of[row.at(2)] = ours.back();
    }
    expect_same_partition(ours, reference);

    const DominatorTree tree = supply_tree(s);
    const auto rows = test::read_csv(incidents / file("_segments.csv"));
    ASSERT_EQ(rows.size(), row_count(s.table));
    for (const auto &row : rows) {
        const auto segment = static_cast<std::size_t>(ours_of.at(row.at(0)));
        EXPECT_EQ(s.table.valves[segment], std::stoi(row.at(1))) << "segment " << row.at(0);
        EXPECT_EQ(s.table.sources[segment] > 0, row.at(2) == "1") << "segment " << row.at(0);
        EXPECT_NEAR(s.table.demand_kg_s[segment], std::stod(row.at(3)), 1e-8);
        double unintended = 0.0;
        for (auto i = tree.first[segment] + 1; i < tree.last[segment]; ++i)
            unintended += s.table.demand_kg_s[static_cast<std::size_t>(tree.order[static_cast<std::size_t>(i)])];
        EXPECT_EQ(tree.last[segment] - tree.first[segment] - 1, std::stoi(row.at(4))) << "segment " << row.at(0);
        EXPECT_NEAR(unintended, std::stod(row.at(5)), 1e-8) << "segment " << row.at(0);
    }
}
INSTANTIATE_TEST_SUITE_P(Layers, Net3Oracle, testing::Values("N-1", "N-2", "N-3"));

TEST(Segments, RedundantValvesOfNet3) {
    NEED_REFERENCE_DATA();
    const std::map<std::string, std::pair<int, int>> expected{{"N-1", {141, 0}}, {"N-2", {60, 3}}, {"N-3", {9, 6}}};
    for (const auto &[layer, count] : expected) {
        const Segments s = find_segments(net3_with("isolation_oracle/Net3_" + layer + "_valve_layer.csv"));
        int redundant = 0;
        for (std::size_t l = 0; l < s.link.from.size(); ++l) redundant += s.link.from[l] == s.link.to[l];
        EXPECT_EQ(static_cast<int>(s.link.from.size()), count.first);
        EXPECT_EQ(redundant, count.second);
    }
}

/// Vertex of the flood that stands for each thing both sides know: nodes, customers, pieces of pipe with a length.
struct Witness {
    std::vector<int> flood;
    std::vector<std::int32_t> segment;
};

Witness witnesses(const Network &n, const test::Flood &flood, const Segments &s) {
    Witness w;
    for (std::size_t i = 0; i < row_count(n.node); ++i) {
        w.flood.push_back(static_cast<int>(i));
        w.segment.push_back(s.vertex[i]);
    }
    for (std::size_t c = 0; c < row_count(n.customer); ++c) {
        EXPECT_EQ(flood.customer[c] < 0, s.graph.customer_vertex[c] < 0);
        if (flood.customer[c] < 0) continue;
        w.flood.push_back(flood.customer[c]);
        w.segment.push_back(s.vertex[static_cast<std::size_t>(s.graph.customer_vertex[c])]);
    }
    for (const auto &way : flood.ways) {
        if (way.kind != 'p' || way.start == way.end) continue;
        const auto at_middle = segments_of_pipe(s, PipeIdx{way.row}, (way.start + way.end) / 2.0);
        EXPECT_EQ(at_middle.size(), 1u);
        w.flood.push_back(way.a);
        w.segment.push_back(at_middle.at(0));
    }
    return w;
}

TEST(Segments, UnionFindEqualsSearchOnRandomNetworks) {
    std::mt19937 random(1);
    for (int round = 0; round < 1500; ++round) {
        const Network n = test::random_network(random);
        const test::Flood flood(n);
        const Segments s = find_segments(n);
        const Witness w = witnesses(n, flood, s);
        std::vector<int> reference;
        for (const int v : w.flood) {
            const auto members = flood.segment(n, v);
            reference.push_back(static_cast<int>(std::find(members.begin(), members.end(), 1) - members.begin()));
        }
        expect_same_partition(w.segment, reference);
    }
}

TEST(Segments, DominatorsEqualSearchOnRandomNetworks) {
    std::mt19937 random(2);
    int cut_off = 0, unsupplied = 0;
    for (int round = 0; round < 1500; ++round) {
        const Network n = test::random_network(random);
        const test::Flood flood(n);
        const Segments s = find_segments(n);
        const DominatorTree tree = supply_tree(s);
        const Witness w = witnesses(n, flood, s);
        const auto before = flood.supplied(n);
        for (std::size_t i = 0; i < w.flood.size(); ++i) {
            const auto shut = flood.segment(n, w.flood[i]);
            const auto after = flood.supplied(n, shut);
            std::vector<Flag> shut_segments(row_count(s.table), 0);
            shut_segments[static_cast<std::size_t>(w.segment[i])] = 1;
            const auto supplied = supplied_segments(s, shut_segments);
            for (std::size_t j = 0; j < w.flood.size(); ++j) {
                const auto v = static_cast<std::size_t>(w.flood[j]);
                ASSERT_EQ(tree.reached(w.segment[j]), bool(before[v])) << "round " << round;
                ASSERT_EQ(bool(supplied[static_cast<std::size_t>(w.segment[j])]), bool(after[v]));
                const bool lost = before[v] && !after[v];
                ASSERT_EQ(tree.dominates(w.segment[i], w.segment[j]), lost) << "round " << round;
                cut_off += lost && !shut[v];
                unsupplied += !before[v];
            }
        }
    }
    EXPECT_GT(cut_off, 1000) << "the networks are too tame to prove anything";
    EXPECT_GT(unsupplied, 1000);
}

TEST(Segments, ListedInoperableValvesEqualTheirFlag) {
    std::mt19937 random(3);
    for (int round = 0; round < 500; ++round) {
        Network n = test::random_network(random);
        SegmentOptions options;
        for (std::size_t v = 0; v < row_count(n.valve); ++v)
            if (test::chance(random, 30)) options.inoperable.push_back(ValveIdx{v});
        const Segments listed = find_segments(n, options);
        for (const ValveIdx v : options.inoperable) n.valve.operable[v.row()] = 0;
        const Segments flagged = find_segments(n);
        ASSERT_EQ(listed.vertex, flagged.vertex);
        ASSERT_EQ(listed.edge, flagged.edge);
        ASSERT_EQ(listed.table.customers, flagged.table.customers);
    }
}

TEST(Segments, UnknownInoperableValveIsAnError) {
    const Network n;
    EXPECT_THROW((void)find_segments(n, {.inoperable = {ValveIdx{0}}}), Error);
}

TEST(Segments, OrderOfRowsDoesNotMatter) {
    std::mt19937 random(4);
    for (int round = 0; round < 300; ++round) {
        const Network n = test::random_network(random);
        std::vector<std::int32_t> new_node;
        const Network m = test::shuffled(n, random, new_node);
        const Segments a = find_segments(n), b = find_segments(m);
        std::vector<std::int32_t> ours, theirs;
        for (std::size_t i = 0; i < new_node.size(); ++i) {
            ours.push_back(a.vertex[i]);
            theirs.push_back(b.vertex[static_cast<std::size_t>(new_node[i])]);
        }
        expect_same_partition(ours, theirs);
        ASSERT_EQ(a.segment_count(), b.segment_count());
    }
}

TEST(Segments, AddingAValveNeverEnlargesASegment) {
    std::mt19937 random(5);
    for (int round = 0; round < 300; ++round) {
        Network n = test::random_network(random);
        if (row_count(n.pipe) == 0) continue;
        const Segments before = find_segments(n);
        const auto v = append_row(n.valve, "extra").row();
        n.valve.pipe[v] = PipeIdx{0};
        n.valve.position[v] = 0.4;
        const Segments after = find_segments(n);
        ASSERT_GE(after.segment_count(), before.segment_count());
        for (std::size_t a = 0; a < row_count(n.node); ++a)
            for (std::size_t b = 0; b < a; ++b)
                if (after.vertex[a] == after.vertex[b]) {
                    ASSERT_EQ(before.vertex[a], before.vertex[b]);
                }
    }
}

TEST(Segments, OneNodeNoValvesAndPipeBetweenTwoValves) {
    Network n;
    append_row(n.node, "a");
    EXPECT_EQ(find_segments(n).segment_count(), 1);
    append_row(n.node, "b");
    append_row(n.pipe, "p");
    n.pipe.from_node[0] = NodeIdx{0};
    n.pipe.to_node[0] = NodeIdx{1};
    n.pipe.length_m[0] = 100.0;
    n.pipe.inner_diameter_m[0] = 0.2;
    EXPECT_EQ(find_segments(n).segment_count(), 1);
    EXPECT_NEAR(find_segments(n).table.volume_m3[0], 3.14159265, 1e-8);
    for (const double position : {0.0, 1.0}) {
        const auto v = append_row(n.valve, std::to_string(position)).row();
        n.valve.pipe[v] = PipeIdx{0};
        n.valve.position[v] = position;
    }
    const Segments s = find_segments(n);
    EXPECT_EQ(s.segment_count(), 3);
    EXPECT_EQ(segments_of_pipe(s, PipeIdx{0}).size(), 1u);
    EXPECT_EQ(s.table.valves, (std::vector<std::int32_t>{1, 1, 2}));
    EXPECT_EQ(s.table.length_m, (std::vector<double>{0.0, 0.0, 100.0}));
}

} // namespace
} // namespace gastwin
