// SPDX-License-Identifier: Apache-2.0
#include "engine/zone_problem.hpp"

#include <algorithm>
#include <cmath>

#include "engine/forest.hpp"
#include "engine/linear.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// The zone without its trees. Vertices and edges are numbered anew; `u`, `q` … are indexed by these numbers.
struct Core {
    const ZoneProblem &problem;
    std::vector<std::int32_t> edge = {};                    ///< zone edge of each core edge
    std::vector<std::int32_t> from = {}, to = {};           ///< core vertices
    std::vector<std::int32_t> free_from = {}, free_to = {}; ///< row in the linear system, -1 for fixed vertices
    std::vector<std::int32_t> row = {};                     ///< of each core vertex
    std::int32_t rows = 0;
    std::vector<double> demand = {}, u = {}, q = {};
    std::vector<double> phi = {}, slope = {}, energy = {},
                        mass = {}; ///< φ(q), φ'(q), u_from − u_to − φ, Σout − Σin + d
    double last_change = 0.0, step = 1.0;
};

/// Weight-safe slope: see smallest_slope().
Drop weighted_drop(const ZoneProblem &problem, std::size_t edge, double q) {
    Drop drop = edge_drop(problem, edge, q);
    if (edge < problem.pipe.size()) drop.slope = std::max(drop.slope, smallest_slope(problem.pipe[edge]));
    return drop;
}

Core make_core(const ZoneProblem &problem, const Forest &forest, const std::vector<double> &demand) {
    Core core{.problem = problem, .edge = forest.core_edge};
    std::vector<std::int32_t> number(problem.fixed.size(), -1);
    for (const std::int32_t v : forest.core_vertex) {
        number[at(v)] = static_cast<std::int32_t>(core.u.size());
        core.row.push_back(problem.fixed[at(v)] ? -1 : core.rows++);
        core.u.push_back(problem.fixed[at(v)] ? problem.deviation_pa2[at(v)] : 0.0);
        core.demand.push_back(demand[at(v)]);
    }
    for (const std::int32_t e : core.edge) {
        core.from.push_back(number[at(problem.from[at(e)])]);
        core.to.push_back(number[at(problem.to[at(e)])]);
        core.free_from.push_back(core.row[at(core.from.back())]);
        core.free_to.push_back(core.row[at(core.to.back())]);
    }
    for (auto *column : {&core.q, &core.phi, &core.slope, &core.energy}) column->assign(core.edge.size(), 0.0);
    core.mass.assign(core.u.size(), 0.0);
    return core;
}

void measure_mass(Core &core) {
    core.mass = core.demand;
    for (std::size_t e = 0; e < core.edge.size(); ++e) {
        core.mass[at(core.from[e])] += core.q[e];
        core.mass[at(core.to[e])] -= core.q[e];
    }
}

void measure(Core &core) {
    for (std::size_t e = 0; e < core.edge.size(); ++e) {
        const Drop drop = weighted_drop(core.problem, at(core.edge[e]), core.q[e]);
        core.phi[e] = drop.value;
        core.slope[e] = drop.slope;
        core.energy[e] = core.u[at(core.from[e])] - core.u[at(core.to[e])] - drop.value;
    }
    measure_mass(core);
}

/// A first guess: every edge taken as linear, with the resistance it has at 1 m/s of gas near one bar.
void guess_slopes(Core &core) {
    for (std::size_t e = 0; e < core.edge.size(); ++e) {
        const std::size_t edge = at(core.edge[e]);
        const double re = 5000.0;
        const double q = edge < core.problem.pipe.size()
                             ? re / core.problem.pipe[edge].reynolds_per_flow
                             : core.problem.outlet[edge - core.problem.pipe.size()].capacity_kg_s;
        core.slope[e] = std::max(edge_drop(core.problem, edge, q).value / q, 1e-300);
        core.phi[e] = 0.0;
        core.energy[e] = core.u[at(core.from[e])] - core.u[at(core.to[e])];
    }
    measure_mass(core);
}

