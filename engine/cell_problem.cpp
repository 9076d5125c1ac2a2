// SPDX-License-Identifier: Apache-2.0
#include "engine/cell_problem.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Pressures never fall to less than this share of themselves in one iteration.
constexpr double largest_fall = 0.1;
/// ψ is computed from p: differences below this share of ψ are round-off.
constexpr double round_off = 1e-14;

struct Iterate {
    const CellProblem &problem;
    CellState state;
    std::vector<double> potential, potential_slope; ///< ψ and dψ/dp
    std::vector<double> mass, diagonal;             ///< residual; S
    std::vector<double> drop, energy, weight;       ///< φ, residual and W
    double storage_scale = 0.0;                     ///< largest V ρ/τ

    explicit Iterate(const CellProblem &p) : problem{p} {
        for (auto *column : {&potential, &potential_slope, &mass, &diagonal}) column->resize(p.junction.size());
        for (auto *column : {&drop, &energy, &weight}) column->resize(p.from.size());
    }
};

void measure_junctions(Iterate &it) {
    const CellProblem &problem = it.problem;
    const Gas &gas = *problem.gas;
    it.storage_scale = 0.0;
    for (std::size_t i = 0; i < problem.junction.size(); ++i) {
        const CellJunction &junction = problem.junction[i];
        const double p = it.state.pressure_pa[i];
        it.potential[i] = potential_pa2(gas, p) * junction.gravity;
        it.potential_slope[i] = potential_slope_pa(gas, p) * junction.gravity;
        const double stored = junction.volume_m3 * density_kg_m3(gas, p);
        const Outflow out = junction_outflow(problem, junction, p);
        it.mass[i] = (stored - junction.carried_kg) / problem.duration_s + out.flow_kg_s;
        it.diagonal[i] = (junction.volume_m3 * density_slope(gas, p) / problem.duration_s + out.slope_kg_s_pa) /
                         it.potential_slope[i];
        it.storage_scale = std::max(it.storage_scale, stored / problem.duration_s);
    }
}

/// I/τ of a pipe at the present pressures; its own change with pressure is left out of Newton's matrix.
double inertia(const Iterate &it, std::size_t e) {
    if (it.problem.inertia_per_m.empty()) return 0.0;
    const double a = it.potential_slope[at(it.problem.from[e])] / it.problem.junction[at(it.problem.from[e])].gravity;
    const double b = it.potential_slope[at(it.problem.to[e])] / it.problem.junction[at(it.problem.to[e])].gravity;
    return it.problem.inertia_per_m[e] * 0.5 * (a + b) / it.problem.duration_s;
}

Drop port_drop(const CellProblem &problem, const Port &port, double q) {
    return port.droops ? potential_drop(*problem.gas, port.outlet, q) : Drop{port.slope * q, port.slope};
}

void measure_edges(Iterate &it) {
    const CellProblem &problem = it.problem;
    for (std::size_t e = 0; e < problem.from.size(); ++e) {
        const double q = it.state.flow_kg_s[e];
        const std::int32_t from = problem.from[e], to = problem.to[e];
        Drop drop;
        double high;
        if (e < problem.pipe.size()) {
            drop = potential_drop(problem.law, problem.pipe[e], q);
            drop.slope = std::max(drop.slope, smallest_slope(problem.pipe[e]));
            if (const double m = inertia(it, e); m > 0.0) {
                drop.value += m * (q - problem.carried_flow[e]);
                drop.slope += m;
            }
            high = it.potential[at(from)];
        } else {
            const Port &port = problem.port[e - problem.pipe.size()];
            if (!port.active) {
                it.drop[e] = it.energy[e] = it.weight[e] = 0.0;
                continue;
            }
            drop = port_drop(problem, port, q);
            high = from < 0 ? port.potential_pa2 : it.potential[at(from)];
        }
        it.drop[e] = drop.value;
        it.energy[e] = high - it.potential[at(to)] - drop.value;
        it.weight[e] = 1.0 / drop.slope;
        if (from >= 0) it.mass[at(from)] += q;
        it.mass[at(to)] -= q;
    }
}

void measure(Iterate &it) {
    measure_junctions(it);
    measure_edges(it);
}

double largest_magnitude(const std::vector<double> &values) {
    double largest = 0.0;
    for (const double x : values) largest = std::max(largest, std::abs(x));
    return largest;
}

/// ⟨F(x), δ⟩ for the step δ = (δψ, δq).
double along(const Iterate &it, const std::vector<double> &step_psi, const std::vector<double> &step_q) {
    double sum = 0.0;
    for (std::size_t i = 0; i < step_psi.size(); ++i) sum += it.mass[i] * step_psi[i];
    for (std::size_t e = 0; e < step_q.size(); ++e) sum -= it.energy[e] * step_q[e];
    return sum;
}

