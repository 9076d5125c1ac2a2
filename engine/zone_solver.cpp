// SPDX-License-Identifier: Apache-2.0
#include "engine/zone_solver.hpp"

#include <algorithm>
#include <cmath>

#include "engine/threads.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// A thousandth of a pilot flame. Flows below it are the round-off of flows elsewhere; mass is not judged by them.
constexpr double least_flow_kg_s = 1e-9;

/// A zone of fewer edges shares its thread's room: to find memory for it would take longer than to solve it.
constexpr std::size_t large_zone = 4096;

/// One zone's equations between vertices and chains, and Newton's numbers for them.
struct Core : NewtonState, NewtonRoom {
    const ZoneProblem &problem;
    const Chains &chains;
    std::span<const std::int32_t> row, row_from, row_to; ///< in the linear system, -1 for held vertices
    double last_change = 0.0;                            ///< of u
};

/// Flow along its edge of a piece of a chain that carries q.
double piece_flow(const Core &core, std::size_t piece, double q) {
    const double along = q + core.offset[piece];
    return core.chains.reversed[piece] ? -along : along;
}

/// Σ φ_k(q + c_k) and its slope. Slopes are held above the least a weight can carry: see smallest_slope().
void evaluate_chain(const Core &core, std::size_t chain, double q, ChainLaws &laws) {
    double phi = 0.0, slope = 0.0;
    for (std::size_t k = core.chains.first_piece(chain); k < core.chains.first_piece(chain + 1); ++k) {
        const std::size_t edge = at(core.chains.edge[k]);
        const Drop drop = edge_drop(core.problem, edge, piece_flow(core, k, q));
        const bool is_pipe = edge < core.problem.pipe.size();
        laws.piece[k] = core.chains.reversed[k] ? -drop.value : drop.value;
        phi += laws.piece[k];
        slope += is_pipe ? std::max(drop.slope, smallest_slope(core.problem.pipe[edge])) : drop.slope;
    }
    laws.phi[chain] = phi;
    laws.slope[chain] = slope;
}

/// Offsets, the demand between pieces moved to the vertex at the chain's far end, and potentials where they are held.
void load(Core &core) {
    const Chains &chains = core.chains;
    core.u.assign(chains.vertex.size(), 0.0);
    for (std::size_t v = 0; v < core.u.size(); ++v)
        if (core.row[v] < 0) core.u[v] = core.problem.deviation_pa2[at(chains.vertex[v])];
    for (auto *column : {&core.q, &core.laws.phi, &core.laws.slope, &core.energy}) column->resize(chains.count());
    core.offset.resize(chains.edge.size());
    core.demand.resize(chains.vertex.size());
    for (std::size_t v = 0; v < core.demand.size(); ++v) core.demand[v] = core.carried[at(chains.vertex[v])];
    for (std::size_t c = 0; c < chains.count(); ++c) {
        double taken = 0.0;
        for (std::size_t k = chains.first_piece(c); k < chains.first_piece(c + 1); ++k) {
            core.offset[k] = -taken;
            if (k + 1 < chains.first_piece(c + 1)) taken += core.carried[at(chains.far_end[k])];
        }
        core.demand[at(chains.to[c])] += taken;
    }
}

void measure_mass(Core &core) {
    core.mass = core.demand;
    for (std::size_t c = 0; c < core.q.size(); ++c) {
        core.mass[at(core.chains.from[c])] += core.q[c];
        core.mass[at(core.chains.to[c])] -= core.q[c];
    }
}

/// The laws at q + α dq.
void evaluate(const Core &core, double alpha, const std::vector<double> &dq, ChainLaws &laws) {
    laws.phi.resize(core.chains.count());
    laws.slope.resize(core.chains.count());
    laws.piece.resize(core.chains.edge.size());
    for_each_index(core.chains.count(),
                   [&](std::size_t c) { evaluate_chain(core, c, core.q[c] + alpha * dq[c], laws); });
}

double fall(const Core &core, std::size_t chain) {
    return core.u[at(core.chains.from[chain])] - core.u[at(core.chains.to[chain])];
}

/// Residuals for the φ at hand.
void measure(Core &core) {
    for (std::size_t c = 0; c < core.energy.size(); ++c) core.energy[c] = fall(core, c) - core.laws.phi[c];
    measure_mass(core);
}

