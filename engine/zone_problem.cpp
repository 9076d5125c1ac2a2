// SPDX-License-Identifier: Apache-2.0
#include "engine/zone_problem.hpp"

#include "engine/zone_solver.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

} // namespace

ZoneFlow solve_zone(const ZoneProblem &problem, const NewtonLimits &limits) {
    ZoneFlow flow;
    ZoneSolver().solve(problem, limits, flow);
    return flow;
}

std::vector<double> inflow_kg_s(const ZoneProblem &problem, const ZoneFlow &flow) {
    std::vector<double> inflow(problem.fixed.size(), 0.0);
    for (std::size_t v = 0; v < inflow.size(); ++v)
        if (problem.fixed[v]) inflow[v] = problem.demand_kg_s[v];
    for (std::size_t e = 0; e < problem.from.size(); ++e) {
        if (problem.fixed[at(problem.from[e])]) inflow[at(problem.from[e])] += flow.flow_kg_s[e];
        if (problem.fixed[at(problem.to[e])]) inflow[at(problem.to[e])] -= flow.flow_kg_s[e];
    }
    return inflow;
}

} // namespace gastwin
