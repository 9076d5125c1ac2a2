// SPDX-License-Identifier: Apache-2.0
#include "scenarios/works_pressure.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "models/roughness.hpp"
#include "scenarios/isolation.hpp"
#include "scenarios/plan.hpp"
#include "scenarios/synthetic_city.hpp"
#include "scenarios/works_gas.hpp"
#include "tests/scenarios/risk_networks.hpp"

namespace gastwin {
namespace {

constexpr double source_gauge_pa = 2800.0;

/// A main of `lengths` from the source S on, a customer at the end of each; every pipe a street of its own.
Network line(const std::vector<double> &lengths_m, const std::vector<double> &demand_kg_s, double bore_m = 0.1023) {
    Network n;
    append_row(n.node, "S");
    for (std::size_t i = 0; i < lengths_m.size(); ++i) {
        append_row(n.node, numbered("N", i + 1));
        const auto p = append_row(n.pipe, numbered("P", i)).row();
        n.pipe.from_node[p] = NodeIdx{i}, n.pipe.to_node[p] = NodeIdx{i + 1};
        n.pipe.length_m[p] = lengths_m[i], n.pipe.inner_diameter_m[p] = bore_m;
        n.pipe.pressure_class[p] = PressureClass::low, n.pipe.street[p] = numbered("street ", i);
        n.pipe.material[p] = Material::grey_iron, n.pipe.install_year[p] = 1970;
        const auto c = append_row(n.customer, numbered("C", i)).row();
        n.customer.node[c] = NodeIdx{i + 1}, n.customer.demand_kg_s[c] = demand_kg_s[i];
        n.customer.households[c] = 100;
    }
    const auto s = append_row(n.source, "S1").row();
    n.source.node[s] = NodeIdx{0}, n.source.gauge_pressure_pa[s] = source_gauge_pa;
    return n;
}

/// λ by Colebrook and White, iterated; Re above 4000.
double colebrook(double re, double relative_roughness) {
    double x = 8.0;
    for (int i = 0; i < 50; ++i) x = -2.0 * std::log10(relative_roughness / 3.7 + 2.51 * x / re);
    return 1.0 / (x * x);
}

/// End gauge pressure of one pipe of polyethylene from p1² − p2² = λ L a² q² / (D A²), Z = 1.
double end_gauge_pa(const Gas &gas, double length_m, double bore_m, double q) {
    const double atmosphere = atmospheric_pressure_pa(0.0), area = std::numbers::pi * bore_m * bore_m / 4.0;
    const double re = q * bore_m / (gas.viscosity_pa_s * area);
    EXPECT_GT(re, 4000.0);
    const double lambda = colebrook(re, 1e-5 / bore_m), p1 = source_gauge_pa + atmosphere;
    const double p2 = p1 * p1 - lambda * length_m * gas.a2_m2_s2() * q * q / (bore_m * area * area);
    return std::sqrt(p2) - atmosphere;
}

TEST(WorksPressure, TheBoreThatGrowthTakesIsTheOneTheFrictionLawAsksFor) {
    const double length_m = 400.0, q = 0.02, limit = default_plan_rules().pressure.low_pa;
    const Network n = line({length_m}, {q});
    const RiskResults risk = assess_risk(n, default_scheme(), {}, {.year = 2025, .samples = 0});
    const std::vector<double> sizes = default_plan_rules().sizes.bores_m(true);
    std::int32_t last = 0;
    for (double growth = 1.0; growth < 8.0; growth *= 1.13) {
        std::int32_t needed = 0;
        const auto larger = std::upper_bound(sizes.begin(), sizes.end(), 0.1023);
        const auto bore = [&](std::int32_t k) { return k == 0 ? 0.1023 : *(larger + k - 1); };
        while (end_gauge_pa(n.gas, length_m, bore(needed), growth * q) < limit) ++needed;
        PlanOptions options{.budget_cny_per_year = 1e9, .years = 1, .must = {"P0"}, .demand_later_kg_s = {growth * q}};
        options.rules.sizes.most_steps = 12;
        const Plan plan = plan_retrofit(n, risk, options);
        ASSERT_EQ(row_count(plan.pipe), 1U);
        EXPECT_EQ(plan.project.size_steps[0], needed) << growth;
        EXPECT_NEAR(plan.pipe.bore_m[0], bore(needed), 1e-12);
        EXPECT_NEAR(plan.pipe.cost_cny[0], pipe_cost_cny(options.cost.buried, bore(needed), length_m), 1e-6);
        EXPECT_EQ(plan.project.pressure_met[0], 1);
        EXPECT_GE(needed, last) << "monotone in growth";
        last = needed;
    }
    EXPECT_GE(last, 4);
}

TEST(WorksPressure, OfAllSizesTriedNoneFewerWouldDo) {
    const SizeRules &ladder = default_plan_rules().sizes;
    const std::vector<double> sizes = ladder.bores_m(true);
    int sized = 0, several = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        Random dice(seed, 3, 1);
        std::vector<double> lengths, demand, later;
        for (int i = 0; i < 3; ++i) {
            lengths.push_back(dice.uniform(50.0, 300.0));
            demand.push_back(dice.uniform(0.002, 0.01));
        }
        const double growth = dice.uniform(1.5, 4.0);
        for (const double d : demand) later.push_back(growth * d);
        const Network n = line(lengths, demand);
        PressureCheck check(n, demand, later, default_plan_rules().pressure);
        std::vector<Candidate> candidates;
        for (std::size_t p = 0; p < 3; ++p) candidates.push_back({.row = p, .length_m = lengths[p]});
        const ProjectGroups groups = group_projects(n, candidates, 1e6);
        ASSERT_EQ(groups.count(), 3U);
        const auto laid = [&](const Candidate &c, std::int32_t k) {
            const auto larger = std::upper_bound(sizes.begin(), sizes.end(), n.pipe.inner_diameter_m[c.row]);
            return PipeTrial::Change{PipeIdx{c.row}, k == 0 ? n.pipe.inner_diameter_m[c.row] : *(larger + k - 1), 1e-5};
        };
        const auto cost = [&](std::size_t p, std::int32_t k) {
            return lengths[p] * laid(candidates[p], k).inner_diameter_m;
        };
        const std::vector<ProjectBores> found = size_projects(check, candidates, groups, 4, laid, cost);
        const auto met = [&](std::array<std::int32_t, 3> k) { // by a solve of the changed network
            Network other = n;
            for (std::size_t p = 0; p < 3; ++p) {
                other.pipe.inner_diameter_m[p] = laid(candidates[p], k[p]).inner_diameter_m;
                other.pipe.roughness_m[p] = 1e-5;
            }
            const State before = solve_steady(n, demand), now = solve_steady(other, later);
            for (std::size_t c = 0; c < 3; ++c)
                if (before.customer.gauge_pressure_pa[c] >= 1750.0 && now.customer.gauge_pressure_pa[c] < 1750.0 - 1e-3)
                    return false;
            return true;
        };
        const std::array<std::int32_t, 3> k{found[0].steps, found[1].steps, found[2].steps};
        bool any = false;
        std::int32_t fewest = 99;
        for (std::int32_t a = 0; a <= 4; ++a)
            for (std::int32_t b = 0; b <= 4; ++b)
                for (std::int32_t c = 0; c <= 4; ++c)
                    if (met({a, b, c})) any = true, fewest = std::min(fewest, std::max({a, b, c}));
        EXPECT_EQ(found[0].met, any) << seed;
        if (!any) continue;
        EXPECT_TRUE(met(k)) << seed;
        for (std::size_t p = 0; p < 3; ++p) {
            std::array<std::int32_t, 3> less = k;
            if (--less[p] >= 0) {
                EXPECT_FALSE(met(less)) << "a step less of P" << p << " would do, seed " << seed;
            }
        }
        EXPECT_LE(std::max({k[0], k[1], k[2]}), fewest) << "no step above what all together need";
        sized += k[0] + k[1] + k[2] > 0;
        several += (k[0] > 0) + (k[1] > 0) + (k[2] > 0) > 1;
    }
    EXPECT_GT(sized, 10);
    EXPECT_GT(several, 3);
}

TEST(WorksPressure, ADesignThatIsTooNarrowIsNotOffered) {
    const Network n = line({400.0}, {0.012});
    const RiskResults risk = assess_risk(n, default_scheme(), {}, {.year = 2025, .samples = 0});
    PlanOptions options{.budget_cny_per_year = 1e9, .years = 1};
    options.rules = read_plan_rules("[designs]\noffered = ['replace', 'insert']\n[design.insert]\ncost_share = 0.01\n");
    EXPECT_EQ(plan_retrofit(n, risk, options).pipe.design, (std::vector<Design>{Design::insert}));
    options.rules.design[static_cast<std::size_t>(Design::insert)].bore_share = 0.5;
    EXPECT_EQ(plan_retrofit(n, risk, options).pipe.design, (std::vector<Design>{Design::replace}));
    options.rules.offered = {"insert"};
    EXPECT_EQ(row_count(plan_retrofit(n, risk, options).pipe), 0U) << "nothing is left";
    options.must = {"P0"};
    EXPECT_EQ(plan_retrofit(n, risk, options).pipe.design, (std::vector<Design>{Design::replace})) << "what must be is";
}

TEST(WorksPressure, LimitsAreThoseOfTheClassTheCustomerAndTheRegulator) {
    Network n = line({100.0, 100.0}, {0.001, 0.001});
    PressureRules rules = default_plan_rules().pressure;
    rules.customer = {{.ids = {"C1"}, .least_pa = 2500.0}};
    const PressureCheck check(n, n.customer.demand_kg_s, {}, rules);
    EXPECT_EQ(check.least_pa(), (std::vector<double>{rules.low_pa, 2500.0}));
    n.pipe.pressure_class[1] = PressureClass::medium_a;
    const PressureCheck medium(n, n.customer.demand_kg_s, {}, default_plan_rules().pressure);
    EXPECT_EQ(medium.least_pa(), (std::vector<double>{rules.medium_a_pa, rules.medium_a_pa}));

    // A regulator behind the line: bled by a narrow pipe, its inlet falls below set point and margin.
    const auto node = append_row(n.node, "D").row();
    const auto r = append_row(n.regulator, "R").row();
    n.regulator.from_node[r] = NodeIdx{2}, n.regulator.to_node[r] = NodeIdx{node};
    n.regulator.set_gauge_pressure_pa[r] = 500.0;
    PressureCheck fed(n, n.customer.demand_kg_s, {}, default_plan_rules().pressure);
    const PipeTrial::Change narrow{PipeIdx{0}, 0.03, 1e-4};
    EXPECT_TRUE(fed.today({}).none());
    EXPECT_EQ(fed.today(std::span(&narrow, 1)).regulators, 1);
}

TEST(WorksPressure, WhoIsShortOfGasWhileWorksGoOnIsFoundByASolveWithoutThePipes) {
    const Network n = synthetic_city({.households = 12000, .seed = 3});
    std::vector<std::size_t> rows(row_count(n.pipe));
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
    std::sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) { return n.pipe.id[a] < n.pipe.id[b]; });
    std::vector<Candidate> candidates;
    for (const std::size_t row : rows) candidates.push_back({.row = row, .length_m = n.pipe.length_m[row]});
    const ProjectGroups groups = group_projects(n, candidates, 500.0);
    ClosureRules rules = default_plan_rules().closure;
    rules.households_at_once = 1000000;
    rules.stop_cny.assign(rules.stop_cny.size(), 0.0); // stopping off is best, whoever is short
    const double least_pa = 2650.0;
    const WorksLoad load{n.customer.demand_kg_s, std::vector<double>(row_count(n.customer), least_pa)};
    const std::vector<WorksGas> gas = gas_while_working(n, candidates, groups, rules, &load);
    const State before = solve_steady(n, n.customer.demand_kg_s);
    int by_valves = 0, by_stops = 0, short_of_gas = 0;
    for (std::size_t p = 0; p < groups.count(); p += 2) {
        std::vector<PipeIdx> pipes;
        for (auto m = groups.start[p]; m < groups.start[p + 1]; ++m)
            pipes.emplace_back(candidates[groups.members[static_cast<std::size_t>(m)]].row);
        std::int32_t low = 0;
        if (gas[p].way == GasWay::stopped) {
            Network rest = n;
            for (const PipeIdx pipe : pipes) rest.pipe.state[pipe.row()] = UseState::abandoned;
            const State now = solve_steady(rest, n.customer.demand_kg_s);
            for (std::size_t c = 0; c < row_count(n.customer); ++c)
                low += before.customer.gauge_pressure_pa[c] >= least_pa && now.customer.gauge_pressure_pa[c] < least_pa;
        } else if (gas[p].way == GasWay::valves) {
            low = shutoff(n, pipes, {.state = &before, .required_gauge_pressure_pa = least_pa})
                      .customers_low_pressure.value_or(-1);
        } else {
            continue;
        }
        EXPECT_EQ(gas[p].chosen().customers_low, low) << p;
        ++(gas[p].way == GasWay::valves ? by_valves : by_stops);
        short_of_gas += low > 0;
    }
    EXPECT_GT(by_valves, 10);
    EXPECT_GT(by_stops, 10);
    EXPECT_GT(short_of_gas, 2);
}

} // namespace
} // namespace gastwin
