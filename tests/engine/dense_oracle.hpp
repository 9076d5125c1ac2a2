// SPDX-License-Identifier: Apache-2.0
// A dense Newton solver of whole networks that knows nothing of zones, trees or regulator order.
#pragma once
#include <Eigen/Dense>

#include "tests/engine/random_network.hpp"

namespace gastwin {

/// The whole network at once: unknowns ψ at every node, q in every pipe and regulator; dense Newton with backtracking.
/// Small slopes ε make the regulators strictly monotone. Nothing when it does not converge.
class DenseOracle {
  public:
    /// With `service`, customers draw what their pressure gives them.
    explicit DenseOracle(const Network &network, const ServicePressure *service = nullptr)
        : n_{network}, service_{service}, nodes_{count(network.node)}, pipes_{count(network.pipe)},
          regulators_{count(network.regulator)} {}

    std::vector<double> pressures() {
        Eigen::VectorXd x = Eigen::VectorXd::Zero(nodes_ + pipes_ + regulators_);
        for (Eigen::Index v = 0; v < nodes_; ++v) x[v] = psi_of(highest_pressure(), v);
        for (Eigen::Index e = 0; e < pipes_ + regulators_; ++e) x[nodes_ + e] = 1e-3;
        return pressures_from(x, 1e-6);
    }

    /// From pressures near a solution: whether there is one of these equations nearby, and exactly where.
    std::vector<double> pressures_near(const State &state) {
        Eigen::VectorXd x = Eigen::VectorXd::Zero(nodes_ + pipes_ + regulators_);
        for (Eigen::Index v = 0; v < nodes_; ++v) {
            const double off = 1.0 + 1e-3 * std::sin(static_cast<double>(v));
            x[v] = psi_of(state.node.pressure_pa[static_cast<std::size_t>(v)] * off, v);
        }
        for (Eigen::Index p = 0; p < pipes_; ++p) x[nodes_ + p] = state.pipe.flow_kg_s[static_cast<std::size_t>(p)];
        for (Eigen::Index k = 0; k < regulators_; ++k)
            x[nodes_ + pipes_ + k] = state.regulator.flow_kg_s[static_cast<std::size_t>(k)];
        return pressures_from(x, 1e-9);
    }

  private:
    /// Newton's method from x.
    std::vector<double> pressures_from(Eigen::VectorXd x, double epsilon) {
        epsilon_ = epsilon;
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

    /// √x between the ends of the service range; over 1 % at either end a cubic that meets 0 or 1 with no slope.
    [[nodiscard]] double share_of(double gauge_pa) const {
        const double x = (gauge_pa - service_->minimum_pa) / (service_->required_pa - service_->minimum_pa), a = 0.01;
        if (x <= 0.0 || x >= 1.0) return x <= 0.0 ? 0.0 : 1.0;
        if (x >= a && x <= 1.0 - a) return std::sqrt(x);
        const bool low = x < a;
        const double t = low ? x / a : (x - 1.0 + a) / a; // cubic Hermite from value and slope at both ends
        const double v0 = low ? 0.0 : std::sqrt(1.0 - a), v1 = low ? std::sqrt(a) : 1.0;
        const double m0 = low ? 0.0 : 0.5 * a / v0, m1 = low ? 0.5 * a / v1 : 0.0;
        const double t2 = t * t, t3 = t2 * t;
        return (2 * t3 - 3 * t2 + 1) * v0 + (t3 - 2 * t2 + t) * m0 + (3 * t2 - 2 * t3) * v1 + (t3 - t2) * m1;
    }

    /// ψ in 1e5 Pa², so that its steps are about pascals; mass in units of 0.1 g/s.
    [[nodiscard]] Eigen::VectorXd residual(const Eigen::VectorXd &x) const {
        constexpr double mass_unit = 1e-4;
        Eigen::VectorXd r = Eigen::VectorXd::Zero(x.size());
        for (std::size_t c = 0; c < row_count(n_.customer); ++c) {
            const int v = n_.customer.node[c].value;
            const double d = n_.customer.demand_kg_s[c],
                         atmosphere = atmospheric_pressure_pa(n_.node.elevation_m[static_cast<std::size_t>(v)]);
            const bool is_elastic = service_ != nullptr && d > 0.0;
            r[v] += d * (is_elastic ? share_of(pressure_of(x[v], v) - atmosphere) : 1.0) / mass_unit;
        }
        for (Eigen::Index p = 0; p < pipes_; ++p) {
            const auto row = static_cast<std::size_t>(p);
            const int a = n_.pipe.from_node[row].value, b = n_.pipe.to_node[row].value;
            const double q = x[nodes_ + p];
            r[a] += q / mass_unit;
            r[b] -= q / mass_unit;
            r[nodes_ + p] = is_shut(n_, row) ? q : x[a] - x[b] - 1e-5 * pipe_fall(n_, row, q) - epsilon_ * q;
        }
        for (Eigen::Index k = 0; k < regulators_; ++k) {
            const auto row = static_cast<std::size_t>(k);
            const int u = n_.regulator.from_node[row].value, d = n_.regulator.to_node[row].value;
            const double q = x[nodes_ + pipes_ + k];
            r[u] += q / mass_unit;
            r[d] += (relieved_at(n_, row, pressure_of(x[d], d)) - q) / mass_unit;
            const double pu = pressure_of(x[u], u), pd = pressure_of(x[d], d), share = epsilon_ * q / mass_unit;
            double open = reach_of(n_, row, pu, q) - pd - share;
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
    const ServicePressure *service_;
    double epsilon_ = 1.0;
    Eigen::Index nodes_, pipes_, regulators_;
};

/// Zones into which gas flows. In the others any pressure above what the feeds hold satisfies the equations.
inline std::vector<Flag> fed_zones(const Network &network, const State &state) {
    std::vector<Flag> fed(state.zone.id.size(), 0);
    const auto mark = [&](NodeIdx node) { fed[static_cast<std::size_t>(state.node.zone[node.row()])] = 1; };
    for (const NodeIdx node : network.source.node) mark(node);
    for (std::size_t r = 0; r < row_count(network.regulator); ++r)
        if (state.regulator.flow_kg_s[r] > 0.0) mark(network.regulator.to_node[r]);
    return fed;
}

inline void expect_agreement(const Network &network, const State &state, const std::vector<double> &oracle_pa,
                             std::uint64_t seed) {
    const std::vector<Flag> fed = fed_zones(network, state);
    for (std::size_t v = 0; v < oracle_pa.size(); ++v) {
        if (!fed[static_cast<std::size_t>(state.node.zone[v])]) continue;
        ASSERT_NEAR(state.node.pressure_pa[v] / oracle_pa[v], 1.0, 1e-8) << "node " << v << " seed " << seed;
    }
}

} // namespace gastwin