double largest_magnitude(const std::vector<double> &values) {
    double largest = 0.0;
    for (const double x : values) largest = std::max(largest, std::abs(x));
    return largest;
}

struct Residuals {
    double mass, energy, change; ///< relative
    std::size_t worst_edge;
};

Residuals residuals(const Core &core) {
    double mass = 0.0, energy = 0.0;
    std::size_t worst = 0;
    for (std::size_t v = 0; v < core.mass.size(); ++v)
        if (core.row[v] >= 0) mass = std::max(mass, std::abs(core.mass[v]));
    for (std::size_t e = 0; e < core.energy.size(); ++e)
        if (std::abs(core.energy[e]) > energy) energy = std::abs(core.energy[e]), worst = e;
    const double flow_scale = std::max(largest_magnitude(core.q), largest_magnitude(core.demand));
    const double drop_scale =
        std::max({largest_magnitude(core.phi), largest_magnitude(core.u), 1e-5 * core.problem.potential_scale_pa2});
    return {flow_scale > 0.0 ? mass / flow_scale : 0.0, energy / drop_scale, core.last_change / drop_scale, worst};
}

/// One linear solve: δu from (A W Aᵀ) δu = −(m + A W r) with W = 1/φ', and δq = W (r + δu_from − δu_to).
/// Moves u by δu and returns δq; nothing when the matrix is not positive definite or the step not finite.
std::vector<double> newton_step(Core &core, GroundedLaplacian &laplacian) {
    std::vector<double> weight(core.edge.size()), rhs(at(core.rows), 0.0);
    for (std::size_t e = 0; e < weight.size(); ++e) weight[e] = 1.0 / core.slope[e];
    for (std::size_t v = 0; v < core.row.size(); ++v)
        if (core.row[v] >= 0) rhs[at(core.row[v])] -= core.mass[v];
    for (std::size_t e = 0; e < weight.size(); ++e) {
        const double carried = weight[e] * core.energy[e];
        if (core.free_from[e] >= 0) rhs[at(core.free_from[e])] -= carried;
        if (core.free_to[e] >= 0) rhs[at(core.free_to[e])] += carried;
    }
    if (core.rows > 0) {
        if (!laplacian.factorise(weight)) return {};
        laplacian.solve(rhs);
    }
    const auto moved = [&](std::int32_t row) { return row >= 0 ? rhs[at(row)] : 0.0; };
    std::vector<double> dq(core.edge.size());
    for (std::size_t e = 0; e < dq.size(); ++e)
        dq[e] = weight[e] * (core.energy[e] + moved(core.free_from[e]) - moved(core.free_to[e]));
    const auto finite = [](double x) { return std::isfinite(x); };
    if (!std::all_of(rhs.begin(), rhs.end(), finite) || !std::all_of(dq.begin(), dq.end(), finite)) return {};
    for (std::size_t v = 0; v < core.row.size(); ++v) core.u[v] += moved(core.row[v]);
    core.last_change = largest_magnitude(rhs);
    return dq;
}

/// Step length along dq. g(α) = dC/dα = Σ (φ(q + α dq) − Δu) dq increases from g(0) < 0 because C is convex, so
/// C(α) − C(0) ≤ α g(α), and ≤ ½(g(½) + g(1)) at α = 1: bounds that need no value of C itself.
double step_length(const Core &core, const std::vector<double> &dq) {
    const auto gradient = [&](double alpha) {
        double g = 0.0;
        for (std::size_t e = 0; e < dq.size(); ++e) {
            const double drop = core.u[at(core.from[e])] - core.u[at(core.to[e])];
            g += (edge_drop(core.problem, at(core.edge[e]), core.q[e] + alpha * dq[e]).value - drop) * dq[e];
        }
        return g;
    };
    const double whole = gradient(1.0);
    if (whole <= 0.0) return 1.0;
    const double start = gradient(0.0), half = gradient(0.5);
    if (half + whole <= 0.1 * start) return 1.0;
    double alpha = 0.5, g = half;
    for (int i = 0; i < 50 && g > 0.0; ++i) g = gradient(alpha *= 0.5);
    return g > 0.0 ? 1.0 : alpha; // no fall can be measured: round-off rules, the full step is as good as any
}

