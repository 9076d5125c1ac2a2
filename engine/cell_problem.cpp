// SPDX-License-Identifier: Apache-2.0
#include "engine/cell_problem.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "engine/unsymmetric.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Pressures never fall to less than this share of themselves in one iteration.
constexpr double largest_fall = 0.1;
constexpr double smallest_step = 1e-10;
/// ψ is computed from p: differences below this share of ψ are round-off.
constexpr double round_off = 1e-14;
/// Inertia over a short step is stiff: it turns the last bits of a flow into a drop.
constexpr double flow_round_off = 1e-15;
/// Below this a link's outlet pressure, met only by iterates and links about to shut, counts linearly: Π has no slope
/// at zero.
constexpr double lowest_held_pa = 1.0;
/// What regulators ask for ends within this pressure: one that asks for more than there is will be found starved.
constexpr double vacuum_pa = 1e3;

struct Iterate {
    const CellProblem &problem;
    CellState state;
    std::vector<double> potential, potential_slope;  ///< ψ and dψ/dp
    std::vector<double> mass, diagonal;              ///< residual; S
    std::vector<double> drop, energy, weight;        ///< φ, residual and W
    std::vector<double> gain;                        ///< dψ_held/dψ_from; 1 but for links with a law
    std::vector<double> inertia;                     ///< I/τ, or empty
    double storage_scale = 0.0, outflow_scale = 0.0; ///< V ρ/τ + p d', d
    double inertia_scale = 0.0;                      ///< I q/τ

    explicit Iterate(const CellProblem &p) : problem{p} {
        for (auto *column : {&potential, &potential_slope, &mass, &diagonal}) column->resize(p.junction.size());
        for (auto *column : {&drop, &energy, &weight}) column->resize(p.from.size());
        gain.assign(p.from.size(), 1.0);
        inertia.resize(p.inertia_per_m.size());
    }
};

void measure_junctions(Iterate &it) {
    const CellProblem &problem = it.problem;
    const Gas &gas = *problem.gas;
    it.storage_scale = it.outflow_scale = 0.0;
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
        // How much of the balance the last bit of the pressure moves, over that bit's share of it.
        it.storage_scale = std::max(it.storage_scale, stored / problem.duration_s + p * out.slope_kg_s_pa);
        it.outflow_scale = std::max(it.outflow_scale, std::abs(out.flow_kg_s));
    }
}

/// I/τ of the pipes at the present pressures. Held while a step is searched: its change with pressure is not in
/// Newton's matrix, and the step would not be one of descent.
void weigh_inertia(Iterate &it) {
    const CellProblem &problem = it.problem;
    const auto p_over_z = [&](std::int32_t j) { return potential_slope_pa(*problem.gas, it.state.pressure_pa[at(j)]); };
    for (std::size_t e = 0; e < problem.inertia_per_m.size(); ++e)
        it.inertia[e] =
            problem.inertia_per_m[e] * 0.5 * (p_over_z(problem.from[e]) + p_over_z(problem.to[e])) / problem.duration_s;
}

Drop port_drop(const CellProblem &problem, const Port &port, double q) {
    return port.droops ? potential_drop(*problem.gas, port.outlet, q) : Drop{port.slope * q, port.slope};
}

/// ψ_held and its slope by ψ_from.
Drop held_potential(const Gas &gas, const LinkLaw &link, double from_potential_pa2) {
    const double inlet = pressure_of_potential_pa(gas, from_potential_pa2 / link.up_gravity);
    const double reach = link.lift * inlet - link.min_differential_pa;
    double held = std::min(link.set_pa, reach), slope = reach < link.set_pa ? link.lift : 0.0;
    if (link.has_bypass && inlet >= held) held = inlet, slope = 1.0;
    const double counted = std::max(held, lowest_held_pa), steepness = potential_slope_pa(gas, counted);
    return {link.down_gravity * (potential_pa2(gas, counted) + steepness * (held - counted)),
            link.down_gravity * steepness * slope / (link.up_gravity * potential_slope_pa(gas, inlet))};
}

