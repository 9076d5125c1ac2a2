// SPDX-License-Identifier: Apache-2.0
#include "scenarios/synthetic_city.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "engine/loads.hpp"
#include "engine/steady.hpp"
#include "models/check.hpp"
#include "scenarios/synthetic/buildings.hpp"
#include "scenarios/synthetic/limits.hpp"
#include "scenarios/synthetic/mains.hpp"

namespace gastwin {
namespace {

CityOptions city_of(std::int32_t households, std::uint64_t seed) {
    CityOptions options;
    options.households = households, options.seed = seed;
    return options;
}

template <class T> bool same_cell(const T &a, const T &b) { return a == b || (is_missing(a) && is_missing(b)); }

bool same_tables(const Network &a, const Network &b) {
    bool same = true;
    const auto compare = [&](const auto &table, const auto &other) {
        for_each_column<std::decay_t<decltype(table)>>([&](const auto &column) {
            const auto &x = table.*column.data;
            const auto &y = other.*column.data;
            same =
                same && x.size() == y.size() &&
                std::equal(x.begin(), x.end(), y.begin(), [](const auto &p, const auto &q) { return same_cell(p, q); });
        });
    };
    std::apply([&](const auto... member) { (compare(a.*member, b.*member), ...); }, Network::tables());
    return same;
}

/// Breadth-first component of each node over pipes, and over regulators too when asked: the slow, plain way.
std::vector<int> components(const Network &net, bool through_regulators) {
    std::vector<std::vector<std::size_t>> next(row_count(net.node));
    const auto link = [&](NodeIdx a, NodeIdx b) { next[a.row()].push_back(b.row()), next[b.row()].push_back(a.row()); };
    for (std::size_t p = 0; p < row_count(net.pipe); ++p) link(net.pipe.from_node[p], net.pipe.to_node[p]);
    if (through_regulators)
        for (std::size_t r = 0; r < row_count(net.regulator); ++r)
            link(net.regulator.from_node[r], net.regulator.to_node[r]);
    std::vector<int> part(next.size(), -1);
    int parts = 0;
    for (std::size_t start = 0; start < next.size(); ++start) {
        if (part[start] >= 0) continue;
        std::vector<std::size_t> queue{start};
        part[start] = parts;
        for (std::size_t k = 0; k < queue.size(); ++k)
            for (const std::size_t v : next[queue[k]])
                if (part[v] < 0) part[v] = parts, queue.push_back(v);
        ++parts;
    }
    return part;
}

class SyntheticCity : public testing::TestWithParam<std::pair<std::int32_t, std::uint64_t>> {
  protected:
    CityOptions options = city_of(GetParam().first, GetParam().second);
};

INSTANTIATE_TEST_SUITE_P(SizesAndSeeds, SyntheticCity,
                         testing::Values(std::pair{1, 1u}, std::pair{37, 5u}, std::pair{1000, 1u}, std::pair{1000, 2u},
                                         std::pair{8000, 3u}, std::pair{25000, 4u}, std::pair{120000, 7u},
                                         std::pair{320000, 9u}));

TEST_P(SyntheticCity, HousesEveryHousehold) {
    const Network net = synthetic_city(options);
    const auto sum = [](const std::vector<std::int32_t> &v) { return std::accumulate(v.begin(), v.end(), 0); };
    EXPECT_EQ(sum(net.building.households), options.households);
    EXPECT_EQ(sum(net.riser.households), options.households);
    EXPECT_EQ(sum(net.customer.households), options.households);
}

TEST_P(SyntheticCity, PassesTheTableChecks) {
    const Issues issues = check(synthetic_city(options));
    EXPECT_EQ(row_count(issues), 0u) << (issues.id.empty() ? "" : issues.kind[0] + " " + issues.layer[0]);
}

TEST_P(SyntheticCity, IsOneSuppliedNetwork) {
    const Network net = synthetic_city(options);
    for (const int part : components(net, true)) ASSERT_EQ(part, 0);
}

TEST_P(SyntheticCity, EveryLowPressureZoneHangsBelowARegulator) {
    const Network net = synthetic_city(options);
    const std::vector<int> part = components(net, false);
    std::map<int, std::set<int>> tiers;
    for (std::size_t p = 0; p < row_count(net.pipe); ++p)
        tiers[part[net.pipe.from_node[p].row()]].insert(pressure_tier(net.pipe.pressure_class[p]));
    for (const auto &[zone, tier] : tiers) ASSERT_EQ(tier.size(), 1u) << "classes meet without a regulator";
    std::set<int> fed;
    for (std::size_t r = 0; r < row_count(net.regulator); ++r) {
        EXPECT_EQ(tiers[part[net.regulator.from_node[r].row()]], std::set{2});
        EXPECT_EQ(tiers[part[net.regulator.to_node[r].row()]], std::set{1});
        fed.insert(part[net.regulator.to_node[r].row()]);
    }
    for (const NodeIdx node : net.source.node) fed.insert(part[node.row()]);
    EXPECT_EQ(fed.size(), tiers.size());
}

TEST_P(SyntheticCity, ClassesStayFartherApartThanAnySnapping) {
    const Network net = synthetic_city(options);
    std::map<std::pair<long, long>, std::vector<std::size_t>> cell;
    std::vector<int> tier(row_count(net.node), 0);
    for (std::size_t p = 0; p < row_count(net.pipe); ++p)
        tier[net.pipe.from_node[p].row()] = tier[net.pipe.to_node[p].row()] = pressure_tier(net.pipe.pressure_class[p]);
    const auto key = [&](std::size_t v, long dx, long dy) {
        return std::pair{std::lround(std::floor(net.node.x_m[v])) + dx, std::lround(std::floor(net.node.y_m[v])) + dy};
    };
    for (std::size_t v = 0; v < tier.size(); ++v) cell[key(v, 0, 0)].push_back(v);
    for (std::size_t v = 0; v < tier.size(); ++v)
        for (long dx = -1; dx <= 1; ++dx)
            for (long dy = -1; dy <= 1; ++dy) {
                const auto found = cell.find(key(v, dx, dy));
                if (found == cell.end()) continue;
                for (const std::size_t w : found->second) {
                    const double d = std::hypot(net.node.x_m[v] - net.node.x_m[w], net.node.y_m[v] - net.node.y_m[w]);
                    if (w == v) continue;
                    EXPECT_GT(d, tier[v] == tier[w] ? 0.05 : 0.7) << net.node.id[v] << " " << net.node.id[w];
                }
            }
}

/// Broken limits of a solved city, in words; empty when all are kept.
std::string broken_limit(const Network &net, const State &state) {
    const CityLimits limits;
    if (state.status != Status::converged) return std::string(code_of(state.status));
    for (const NodeIdx foot : net.riser.node)
        if (!(state.node.gauge_pressure_pa[foot.row()] >= limits.riser_foot_gauge_pa)) return net.node.id[foot.row()];
    for (std::size_t p = 0; p < row_count(net.pipe); ++p) {
        const bool low = net.pipe.pressure_class[p] == PressureClass::low;
        const double speed = std::abs(state.pipe.velocity_m_s[p]);
        if (!(speed <= (low ? limits.low_speed_m_s : limits.medium_speed_m_s))) return net.pipe.id[p];
        for (const NodeIdx node : {net.pipe.from_node[p], net.pipe.to_node[p]})
            if (!low && !(state.node.gauge_pressure_pa[node.row()] >= limits.medium_gauge_pa))
                return net.node.id[node.row()];
    }
    return {};
}

TEST_P(SyntheticCity, KeepsItsLimitsAtThePeak) {
    const Network net = synthetic_city(options);
    EXPECT_EQ(broken_limit(net, solve_steady(net, net.customer.demand_kg_s)), "");
    EXPECT_EQ(broken_limit(net, solve_steady(net, customer_demand_kg_s(net, Load::peak))), "");
}

TEST_P(SyntheticCity, CarriesThePeakDemandOfTheLoadModel) {
    const Network net = synthetic_city(options);
    const std::vector<double> peak = customer_demand_kg_s(net, Load::peak);
    for (std::size_t c = 0; c < peak.size(); ++c)
        ASSERT_NEAR(net.customer.demand_kg_s[c], peak[c], 1e-12 + 1e-9 * peak[c]) << net.customer.id[c];
}

TEST_P(SyntheticCity, RegulatorsAndSourcesCanCarryTheirLoad) {
    const Network net = synthetic_city(options);
    const State state = solve_steady(net, net.customer.demand_kg_s);
    for (std::size_t r = 0; r < row_count(net.regulator); ++r) {
        EXPECT_LE(state.regulator.flow_kg_s[r], net.regulator.capacity_kg_s[r]) << net.regulator.id[r];
        EXPECT_EQ(state.regulator.mode[r], "controlling");
    }
}

TEST(SyntheticLimits, RecoversFromSizesThatAreFarTooSmall) {
    using namespace synthetic;
    const CityOptions options = city_of(6000, 8);
    const Plan plan = plan_city(options);
    const std::vector<Zone> zones = make_zones(plan, options);
    Draft draft;
    const JunctionNodes junctions =
        lay_medium_pressure(draft, plan, zones, route_medium_pressure(plan, zones, options), options);
    for (std::size_t z = 0; z < zones.size(); ++z) {
        const std::vector<NodeIdx> tees = lay_zone(draft, plan, zones[z], junctions, options);
        for (std::size_t k = 0; k < tees.size(); ++k)
            lay_building(draft, plan, zones[z].building[k], zones[z], z, tees[k], options);
    }
    for (std::size_t s = 0; s < draft.section.size(); ++s)
        set_size(draft, static_cast<std::int32_t>(s), std::max(4, draft.section[s].size - 2));
    const State before = solve_steady(draft.network, draft.network.customer.demand_kg_s);
    EXPECT_NE(broken_limit(draft.network, before), "");
    meet_limits(draft, CityLimits{}, {});
    const State after = solve_steady(draft.network, draft.network.customer.demand_kg_s);
    EXPECT_EQ(broken_limit(draft.network, after), "");
    for (std::size_t p = 0; p < draft.section_of_pipe.size(); ++p) {
        const Section &section = draft.section[static_cast<std::size_t>(draft.section_of_pipe[p])];
        EXPECT_EQ(draft.network.pipe.diameter_text[p],
                  ladder(section.laying.material)[static_cast<std::size_t>(section.size)].text);
    }
}

TEST(SyntheticLimits, SaysWhenNoSizeSuffices) {
    using namespace synthetic;
    const CityOptions options = city_of(500, 1);
    const Plan plan = plan_city(options);
    const std::vector<Zone> zones = make_zones(plan, options);
    Draft draft;
    const JunctionNodes junctions =
        lay_medium_pressure(draft, plan, zones, route_medium_pressure(plan, zones, options), options);
    const std::vector<NodeIdx> tees = lay_zone(draft, plan, zones[0], junctions, options);
    for (std::size_t k = 0; k < tees.size(); ++k)
        lay_building(draft, plan, zones[0].building[k], zones[0], 0, tees[k], options);
    CityLimits limits;
    limits.riser_foot_gauge_pa = 5000.0; // above the regulators' set point
    EXPECT_THROW(meet_limits(draft, limits, {}), Error);
}

TEST(SyntheticCityOptions, SameSeedSameCity) {
    EXPECT_TRUE(same_tables(synthetic_city(city_of(5000, 11)), synthetic_city(city_of(5000, 11))));
    EXPECT_FALSE(same_tables(synthetic_city(city_of(5000, 11)), synthetic_city(city_of(5000, 12))));
}

TEST(SyntheticCityOptions, HouseholdRowsCarryDevicesAndTheSameDemand) {
    CityOptions options = city_of(3000, 2);
    const Network lumped = synthetic_city(options);
    options.household_rows = true;
    const Network rows = synthetic_city(options);
    EXPECT_EQ(std::count(rows.customer.kind.begin(), rows.customer.kind.end(), CustomerKind::household), 3000);
    EXPECT_GT(row_count(rows.device), 3000u);
    EXPECT_EQ(row_count(lumped.device), 0u);
    const auto total = [](const Network &n) {
        return std::accumulate(n.customer.demand_kg_s.begin(), n.customer.demand_kg_s.end(), 0.0);
    };
    EXPECT_NEAR(total(rows), total(lumped), 1e-12 * total(lumped) * 3000);
}

TEST(SyntheticCityOptions, ZonesAreOfServiceableSize) {
    const Network net = synthetic_city(city_of(100000, 1));
    const std::vector<int> part = components(net, false);
    std::map<int, int> households;
    for (std::size_t c = 0; c < row_count(net.customer); ++c)
        households[part[net.customer.node[c].row()]] += net.customer.households[c];
    int large = 0, ordinary = 0;
    for (const auto &[zone, count] : households) {
        large += count > 3000;
        ordinary += count >= 800 && count <= 2500;
    }
    EXPECT_EQ(large, 0);
    EXPECT_GT(ordinary, static_cast<int>(households.size()) * 3 / 4);
}

TEST(SyntheticCityOptions, RefusesWhatHasNoMeaning) {
    EXPECT_THROW((void)synthetic_city(city_of(0, 1)), Error);
    EXPECT_THROW((void)synthetic_city(city_of(-5, 1)), Error);
    CityOptions options;
    options.source_gauge_pressure_pa = std::nan("");
    EXPECT_THROW((void)synthetic_city(options), Error);
}

TEST(SyntheticCityOptions, StopsWhenAsked) {
    EXPECT_THROW((void)synthetic_city(city_of(5000, 1), [](std::string_view, double) { return false; }), Error);
}

} // namespace
} // namespace gastwin