/// Slope of an edge taken as linear: a pipe as at λ 0.04 and one velocity for all, about 1 m/s of gas near one bar; an
/// outlet as at its capacity.
double linear_slope(const ZoneProblem &problem, std::size_t edge) {
    constexpr double reynolds_per_m = 5e4, factor = 0.04;
    if (edge >= problem.pipe.size()) {
        const double q = problem.outlet[edge - problem.pipe.size()].capacity_kg_s;
        return std::max(edge_drop(problem, edge, q).value / q, 1e-300);
    }
    const PipeElement &pipe = problem.pipe[edge];
    const double lambda = pipe.given_factor > 0.0 ? pipe.given_factor : factor;
    const double re = reynolds_per_m * pipe.inner_diameter_m;
    return std::max(pipe.resistance_pa2 * pipe.reynolds_per_flow * (lambda + pipe.local_loss) * re, 1e-300);
}

/// A first guess: q = 0 in edges that are linear.
void guess(Core &core) {
    core.q.assign(core.q.size(), 0.0);
    for (std::size_t c = 0; c < core.q.size(); ++c) {
        double slope = 0.0, phi = 0.0;
        for (std::size_t k = core.chains.first_piece(c); k < core.chains.first_piece(c + 1); ++k) {
            const double one = linear_slope(core.problem, at(core.chains.edge[k]));
            slope += one;
            phi += one * core.offset[k];
        }
        core.laws.slope[c] = slope;
        core.laws.phi[c] = phi;
    }
}

double largest_magnitude(const std::vector<double> &values) {
    double largest = 0.0;
    for (const double x : values) largest = std::max(largest, std::abs(x));
    return largest;
}

struct Residuals {
    double mass, energy, change; ///< relative
    std::size_t worst_chain;
};

Residuals residuals(const Core &core) {
    double mass = 0.0, energy = 0.0;
    std::size_t worst = 0;
    for (std::size_t v = 0; v < core.mass.size(); ++v)
        if (core.row[v] >= 0) mass = std::max(mass, std::abs(core.mass[v]));
    for (std::size_t c = 0; c < core.energy.size(); ++c)
        if (std::abs(core.energy[c]) > energy) energy = std::abs(core.energy[c]), worst = c;
    const double flow_scale = std::max({largest_magnitude(core.q), largest_magnitude(core.demand), least_flow_kg_s});
    const double drop_scale = std::max(
        {largest_magnitude(core.laws.phi), largest_magnitude(core.u), 1e-5 * core.problem.potential_scale_pa2});
    return {mass / flow_scale, energy / drop_scale, core.last_change / drop_scale, worst};
}

/// One linear solve: moves u by δu and finds δq; false when the matrix is not positive definite or the step not finite.
bool newton_step(Core &core, GroundedLaplacian *laplacian) {
    std::vector<double> &weight = core.weight, &rhs = core.rhs, &dq = core.dq;
    weight.resize(core.q.size());
    dq.resize(core.q.size());
    rhs.clear();
    for (std::size_t c = 0; c < weight.size(); ++c) weight[c] = 1.0 / core.laws.slope[c];
    for (std::size_t v = 0; v < core.row.size(); ++v)
        if (core.row[v] >= 0) rhs.push_back(-core.mass[v]);
    for (std::size_t c = 0; c < weight.size(); ++c) {
        const double carried = weight[c] * core.energy[c];
        if (core.row_from[c] >= 0) rhs[at(core.row_from[c])] -= carried;
        if (core.row_to[c] >= 0) rhs[at(core.row_to[c])] += carried;
    }
    if (laplacian != nullptr) {
        if (!laplacian->factorise(weight)) return false;
        laplacian->solve(rhs);
    }
    const auto moved = [&](std::int32_t row) { return row >= 0 ? rhs[at(row)] : 0.0; };
    for (std::size_t c = 0; c < dq.size(); ++c)
        dq[c] = weight[c] * (core.energy[c] + moved(core.row_from[c]) - moved(core.row_to[c]));
    const auto finite = [](double x) { return std::isfinite(x); };
    if (!std::all_of(rhs.begin(), rhs.end(), finite) || !std::all_of(dq.begin(), dq.end(), finite)) return false;
    for (std::size_t v = 0; v < core.row.size(); ++v) core.u[v] += moved(core.row[v]);
    core.last_change = largest_magnitude(rhs);
    return true;
}