void measure_edges(Iterate &it) {
    const CellProblem &problem = it.problem;
    it.inertia_scale = 0.0;
    for (std::size_t e = 0; e < problem.from.size(); ++e) {
        const double q = it.state.flow_kg_s[e];
        const std::int32_t from = problem.from[e], to = problem.to[e];
        Drop drop;
        double high;
        if (e < problem.pipe.size()) {
            drop = potential_drop(problem.law, problem.pipe[e], q);
            drop.slope = std::max(drop.slope, smallest_slope(problem.pipe[e]));
            if (!it.inertia.empty()) {
                drop.value += it.inertia[e] * (q - problem.carried_flow[e]);
                drop.slope += it.inertia[e];
                it.inertia_scale = std::max(it.inertia_scale, it.inertia[e] * std::abs(q));
            }
            high = it.potential[at(from)];
        } else {
            const Port &port = problem.port[e - problem.pipe.size()];
            if (!port.active) {
                it.drop[e] = it.energy[e] = it.weight[e] = 0.0;
                continue;
            }
            drop = port_drop(problem, port, q);
            high = from < 0 || port.holds ? port.potential_pa2 : it.potential[at(from)];
            if (port.holds) it.gain[e] = 0.0;
            else if (port.lawful) {
                const Drop held = held_potential(*problem.gas, port.link, high);
                high = held.value;
                it.gain[e] = held.slope;
            }
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

/// How far an iterate is from a solution: Σ mass²/a + Σ W energy², in the measure of the matrix where a step starts,
/// a its diagonal. Newton's step is a direction of descent for any such measure.
struct Measure {
    std::vector<double> junction, edge;

    explicit Measure(const Iterate &it) : junction{it.diagonal}, edge{it.weight} {
        for (std::size_t e = 0; e < edge.size(); ++e) {
            if (it.problem.from[e] >= 0) junction[at(it.problem.from[e])] += edge[e] * it.gain[e];
            junction[at(it.problem.to[e])] += edge[e];
        }
    }
    [[nodiscard]] double of(const Iterate &it) const {
        double sum = 0.0;
        for (std::size_t i = 0; i < junction.size(); ++i) sum += it.mass[i] * it.mass[i] / junction[i];
        for (std::size_t e = 0; e < edge.size(); ++e) sum += edge[e] * it.energy[e] * it.energy[e];
        return sum;
    }
};

/// The two kinds of matrix; which one is used is known before the first step.
struct Matrix {
    GroundedLaplacian &laplacian;
    std::optional<UnsymmetricMatrix> unsymmetric; ///< where a link has a law
};

bool has_law(const Port &port) { return port.active && (port.lawful || port.holds); }

/// (A W Gᵀ + S) x = b, where G differs from A by the gain of each link.
bool solve_with_gains(const Iterate &it, UnsymmetricMatrix &matrix, std::vector<double> &psi) {
    std::vector<MatrixEntry> entries;
    for (std::size_t i = 0; i < psi.size(); ++i) {
        const auto row = static_cast<std::int32_t>(i);
        entries.push_back({row, row, it.diagonal[i]});
    }
    for (std::size_t e = 0; e < it.weight.size(); ++e) {
        const std::int32_t from = it.problem.from[e], to = it.problem.to[e];
        entries.push_back({to, to, it.weight[e]});
        if (from < 0) continue;
        entries.push_back({from, to, -it.weight[e]});
        entries.push_back({from, from, it.weight[e] * it.gain[e]});
        entries.push_back({to, from, -it.weight[e] * it.gain[e]});
    }
    return matrix.solve(entries, psi);
}

/// Solves for δψ and δq; false when the matrix has a pivot that is not positive or the step is not finite.
bool newton_step(const Iterate &it, Matrix &matrix, std::vector<double> &psi, std::vector<double> &q) {
    const CellProblem &problem = it.problem;
    for (std::size_t i = 0; i < psi.size(); ++i) psi[i] = -it.mass[i];
    for (std::size_t e = 0; e < q.size(); ++e) {
        const double carried = it.weight[e] * it.energy[e];
        if (problem.from[e] >= 0) psi[at(problem.from[e])] -= carried;
        psi[at(problem.to[e])] += carried;
    }
    if (matrix.unsymmetric) {
        if (!solve_with_gains(it, *matrix.unsymmetric, psi)) return false;
    } else {
        if (!matrix.laplacian.factorise(it.weight, it.diagonal)) return false;
        matrix.laplacian.solve(psi);
    }
    for (std::size_t e = 0; e < q.size(); ++e) {
        const double from = problem.from[e] >= 0 ? it.gain[e] * psi[at(problem.from[e])] : 0.0;
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

void search(Iterate &it, const std::vector<double> &step_psi, const std::vector<double> &step_q, bool damped) {
    std::vector<double> step_p(step_psi.size());
    for (std::size_t i = 0; i < step_p.size(); ++i) step_p[i] = step_psi[i] / it.potential_slope[i];
    const CellState start = it.state;
    const Measure distance(it);
    const double before = distance.of(it);
    move(it, start, step_p, step_q, 1.0);
    // So short a step cannot overshoot, and the sums would be round-off.
    if (!damped || largest_magnitude(step_psi) <= 1e-10 * largest_magnitude(it.potential)) return;
    double alpha = 1.0;
    while (distance.of(it) > (1.0 - 0.2 * alpha) * before && alpha > smallest_step)
        move(it, start, step_p, step_q, alpha *= 0.5);
}

bool is_solved(const Iterate &it, double last_change, double tolerance, double &residual) {
    const double level = largest_magnitude(it.potential), drops = largest_magnitude(it.drop);
    const double energy = largest_magnitude(it.energy);
    const double flow = std::max(largest_magnitude(it.state.flow_kg_s), it.outflow_scale);
    residual = energy / std::max(drops, 1e-5 * level);
    const bool mass = largest_magnitude(it.mass) <= 1e-12 * flow + round_off * it.storage_scale;
    const double noise = round_off * level + flow_round_off * it.inertia_scale;
    // Convergence is quadratic: the error left is of the order of the last change squared.
    return mass && energy <= tolerance * drops + noise && last_change <= 1e5 * tolerance * drops + 100 * noise;
}

struct Effort {
    double tolerance;
    int max_iterations;
    bool damped;
};

CellOutcome iterate(const CellProblem &problem, Matrix &matrix, CellState &state, const Effort &effort) {
    Iterate it(problem);
    it.state = std::move(state);
    CellOutcome outcome;
    double change = std::numeric_limits<double>::infinity();
    std::vector<double> step_psi(problem.junction.size()), step_q(problem.from.size());
    for (;; ++outcome.iterations) {
        if (outcome.iterations == 0 || !it.inertia.empty()) {
            weigh_inertia(it);
            measure(it);
        }
        outcome.converged = is_solved(it, change, effort.tolerance, outcome.residual);
        if (outcome.converged || outcome.iterations == effort.max_iterations) break;
        if (!newton_step(it, matrix, step_psi, step_q)) break;
        change = largest_magnitude(step_psi);
        search(it, step_psi, step_q, effort.damped);
    }
    state = std::move(it.state);
    return outcome;
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
    if (junction.drawn_kg_s > 0.0) add(junction.drawn_kg_s, served_share(pressure_pa, 0.0, vacuum_pa));
    if (junction.demand_kg_s > 0.0)
        add(junction.demand_kg_s, served_share(pressure_pa, junction.cut_off_pa, problem.band_pa));
    if (junction.outflow_kg_s > 0.0)
        add(junction.outflow_kg_s, served_share(pressure_pa, junction.atmosphere_pa, problem.band_pa));
    if (junction.hole_m2 > 0.0)
        add(1.0, hole_outflow(*problem.gas, junction.hole_m2, pressure_pa, junction.atmosphere_pa));
    for (const BuriedHole &hole : junction.buried)
        add(1.0, buried_outflow(*problem.gas, hole, pressure_pa, junction.atmosphere_pa));
    for (const ReliefValve &valve : junction.relief) add(1.0, relief_outflow(*problem.gas, valve, pressure_pa));
    return sum;
}

CellOutcome solve_cells(const CellProblem &problem, GroundedLaplacian &laplacian, CellState &state, double tolerance,
                        int max_iterations) {
    Matrix matrix{laplacian, std::nullopt};
    if (std::any_of(problem.port.begin(), problem.port.end(), has_law)) matrix.unsymmetric.emplace();
    for (std::size_t e = problem.pipe.size(); e < problem.from.size(); ++e)
        if (!problem.port[e - problem.pipe.size()].active) state.flow_kg_s[e] = 0.0;
    const CellState start = state;
    const CellOutcome careful = iterate(problem, matrix, state, {tolerance, max_iterations, true});
    if (careful.converged) return careful;
    CellState bold = start;
    CellOutcome outcome = iterate(problem, matrix, bold, {tolerance, max_iterations, false});
    outcome.iterations += careful.iterations;
    if (!outcome.converged) return {false, outcome.iterations, careful.residual};
    state = std::move(bold);
    return outcome;
}

} // namespace gastwin