/// Solves for δψ and δq; false when the matrix has a pivot that is not positive or the step is not finite.
bool newton_step(const Iterate &it, GroundedLaplacian &laplacian, std::vector<double> &psi, std::vector<double> &q) {
    const CellProblem &problem = it.problem;
    for (std::size_t i = 0; i < psi.size(); ++i) psi[i] = -it.mass[i];
    for (std::size_t e = 0; e < q.size(); ++e) {
        const double carried = it.weight[e] * it.energy[e];
        if (problem.from[e] >= 0) psi[at(problem.from[e])] -= carried;
        psi[at(problem.to[e])] += carried;
    }
    if (!laplacian.factorise(it.weight, it.diagonal)) return false;
    laplacian.solve(psi);
    for (std::size_t e = 0; e < q.size(); ++e) {
        const double from = problem.from[e] >= 0 ? psi[at(problem.from[e])] : 0.0;
        q[e] = it.weight[e] * (it.energy[e] + from - psi[at(problem.to[e])]);
    }
    const auto finite = [](double x) { return std::isfinite(x); };
    return std::all_of(psi.begin(), psi.end(), finite) && std::all_of(q.begin(), q.end(), finite);
}

/// Moves to start + α δ and measures there.
void move(Iterate &it, const CellState &start, const std::vector<double> &step_p, const std::vector<double> &step_q,
          double alpha) {
    for (std::size_t i = 0; i < step_p.size(); ++i)
        it.state.pressure_pa[i] =
            std::max(start.pressure_pa[i] + alpha * step_p[i], largest_fall * start.pressure_pa[i]);
    for (std::size_t e = 0; e < step_q.size(); ++e) it.state.flow_kg_s[e] = start.flow_kg_s[e] + alpha * step_q[e];
    measure(it);
}

void search(Iterate &it, const std::vector<double> &step_psi, const std::vector<double> &step_q) {
    std::vector<double> step_p(step_psi.size());
    for (std::size_t i = 0; i < step_p.size(); ++i) step_p[i] = step_psi[i] / it.potential_slope[i];
    const CellState start = it.state;
    const double limit = 0.5 * std::abs(along(it, step_psi, step_q));
    double alpha = 1.0;
    move(it, start, step_p, step_q, alpha);
    for (int i = 0; i < 30 && along(it, step_psi, step_q) > limit; ++i) move(it, start, step_p, step_q, alpha *= 0.5);
    if (along(it, step_psi, step_q) > limit) move(it, start, step_p, step_q, 1.0); // round-off rules
}

bool is_solved(const Iterate &it, double last_change, double tolerance, double &residual) {
    const double level = largest_magnitude(it.potential), drops = largest_magnitude(it.drop);
    const double energy = largest_magnitude(it.energy);
    const double flow = std::max(largest_magnitude(it.state.flow_kg_s), 1e-12);
    residual = energy / std::max(drops, 1e-5 * level);
    const bool mass = largest_magnitude(it.mass) <= 1e-12 * flow + round_off * it.storage_scale;
    // Convergence is quadratic: the error left is of the order of the last change squared.
    return mass && energy <= tolerance * drops + round_off * level &&
           last_change <= 1e5 * tolerance * drops + 100 * round_off * level;
}

} // namespace

double density_slope(const Gas &gas, double pressure_pa) {
    const double h = 1e-4 * pressure_pa;
    return (density_kg_m3(gas, pressure_pa + h) - density_kg_m3(gas, pressure_pa - h)) / (2.0 * h);
}

double pressure_of_density_pa(const Gas &gas, double density, double low_pa, double high_pa) {
    double low = low_pa, high = high_pa;
    double p = std::midpoint(low, high);
    for (int i = 0; i < 100 && low < high; ++i) {
        const double excess = density_kg_m3(gas, p) - density;
        (excess > 0.0 ? high : low) = p;
        const double newton = p - excess / density_slope(gas, p);
        const double next = newton > low && newton < high ? newton : std::midpoint(low, high);
        if (std::abs(next - p) <= 1e-16 * p) break;
        p = next;
    }
    return p;
}

Outflow junction_outflow(const CellProblem &problem, const CellJunction &junction, double pressure_pa) {
    Outflow sum{junction.fixed_kg_s, 0.0};
    const auto add = [&](double factor, Outflow law) {
        sum.flow_kg_s += factor * law.flow_kg_s;
        sum.slope_kg_s_pa += factor * law.slope_kg_s_pa;
    };
    if (junction.demand_kg_s > 0.0)
        add(junction.demand_kg_s, served_share(pressure_pa, junction.cut_off_pa, problem.band_pa));
    if (junction.outflow_kg_s > 0.0)
        add(junction.outflow_kg_s, served_share(pressure_pa, junction.atmosphere_pa, problem.band_pa));
    if (junction.hole_m2 > 0.0)
        add(1.0, hole_outflow(*problem.gas, junction.hole_m2, pressure_pa, junction.atmosphere_pa));
    return sum;
}

CellOutcome solve_cells(const CellProblem &problem, GroundedLaplacian &laplacian, CellState &state, double tolerance,
                        int max_iterations) {
    Iterate it(problem);
    it.state = std::move(state);
    for (std::size_t e = problem.pipe.size(); e < problem.from.size(); ++e)
        if (!problem.port[e - problem.pipe.size()].active) it.state.flow_kg_s[e] = 0.0;
    measure(it);
    CellOutcome outcome;
    double change = largest_magnitude(it.potential);
    std::vector<double> step_psi(problem.junction.size()), step_q(problem.from.size());
    for (;; ++outcome.iterations) {
        outcome.converged = is_solved(it, change, tolerance, outcome.residual);
        if (outcome.converged || outcome.iterations == max_iterations) break;
        if (!newton_step(it, laplacian, step_psi, step_q)) break;
        change = largest_magnitude(step_psi);
        search(it, step_psi, step_q);
    }
    state = std::move(it.state);
    return outcome;
}

} // namespace gastwin
