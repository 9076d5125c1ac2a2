// SPDX-License-Identifier: Apache-2.0
// Random networks: every answer is checked against the equations themselves, written down here once more, and a share
// of them against a dense Newton solver that knows nothing of zones, trees or regulator order.
#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "models/random.hpp"
#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

void vary_control(Regulators &regulator, std::size_t row, Random &dice) {
    switch (dice.integer(0, 3)) {
    case 0:
        regulator.control[row] = PressureControl::check_valve;
        break;
    case 1:
        regulator.control[row] = PressureControl::compressor_ratio;
        regulator.ratio[row] = dice.uniform(1.0, 1.5);
        break;
    case 2:
        regulator.monitor_gauge_pressure_pa[row] = 1.2 * regulator.set_gauge_pressure_pa[row];
        break;
    default:
        break;
    }
    if (dice.chance(0.5)) regulator.min_differential_pa[row] = dice.uniform(0.0, 2000.0);
}

/// The highest outlet pressure one row allows at an inlet pressure, from the laws of engine/feeds.hpp.
double reach_of(const Network &n, std::size_t r, double inlet_pa) {
    const Regulators &regulator = n.regulator;
    const double set = regulator.state[r] == RegulatorState::failed_open ? regulator.monitor_gauge_pressure_pa[r]
                                                                         : regulator.set_gauge_pressure_pa[r];
    const double lift = is_missing(regulator.ratio[r]) ? 1.0 : regulator.ratio[r];
    const double wide = lift * inlet_pa - regulator.min_differential_pa[r];
    if (regulator.control[r] != PressureControl::regulator || is_missing(set)) return wide;
    return std::min(wide, set + atmospheric_pressure_pa(n.node.elevation_m[regulator.to_node[r].row()]));
}

/// Does a shut valve sit on the pipe?
bool is_shut(const Network &n, std::size_t pipe) {
    for (std::size_t v = 0; v < row_count(n.valve); ++v)
        if (n.valve.pipe[v].row() == pipe && !n.valve.open[v]) return true;
    return false;
}

/// Up to three tiers of small looped networks, one to three of each tier, fed by one to four regulators each.
Sketch random_network(std::uint64_t seed) {
    Random dice(seed);
    const auto below = [&dice](int n) { return dice.integer(0, n - 1); };
    Sketch s;
    s.network.gas.viscosity_pa_s = 1.1e-5;
    const int tiers = 1 + below(3);
    const double level[] = {dice.uniform(1e4, 4e5), dice.uniform(3e3, 1e5), dice.uniform(1.5e3, 5e3)};
    const double size[] = {0.15, 0.1, 0.06};
    std::vector<int> above;
    for (int tier = 0; tier < tiers; ++tier) {
        std::vector<int> here;
        for (int part = 0, parts = tier == 0 ? 1 : 1 + below(3); part < parts; ++part) {
            const int n = 1 + below(6), first = static_cast<int>(row_count(s.network.node));
            for (int i = 0; i < n; ++i) here.push_back(s.node(dice.chance(0.3) ? dice.uniform(-20, 50) : 0.0));
            const auto member = [&] { return first + below(n); };
            const auto pipe = [&](int a, int b) {
                if (dice.chance(0.5)) std::swap(a, b);
                s.pipe(a, b, std::exp(dice.uniform(std::log(5.0), std::log(2000.0))),
                       size[tier] * dice.uniform(0.4, 2.0), dice.chance(0.5) ? 1e-5 : 1e-4);
            };
            for (int i = 1; i < n; ++i) pipe(first + i, first + below(i));
            for (int loops = below(4); loops > 0; --loops) pipe(member(), member());
            const double load = std::pow(10.0, dice.uniform(-4.0, tier == 0 ? -0.5 : -1.5));
            for (int k = below(4); k > 0; --k) s.customer(member(), dice.chance(0.1) ? 0.0 : load * dice.uniform(0, 1));
            if (dice.chance(0.1)) s.customer(member(), -0.3 * load);
            if (tier == 0)
                for (int k = 1 + below(2); k > 0; --k) s.source(member(), level[0] * dice.uniform(0.9, 1.1));
            else
                for (int k = 1 + below(4); k > 0; --k) {
                    const int r =
                        s.regulator(above[static_cast<std::size_t>(below(static_cast<int>(above.size())))], member(),
                                    level[tier] * (dice.chance(0.3) ? 1.0 : dice.uniform(0.7, 1.3)));
                    const auto row = static_cast<std::size_t>(r);
                    if (dice.chance(0.15)) s.network.regulator.capacity_kg_s[row] = load * dice.uniform(0.2, 3.0);
                    if (dice.chance(0.05)) s.network.regulator.state[row] = RegulatorState::closed;
                    if (dice.chance(0.05)) s.network.regulator.state[row] = RegulatorState::failed_open;
                    if (dice.chance(0.1)) vary_control(s.network.regulator, row, dice);
                }
        }
        above = here;
    }
    if (dice.chance(0.1)) s.customer(s.node(), 0.01); // an island
    for (int k = below(4); k > 0 && row_count(s.network.pipe) > 0; --k) {
        const auto row = append_row(s.network.valve, numbered('v', row_count(s.network.valve))).row();
        s.network.valve.pipe[row] = PipeIdx{below(static_cast<int>(row_count(s.network.pipe)))};
        s.network.valve.position[row] = dice.uniform();
        s.network.valve.open[row] = dice.chance(0.7);
    }
    return s;
}

