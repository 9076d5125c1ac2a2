// SPDX-License-Identifier: Apache-2.0
#include "gis/gcj02.hpp"

#include <cmath>
#include <numbers>

namespace gastwin {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double semi_major_m = 6378245.0, eccentricity_squared = 0.006693421622965823; // Krasovsky 1940

double waves(double x, double a, double p, double b, double q) { // a sin πx/p + b sin πx/q
    return 2.0 / 3.0 * (a * std::sin(pi * x / p) + b * std::sin(pi * x / q));
}

} // namespace

Point gcj02(Point p) {
    constexpr double west = 72.004, east = 137.8347, south = 0.8293, north = 55.8271;
    if (!(p.x >= west && p.x <= east && p.y >= south && p.y <= north)) return p;
    const double x = p.x - 105.0, y = p.y - 35.0;
    const double common = 0.1 * x * y + waves(x, 20.0, 1.0 / 6.0, 20.0, 0.5);
    const double root = std::sqrt(std::abs(x));
    const double u = 300.0 + x + 2.0 * y + 0.1 * x * x + common + 0.1 * root + waves(x, 20.0, 1.0, 40.0, 3.0) +
                     waves(x, 150.0, 12.0, 300.0, 30.0);
    const double v = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + common + 0.2 * root + waves(y, 20.0, 1.0, 40.0, 3.0) +
                     waves(y, 160.0, 12.0, 320.0, 30.0);
    const double latitude = p.y * pi / 180.0;
    const double m = 1.0 - eccentricity_squared * std::sin(latitude) * std::sin(latitude);
    const double per_degree = semi_major_m * pi / 180.0;
    return {p.x + u / (per_degree * std::cos(latitude) / std::sqrt(m)),
            p.y + v / (per_degree * (1.0 - eccentricity_squared) / (m * std::sqrt(m)))};
}

} // namespace gastwin
