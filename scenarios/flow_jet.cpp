// SPDX-License-Identifier: Apache-2.0
#include "scenarios/flow_jet.hpp"

#include <algorithm>
#include <numeric>

namespace gastwin {
namespace {

constexpr double highest_pressure_pa = 1e8;

/// Inner pressure at which the orifice passes this flow into the standard atmosphere.
double pressure_for_pa(const Gas &gas, const Orifice &orifice, double flow_kg_s) {
    double low = standard_pressure_pa, high = std::min(highest_pressure_pa, largest_pressure_pa(gas));
    for (int i = 0; i < 200 && low < high; ++i) {
        const double middle = std::midpoint(low, high);
        if (middle == low || middle == high) break;
        (orifice_release(gas, orifice, middle, standard_pressure_pa).flow_kg_s < flow_kg_s ? low : high) = middle;
    }
    return high;
}

} // namespace

Jet jet_of_flow(const Gas &gas, const Orifice &orifice, double flow_kg_s, const Air &air) {
    return expanded_jet(gas, orifice, pressure_for_pa(gas, orifice, flow_kg_s), air.pressure_pa);
}

} // namespace gastwin