bool solved(Status status) { return status == Status::converged || status == Status::service_infeasible; }

double elevation_factor(const Network &n, std::size_t node) { // E(z)
    return std::exp(2.0 * gravity_m_s2 * n.node.elevation_m[node] / n.gas.a2_m2_s2());
}

/// Fall of p²E/2 along pipe p at flow q: the integrated momentum equation of an ideal gas.
double pipe_fall(const Network &n, std::size_t p, double q) {
    const double d = n.pipe.inner_diameter_m[p], area = circle_area_m2(d), mu = n.gas.viscosity_pa_s;
    const std::size_t a = n.pipe.from_node[p].row(), b = n.pipe.to_node[p].row();
    const double rise = n.node.elevation_m[b] - n.node.elevation_m[a];
    const double omega = 2.0 * gravity_m_s2 / n.gas.a2_m2_s2();
    const double mean_e = std::abs(rise) < 1e-9 ? elevation_factor(n, a)
                                                : (elevation_factor(n, b) - elevation_factor(n, a)) / (omega * rise);
    const double re = std::abs(q) * d / (area * mu);
    const double f = friction(FrictionLaw::colebrook, re, {n.pipe.roughness_m[p] / d, d}).value;
    return std::copysign(n.pipe.length_m[p] * mean_e * n.gas.a2_m2_s2() * mu * mu / (2.0 * d * d * d) * f, q);
}

