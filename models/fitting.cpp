// SPDX-License-Identifier: Apache-2.0
#include "models/fitting.hpp"

#include <algorithm>

namespace gastwin {
namespace {

/// From this inside diameter on (a little below the nominal size, which bores of thick-walled pipe do not reach).
struct SizeRow {
    double inner_diameter_m, elbow, plug_valve, globe_valve, gate_valve;
};
constexpr std::array<SizeRow, 8> sizes{{{0.000, 2.2, 4.0, 11.0, 0.50},
                                        {0.018, 2.1, 2.0, 7.0, 0.50},
                                        {0.023, 2.0, 2.0, 6.0, 0.50},
                                        {0.029, 1.8, 2.0, 6.0, 0.50},
                                        {0.037, 1.6, 2.0, 6.0, 0.50},
                                        {0.045, 1.1, 2.0, 5.0, 0.50},
                                        {0.160, 1.1, 2.0, 5.0, 0.25},
                                        {0.280, 1.1, 2.0, 5.0, 0.15}}};

} // namespace

double fitting_loss_coefficient(Fitting fitting, double inner_diameter_m) {
    const auto above = std::find_if(sizes.begin() + 1, sizes.end(),
                                    [&](const SizeRow &row) { return row.inner_diameter_m > inner_diameter_m; });
    const SizeRow &size = *(above - 1);
    switch (fitting) {
    case Fitting::elbow:
        return size.elbow;
    case Fitting::bend:
        return 0.3;
    case Fitting::reducer:
        return 0.35;
    case Fitting::tee_straight:
        return 1.0;
    case Fitting::tee_branch:
        return 1.5;
    case Fitting::cross_straight:
        return 2.0;
    case Fitting::cross_branch:
        return 3.0;
    case Fitting::plug_valve:
        return size.plug_valve;
    case Fitting::globe_valve:
        return size.globe_valve;
    case Fitting::gate_valve:
        return size.gate_valve;
    }
    return 0.0;
}

} // namespace gastwin
