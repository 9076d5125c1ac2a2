// SPDX-License-Identifier: Apache-2.0
#include "models/valve_loss.hpp"

#include <array>
#include <cmath>
#include <span>

namespace gastwin {
namespace {

struct Point {
    double closed, loss_coefficient; ///< share of the way to shut
};

constexpr std::array<Point, 3> gate{{{0.25, 0.26}, {0.5, 2.06}, {0.75, 17.0}}};
constexpr std::array<Point, 5> plug{
    {{5.0 / 90.0, 0.05}, {10.0 / 90.0, 0.29}, {20.0 / 90.0, 1.56}, {40.0 / 90.0, 17.3}, {60.0 / 90.0, 206.0}}};
constexpr std::array<Point, 5> butterfly{
    {{5.0 / 90.0, 0.24}, {10.0 / 90.0, 0.52}, {20.0 / 90.0, 1.54}, {40.0 / 90.0, 10.8}, {60.0 / 90.0, 118.0}}};

std::span<const Point> curve_of(ValveType type) {
    switch (type) {
    case ValveType::gate:
        return gate;
    case ValveType::butterfly:
        return butterfly;
    default:
        return plug;
    }
}

} // namespace

double valve_loss_coefficient(ValveType type, double opening) {
    const std::span<const Point> curve = curve_of(type);
    const double closed = 1.0 - opening;
    if (closed <= curve.front().closed) return closed / curve.front().closed * curve.front().loss_coefficient;
    for (std::size_t i = 1; i < curve.size(); ++i) {
        const Point &a = curve[i - 1], &b = curve[i];
        if (closed <= b.closed)
            return a.loss_coefficient *
                   std::pow(b.loss_coefficient / a.loss_coefficient, (closed - a.closed) / (b.closed - a.closed));
    }
    const double ratio = (1.0 - curve.back().closed) / opening;
    return curve.back().loss_coefficient * ratio * ratio;
}

} // namespace gastwin