/// Every equation and inequality, from the result tables alone.
void expect_equations_hold(const Sketch &s, const State &state, std::uint64_t seed) {
    const Network &n = s.network;
    double total = 1e-4; // arithmetic at the scale of the network leaves its round-off in zones without flow
    for (const double d : n.customer.demand_kg_s) total += std::abs(d);
    std::vector<double> balance(row_count(n.node), 0.0), scale(state.zone.id.size(), 1e-8 * total);
    const auto zone = [&](NodeIdx node) { return static_cast<std::size_t>(state.node.zone[node.row()]); };
    for (std::size_t c = 0; c < row_count(n.customer); ++c) {
        balance[n.customer.node[c].row()] += n.customer.demand_kg_s[c];
        scale[zone(n.customer.node[c])] += std::abs(n.customer.demand_kg_s[c]);
    }
    for (std::size_t p = 0; p < row_count(n.pipe); ++p) {
        const std::size_t a = n.pipe.from_node[p].row(), b = n.pipe.to_node[p].row();
        balance[a] += state.pipe.flow_kg_s[p];
        balance[b] -= state.pipe.flow_kg_s[p];
        scale[zone(n.pipe.from_node[p])] += std::abs(state.pipe.flow_kg_s[p]);
        if (is_shut(n, p)) {
            EXPECT_EQ(state.pipe.flow_kg_s[p], 0.0);
            continue;
        }
        if (!state.node.supplied[a] || a == b) continue;
        const auto psi = [&](std::size_t v) {
            return 0.5 * std::abs(state.node.pressure_pa[v]) * state.node.pressure_pa[v] * elevation_factor(n, v);
        };
        const double error_pa =
            (psi(a) - psi(b) - pipe_fall(n, p, state.pipe.flow_kg_s[p])) / state.node.pressure_pa[a];
        EXPECT_NEAR(error_pa, 0.0, 1e-9 * state.node.pressure_pa[a]) << "pipe " << p << " seed " << seed;
    }
    for (std::size_t r = 0; r < row_count(n.regulator); ++r) {
        const std::size_t u = n.regulator.from_node[r].row(), d = n.regulator.to_node[r].row();
        const double q = state.regulator.flow_kg_s[r];
        balance[u] += q;
        balance[d] -= q;
        scale[zone(n.regulator.from_node[r])] += q;
        EXPECT_GE(q, 0.0);
        if (!state.node.supplied[u] || n.regulator.state[r] == RegulatorState::closed) {
            EXPECT_EQ(q, 0.0);
            continue;
        }
        const double pu = state.node.pressure_pa[u], pd = state.node.pressure_pa[d];
        const double capacity = is_missing(n.regulator.capacity_kg_s[r]) ? infinity : n.regulator.capacity_kg_s[r];
        const double reach = reach_of(n, r, pu), tolerance = 1e-8 * pu;
        EXPECT_TRUE(q == 0.0 || pd <= reach + tolerance) << "regulator " << r << " lifts the pressure, seed " << seed;
        EXPECT_TRUE(q >= capacity * (1 - 1e-9) || pd >= reach - tolerance)
            << "regulator " << r << " holds back, seed " << seed << " " << pd << " " << reach;
        EXPECT_LE(q, capacity * (1 + 1e-9)) << "regulator " << r << " seed " << seed;
    }
    std::vector<Flag> held(row_count(n.node), 0);
    for (const NodeIdx node : n.source.node) held[node.row()] = 1;
    for (std::size_t v = 0; v < balance.size(); ++v) {
        if (!state.node.supplied[v] || held[v]) continue;
        EXPECT_NEAR(balance[v], 0.0, 1e-8 * scale[static_cast<std::size_t>(state.node.zone[v])])
            << "node " << v << " seed " << seed;
    }
}

TEST(SteadyProperties, EveryRandomNetworkEndsInAStatusThatIsTrue) {
    std::array<int, Names<Status>::names.size()> count{};
    for (std::uint64_t seed = 1; seed <= 10000; ++seed) {
        const Sketch s = random_network(seed);
        const State state = s.solve();
        ++count[static_cast<std::size_t>(state.status)];
        for (std::size_t v = 0; v < state.node.id.size(); ++v) {
            EXPECT_EQ(std::isfinite(state.node.pressure_pa[v]), state.node.supplied[v] != 0) << seed;
            EXPECT_FALSE(solved(state.status) && state.node.pressure_pa[v] <= 0.0) << seed;
        }
        bool all_solved = true;
        for (const Status status : state.zone.status) all_solved &= solved(status) || status == Status::no_source;
        if (all_solved) expect_equations_hold(s, state, seed);
        if (HasFailure()) FAIL() << "seed " << seed << " " << code_of(state.status);
    }
    // Seed 9764: the closing of four starved regulators cycles at ε = 0.008. It says so, its answer is not counted on.
    EXPECT_LE(count[static_cast<std::size_t>(Status::max_iterations)], 1);
    EXPECT_GT(count[static_cast<std::size_t>(Status::converged)], 2000);
}

/// The whole network at once: unknowns ψ at every node, q in every pipe and regulator; dense Newton with backtracking.
/// Small slopes ε make the regulators strictly monotone. Nothing when it does not converge.
class DenseOracle {
  public:
    explicit DenseOracle(const Network &network)
        : n_{network}, nodes_{count(network.node)}, pipes_{count(network.pipe)}, regulators_{count(network.regulator)} {
    }

    std::vector<double> pressures() {
        Eigen::VectorXd x = Eigen::VectorXd::Zero(nodes_ + pipes_ + regulators_);
        for (Eigen::Index v = 0; v < nodes_; ++v) x[v] = psi_of(highest_pressure(), v);
        for (Eigen::Index e = 0; e < pipes_ + regulators_; ++e) x[nodes_ + e] = 1e-3;
        Eigen::VectorXd r = residual(x);
        for (int i = 0; i < 300 && r.lpNorm<Eigen::Infinity>() > 1e-9; ++i) {
            const Eigen::VectorXd dx = jacobian(x).partialPivLu().solve(-r);
            if (!dx.allFinite()) return {};
            double alpha = 1.0;
            Eigen::VectorXd next = residual(x + dx);
            while (alpha > 1e-4 && !(next.norm() < (1 - 1e-4 * alpha) * r.norm())) {
                alpha *= 0.5;
                next = residual(x + alpha * dx);
            }
            if (!next.allFinite()) return {};
            x += alpha * dx;
            r = next;
        }
        if (r.lpNorm<Eigen::Infinity>() > 1e-9) return {};
        std::vector<double> p;
        for (Eigen::Index v = 0; v < nodes_; ++v) p.push_back(pressure_of(x[v], v));
        return p;
    }