/// g = dC/dα = Σ (φ − Δu) dq along dq for the φ at some α.
double gradient(const Core &core, const std::vector<double> &phi, const std::vector<double> &dq) {
    double g = 0.0;
    for (std::size_t c = 0; c < dq.size(); ++c) g += (phi[c] - fall(core, c)) * dq[c];
    return g;
}

/// Moves q along dq, and the laws with it. g(α) increases from g(0) < 0 because C is convex, so C(α) − C(0) ≤ α g(α),
/// and ≤ ½(g(½) + g(1)) at α = 1: bounds that need no value of C itself.
void advance(Core &core) {
    const std::vector<double> &dq = core.dq;
    double alpha = 1.0;
    evaluate(core, 1.0, dq, core.whole);
    if (const double g_whole = gradient(core, core.whole.phi, dq); g_whole > 0.0) {
        evaluate(core, 0.5, dq, core.cut);
        double g = gradient(core, core.cut.phi, dq);
        if (g + g_whole > 0.1 * gradient(core, core.laws.phi, dq)) {
            alpha = 0.5;
            for (int i = 0; i < 50 && g > 0.0; ++i) {
                evaluate(core, alpha *= 0.5, dq, core.cut);
                g = gradient(core, core.cut.phi, dq);
            }
            if (g > 0.0) alpha = 1.0; // no fall can be measured: round-off rules, the full step is as good as any
        }
    }
    for (std::size_t c = 0; c < dq.size(); ++c) core.q[c] += alpha * dq[c];
    std::swap(core.laws, alpha == 1.0 ? core.whole : core.cut);
}

/// Is what is left to move below the tolerance? Changes of the last two steps that shrink by r ≤ ½ or faster leave
/// r/(1 − r) ≤ 2r of the last; Newton's shrink quadratically, which saves the step that would show it.
bool has_settled(double change, double change_before, double tolerance) {
    return change <= tolerance || (change <= 0.5 * change_before && 2.0 * change * change <= tolerance * change_before);
}

/// From the first guess in `core` to the solution.
void iterate(Core &core, GroundedLaplacian *laplacian, const NewtonLimits &limits, ZoneFlow &flow) {
    flow.converged = newton_step(core, laplacian);
    if (flow.converged)
        for (std::size_t c = 0; c < core.q.size(); ++c) core.q[c] += core.dq[c]; // satisfies mass from here on
    else core.q.assign(core.q.size(), 0.0);
    evaluate(core, 0.0, core.q, core.laws);
    double change_before = 0.0;
    while (flow.converged) {
        measure(core);
        const Residuals now = residuals(core);
        flow.residual = std::max(now.mass, now.energy);
        flow.worst_edge = core.chains.edge[core.chains.first_piece(now.worst_chain)];
        flow.converged = flow.iterations > 0 && flow.residual <= limits.tolerance &&
                         has_settled(now.change, change_before, limits.tolerance);
        if (flow.converged || flow.iterations == limits.max_iterations) return;

        change_before = flow.iterations > 0 ? now.change : 0.0; // the first is no Newton step
        flow.converged = newton_step(core, laplacian);
        if (!flow.converged) return;
        advance(core);
        ++flow.iterations;
    }
}

} // namespace

bool ZoneSolver::is_compiled_for(const ZoneProblem &problem) const {
    return compiled_ && edges_ == problem.from.size() && fixed_ == problem.fixed &&
           std::equal(outlet_to_.begin(), outlet_to_.end(), problem.to.end() - std::ssize(problem.outlet),
                      problem.to.end());
}