ZoneFlow iterate(Core &core, const NewtonLimits &limits) {
    ZoneFlow flow;
    GroundedLaplacian laplacian(core.rows, core.free_from, core.free_to);
    guess_slopes(core);
    core.q = newton_step(core, laplacian); // satisfies mass from here on
    flow.converged = core.q.size() == core.edge.size();
    if (!flow.converged) core.q.assign(core.edge.size(), 0.0);
    for (bool going = flow.converged; going;) {
        measure(core);
        const Residuals now = residuals(core);
        flow.residual = std::max(now.mass, now.energy);
        flow.worst_edge = core.edge.empty() ? -1 : core.edge[now.worst_edge];
        flow.converged = flow.iterations > 0 && std::max(flow.residual, now.change) <= limits.tolerance;
        if (flow.converged || flow.iterations == limits.max_iterations) break;

        const std::vector<double> dq = newton_step(core, laplacian);
        going = dq.size() == core.edge.size();
        if (!going) break;
        core.step = step_length(core, dq);
        for (std::size_t e = 0; e < dq.size(); ++e) core.q[e] += core.step * dq[e];
        ++flow.iterations;
    }
    return flow;
}

} // namespace

Drop edge_drop(const ZoneProblem &problem, std::size_t edge, double flow_kg_s) {
    if (edge < problem.pipe.size()) return potential_drop(problem.law, problem.pipe[edge], flow_kg_s);
    return potential_drop(*problem.gas, problem.outlet[edge - problem.pipe.size()], flow_kg_s);
}

ZoneFlow solve_zone(const ZoneProblem &problem, const NewtonLimits &limits) {
    const auto junctions = static_cast<std::int32_t>(problem.fixed.size());
    const Forest forest = strip_forest(junctions, problem.from, problem.to, problem.fixed);
    std::vector<double> demand = problem.demand_kg_s, flow(problem.from.size(), 0.0);
    for (std::size_t i = 0; i < forest.child.size(); ++i) {
        const double carried = demand[at(forest.child[i])];
        const std::size_t e = at(forest.edge[i]);
        flow[e] = problem.to[e] == forest.child[i] ? carried : -carried;
        demand[at(forest.parent[i])] += carried;
    }
    Core core = make_core(problem, forest, demand);
    ZoneFlow result;
    if (!core.edge.empty()) result = iterate(core, limits);
    for (std::size_t e = 0; e < core.edge.size(); ++e) flow[at(core.edge[e])] = core.q[e];

    result.deviation_pa2.assign(problem.fixed.size(), 0.0);
    for (std::size_t v = 0; v < core.u.size(); ++v) result.deviation_pa2[at(forest.core_vertex[v])] = core.u[v];
    for (std::size_t i = forest.child.size(); i-- > 0;) {
        const std::size_t e = at(forest.edge[i]);
        const double drop = edge_drop(problem, e, flow[e]).value;
        const bool outward = problem.to[e] == forest.child[i];
        result.deviation_pa2[at(forest.child[i])] =
            result.deviation_pa2[at(forest.parent[i])] + (outward ? -drop : drop);
    }
    result.flow_kg_s = std::move(flow);
    return result;
}

std::vector<double> inflow_kg_s(const ZoneProblem &problem, const ZoneFlow &flow) {
    std::vector<double> inflow = problem.demand_kg_s;
    for (std::size_t e = 0; e < problem.from.size(); ++e) {
        inflow[at(problem.from[e])] += flow.flow_kg_s[e];
        inflow[at(problem.to[e])] -= flow.flow_kg_s[e];
    }
    for (std::size_t v = 0; v < inflow.size(); ++v)
        if (!problem.fixed[v]) inflow[v] = 0.0;
    return inflow;
}

} // namespace gastwin