  private:
    template <class Table> static Eigen::Index count(const Table &table) {
        return static_cast<Eigen::Index>(row_count(table));
    }
    [[nodiscard]] double factor(Eigen::Index v) const { return elevation_factor(n_, static_cast<std::size_t>(v)); }
    [[nodiscard]] double psi_of(double p, Eigen::Index v) const { return 0.5e-5 * std::abs(p) * p * factor(v); }
    [[nodiscard]] double pressure_of(double psi, Eigen::Index v) const {
        return std::copysign(std::sqrt(2e5 * std::abs(psi) / factor(v)), psi);
    }
    [[nodiscard]] double source_pressure(std::size_t s) const {
        return n_.source.gauge_pressure_pa[s] + atmospheric_pressure_pa(n_.node.elevation_m[n_.source.node[s].row()]);
    }
    [[nodiscard]] double highest_pressure() const {
        double highest = 0.0;
        for (std::size_t s = 0; s < row_count(n_.source); ++s) highest = std::max(highest, source_pressure(s));
        return highest;
    }

    /// ψ in 1e5 Pa², so that its steps are about pascals; mass in units of 0.1 g/s.
    [[nodiscard]] Eigen::VectorXd residual(const Eigen::VectorXd &x) const {
        constexpr double mass_unit = 1e-4, epsilon = 1e-6;
        Eigen::VectorXd r = Eigen::VectorXd::Zero(x.size());
        for (std::size_t c = 0; c < row_count(n_.customer); ++c)
            r[n_.customer.node[c].value] += n_.customer.demand_kg_s[c] / mass_unit;
        for (Eigen::Index p = 0; p < pipes_; ++p) {
            const auto row = static_cast<std::size_t>(p);
            const int a = n_.pipe.from_node[row].value, b = n_.pipe.to_node[row].value;
            const double q = x[nodes_ + p];
            r[a] += q / mass_unit;
            r[b] -= q / mass_unit;
            r[nodes_ + p] = is_shut(n_, row) ? q : x[a] - x[b] - 1e-5 * pipe_fall(n_, row, q) - epsilon * q;
        }
        for (Eigen::Index k = 0; k < regulators_; ++k) {
            const auto row = static_cast<std::size_t>(k);
            const int u = n_.regulator.from_node[row].value, d = n_.regulator.to_node[row].value;
            const double q = x[nodes_ + pipes_ + k];
            r[u] += q / mass_unit;
            r[d] -= q / mass_unit;
            const double pu = pressure_of(x[u], u), pd = pressure_of(x[d], d), share = epsilon * q / mass_unit;
            double open = reach_of(n_, row, pu) - pd - share;
            if (!is_missing(n_.regulator.capacity_kg_s[row]))
                open = std::min(open, (n_.regulator.capacity_kg_s[row] - q) / mass_unit);
            r[nodes_ + pipes_ + k] =
                n_.regulator.state[row] == RegulatorState::closed ? -q / mass_unit : std::max(open, -q / mass_unit);
        }
        for (std::size_t s = 0; s < row_count(n_.source); ++s) {
            const int v = n_.source.node[s].value;
            double highest = 0.0; // of several at one node the highest counts
            for (std::size_t t = 0; t < row_count(n_.source); ++t)
                if (n_.source.node[t].value == v) highest = std::max(highest, source_pressure(t));
            r[v] = x[v] - psi_of(highest, v);
        }
        return r;
    }

    [[nodiscard]] Eigen::MatrixXd jacobian(const Eigen::VectorXd &x) const {
        Eigen::MatrixXd j(x.size(), x.size());
        for (Eigen::Index k = 0; k < x.size(); ++k) {
            const double h = k < nodes_ ? 1e-6 * (std::abs(x[k]) + 1.0) : 1e-7 * (std::abs(x[k]) + 1e-6);
            Eigen::VectorXd up = x, down = x;
            up[k] += h;
            down[k] -= h;
            j.col(k) = (residual(up) - residual(down)) / (2.0 * h);
        }
        return j;
    }