void ZoneSolver::compile(const ZoneProblem &problem) {
    edges_ = problem.from.size();
    fixed_ = problem.fixed;
    outlet_to_.assign(problem.to.end() - std::ssize(problem.outlet), problem.to.end());
    forest_ = strip_forest(static_cast<std::int32_t>(fixed_.size()), problem.from, problem.to, fixed_);
    chains_ = link_chains(problem.from, problem.to, fixed_, forest_.core_vertex, forest_.core_edge);
    std::int32_t rows = 0;
    row_.clear();
    for (const std::int32_t v : chains_.vertex) row_.push_back(fixed_[at(v)] ? -1 : rows++);
    row_from_.clear();
    row_to_.clear();
    for (const std::int32_t v : chains_.from) row_from_.push_back(row_[at(v)]);
    for (const std::int32_t v : chains_.to) row_to_.push_back(row_[at(v)]);
    laplacian_.reset();
    if (rows > 0) laplacian_.emplace(rows, row_from_, row_to_);
    compiled_ = true;
}

void ZoneSolver::solve(const ZoneProblem &problem, const NewtonLimits &limits, ZoneFlow &flow) {
    const bool known = is_compiled_for(problem);
    if (!known) compile(problem);
    const bool resumes = known && flow.converged && flow.flow_kg_s.size() == edges_;
    std::vector<double> &q = flow.flow_kg_s;
    q.resize(edges_);
    flow.iterations = 0;
    flow.residual = 0.0;
    flow.worst_edge = -1;
    flow.converged = true;

    static thread_local NewtonRoom shared_room;
    NewtonRoom &room = edges_ < large_zone ? shared_room : room_;
    room.carried = problem.demand_kg_s;
    for (std::size_t i = 0; i < forest_.child.size(); ++i) {
        const std::size_t e = at(forest_.edge[i]);
        const double carried = room.carried[at(forest_.child[i])];
        q[e] = problem.to[e] == forest_.child[i] ? carried : -carried;
        room.carried[at(forest_.parent[i])] += carried;
    }
    Core core{std::move(newton_), std::move(room), problem, chains_, row_, row_from_, row_to_};
    load(core);
    if (chains_.count() > 0) {
        if (!resumes) guess(core); // else flows and laws are those of the last answer
        measure(core);
        iterate(core, laplacian_ ? &*laplacian_ : nullptr, limits, flow);
    }
    for (std::size_t c = 0; c < chains_.count(); ++c)
        for (std::size_t k = chains_.first_piece(c); k < chains_.first_piece(c + 1); ++k)
            q[at(chains_.edge[k])] = piece_flow(core, k, core.q[c]);

    flow.drop_pa2.resize(edges_);
    for (std::size_t k = 0; k < chains_.edge.size(); ++k)
        flow.drop_pa2[at(chains_.edge[k])] = chains_.reversed[k] ? -core.laws.piece[k] : core.laws.piece[k];
    flow.deviation_pa2.resize(fixed_.size());
    for (std::size_t v = 0; v < core.u.size(); ++v) flow.deviation_pa2[at(chains_.vertex[v])] = core.u[v];
    newton_ = std::move(static_cast<NewtonState &>(core));
    room = std::move(static_cast<NewtonRoom &>(core));
    spread_potentials(problem, flow);
}

/// Potentials from the core's vertices along the chains and out into the trees.
void ZoneSolver::spread_potentials(const ZoneProblem &problem, ZoneFlow &flow) const {
    std::vector<double> &u = flow.deviation_pa2, &drop = flow.drop_pa2;
    for_each_index(forest_.edge.size(), [&](std::size_t i) {
        const std::size_t e = at(forest_.edge[i]);
        drop[e] = edge_drop(problem, e, flow.flow_kg_s[e]).value;
    });
    for (std::size_t c = 0; c < chains_.count(); ++c) {
        double here = u[at(chains_.vertex[at(chains_.from[c])])];
        for (std::size_t k = chains_.first_piece(c); k + 1 < chains_.first_piece(c + 1); ++k) {
            const std::size_t e = at(chains_.edge[k]);
            here -= chains_.reversed[k] ? -drop[e] : drop[e];
            u[at(chains_.far_end[k])] = here;
        }
    }
    for (std::size_t i = forest_.child.size(); i-- > 0;) {
        const std::size_t e = at(forest_.edge[i]);
        const bool outward = problem.to[e] == forest_.child[i];
        u[at(forest_.child[i])] = u[at(forest_.parent[i])] + (outward ? -drop[e] : drop[e]);
    }
}

} // namespace gastwin
