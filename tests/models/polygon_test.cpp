// SPDX-License-Identifier: Apache-2.0
#include "models/polygon.hpp"

#include <gtest/gtest.h>

#include <array>
#include <numbers>

#include <cmath>

#include "models/random.hpp"

namespace gastwin {
namespace {

constexpr std::array<Point, 6> ell{{{0, 0}, {4, 0}, {4, 1}, {1, 1}, {1, 3}, {0, 3}}}; // left open

TEST(Polygon, AnEllHoldsItsArmsAndNotItsCorner) {
    EXPECT_TRUE(inside(ell, {0.5, 2.5}));
    EXPECT_TRUE(inside(ell, {3.5, 0.5}));
    EXPECT_FALSE(inside(ell, {2.0, 2.0}));
    EXPECT_FALSE(inside(ell, {-0.1, 1.0}));
    EXPECT_FALSE(inside(std::span(ell).first(2), {1.0, 0.0}));
    EXPECT_FALSE(inside({}, {0.0, 0.0}));
}

/// The angle that a ring turns round a point: 2π inside, 0 outside.
double turn(std::span<const Point> ring, Point p) {
    double sum = 0.0;
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
        const double ax = ring[j].x - p.x, ay = ring[j].y - p.y, bx = ring[i].x - p.x, by = ring[i].y - p.y;
        sum += std::atan2(ax * by - ay * bx, ax * bx + ay * by);
    }
    return std::abs(sum);
}

TEST(Polygon, AgreesWithTheAngleARingTurnsRoundAPoint) {
    int held = 0;
    for (std::uint64_t i = 0; i < 2000; ++i) {
        Random random(3, 0, i);
        const Point p{random.uniform(-1, 5), random.uniform(-1, 4)};
        EXPECT_EQ(inside(ell, p), turn(ell, p) > std::numbers::pi) << p.x << " " << p.y;
        held += inside(ell, p);
    }
    EXPECT_GT(held, 200);
}

TEST(Polygon, SegmentsCrossOnlyFromSideToSide) {
    EXPECT_TRUE(cross({0, 0}, {2, 2}, {0, 2}, {2, 0}));
    EXPECT_FALSE(cross({0, 0}, {1, 1}, {0, 2}, {2, 0}));  // ends on it
    EXPECT_FALSE(cross({0, 0}, {1, 0}, {0, 1}, {1, 1}));  // parallel
    EXPECT_FALSE(cross({0, 0}, {2, 0}, {1, 0}, {3, 0}));  // along each other
    EXPECT_FALSE(cross({0, 0}, {0, 0}, {-1, 0}, {1, 0})); // a point
}

} // namespace
} // namespace gastwin