    const Network &n_;
    Eigen::Index nodes_, pipes_, regulators_;
};

/// Zones into which gas flows. In the others any pressure above what the feeds hold satisfies the equations.
std::vector<Flag> fed_zones(const Network &network, const State &state) {
    std::vector<Flag> fed(state.zone.id.size(), 0);
    const auto mark = [&](NodeIdx node) { fed[static_cast<std::size_t>(state.node.zone[node.row()])] = 1; };
    for (const NodeIdx node : network.source.node) mark(node);
    for (std::size_t r = 0; r < row_count(network.regulator); ++r)
        if (state.regulator.flow_kg_s[r] > 0.0) mark(network.regulator.to_node[r]);
    return fed;
}

TEST(SteadyProperties, AgreesWithADenseSolverOfTheWholeNetwork) {
    int compared = 0, tried = 0;
    for (std::uint64_t seed = 100001; seed <= 100700; ++seed) {
        const Sketch s = random_network(seed);
        const State state = s.solve();
        if (!solved(state.status) || std::count(state.node.supplied.begin(), state.node.supplied.end(), Flag{0}) > 0)
            continue;
        ++tried;
        const std::vector<double> oracle = DenseOracle(s.network).pressures();
        if (oracle.empty()) continue;
        ++compared;
        const std::vector<Flag> fed = fed_zones(s.network, state);
        for (std::size_t v = 0; v < oracle.size(); ++v) {
            if (!fed[static_cast<std::size_t>(state.node.zone[v])]) continue;
            ASSERT_NEAR(state.node.pressure_pa[v] / oracle[v], 1.0, 1e-8) << "node " << v << " seed " << seed;
        }
    }
    EXPECT_GT(compared, 200) << "of " << tried;
}

TEST(SteadyProperties, ReversingPipesAndRenumberingChangeNothing) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        Sketch s = random_network(seed);
        const State before = s.solve();
        std::swap(s.network.pipe.from_node, s.network.pipe.to_node);
        const State after = s.solve();
        ASSERT_EQ(before.status, after.status) << seed;
        if (!solved(before.status)) continue;
        for (std::size_t v = 0; v < before.node.id.size(); ++v)
            ASSERT_TRUE(!before.node.supplied[v] ||
                        std::abs(after.node.pressure_pa[v] / before.node.pressure_pa[v] - 1.0) <= 1e-9)
                << seed;
        for (std::size_t p = 0; p < before.pipe.id.size(); ++p)
            ASSERT_NEAR(after.pipe.flow_kg_s[p], -before.pipe.flow_kg_s[p], 1e-8 * (1e-3 + before.demand_kg_s)) << seed;
    }
}

TEST(SteadyProperties, AModelSolvedAgainAnswersLikeANewOne) {
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        const Sketch s = random_network(seed);
        Random dice(seed);
        SteadyModel model(s.network);
        for (int round = 0; round < 4; ++round) {
            std::vector<double> demand = s.network.customer.demand_kg_s;
            const double all = dice.chance(0.2) ? 0.0 : dice.uniform(0.2, 2.0);
            for (double &d : demand) d *= all * dice.uniform(0.5, 1.5);
            const State &again = model.solve(demand);
            const State anew = solve_steady(s.network, demand);
            ASSERT_EQ(again.status, anew.status) << seed;
            ASSERT_EQ(again.zone.status, anew.zone.status) << seed;
            ASSERT_NEAR(again.unmet_kg_s, anew.unmet_kg_s, 1e-9 * (1e-3 + anew.demand_kg_s)) << seed;
            if (!solved(anew.status)) continue;
            for (std::size_t r = 0; r < anew.regulator.id.size(); ++r)
                ASSERT_NEAR(again.regulator.flow_kg_s[r], anew.regulator.flow_kg_s[r], 1e-8 * (1e-3 + anew.demand_kg_s))
                    << seed;
            for (std::size_t v = 0; v < anew.node.id.size(); ++v)
                ASSERT_TRUE(!anew.node.supplied[v] ||
                            std::abs(again.node.pressure_pa[v] / anew.node.pressure_pa[v] - 1.0) <= 1e-9)
                    << seed;
        }
    }
}

} // namespace
} // namespace gastwin
