// SPDX-License-Identifier: Apache-2.0
// Loss coefficients of fittings, to add up for a pipe's loss_coefficient. They refer to the velocity in the pipe they
// stand in; for a reducer the smaller one, for tees and crosses the branch that is followed.
// Source: 段常贵, 燃气输配 (city gas textbook), table of ζ for low-pressure indoor and courtyard pipes. Indoor runs
// only: outdoors 5 to 10 % of the friction stands for all of them (SolveOptions::local_loss_share).
#pragma once
#include <array>
#include <cstdint>

#include "models/names.hpp"

namespace gastwin {

enum class Fitting : std::uint8_t {
    elbow,        ///< 90°, screwed or mitred
    bend,         ///< 90°, smooth
    reducer,      ///< sudden, by one nominal size
    tee_straight, ///< straight through
    tee_branch,   ///< into the branch
    cross_straight,
    cross_branch,
    plug_valve,
    globe_valve,
    gate_valve
};

template <> struct Names<Fitting> {
    static constexpr std::array<Name, 10> names{{{"elbow", "90° elbow", "90°直角弯头"},
                                                 {"bend", "smooth 90° bend", "90°光滑弯头"},
                                                 {"reducer", "reducer by one size", "变径（相差一级）"},
                                                 {"tee_straight", "tee, straight through", "三通直流"},
                                                 {"tee_branch", "tee, into the branch", "三通分流"},
                                                 {"cross_straight", "cross, straight through", "四通直流"},
                                                 {"cross_branch", "cross, into a branch", "四通分流"},
                                                 {"plug_valve", "plug valve", "旋塞"},
                                                 {"globe_valve", "globe valve", "截止阀"},
                                                 {"gate_valve", "gate valve", "闸板阀"}}};
};

/// ζ of the nominal size nearest below the diameter; the smallest size of the table (DN15) for anything smaller.
/// Precondition: inner_diameter_m > 0.
[[nodiscard]] double fitting_loss_coefficient(Fitting fitting, double inner_diameter_m);

/// Length of straight pipe with the same loss: ζ D/λ.
[[nodiscard]] inline double equivalent_length_m(double loss_coefficient, double inner_diameter_m,
                                                double friction_factor) {
    return loss_coefficient * inner_diameter_m / friction_factor;
}

} // namespace gastwin
