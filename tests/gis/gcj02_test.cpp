// SPDX-License-Identifier: Apache-2.0
// Check values: the published formula run independently, to the digits printed.
#include "gis/gcj02.hpp"

#include <gtest/gtest.h>

namespace gastwin {
namespace {

TEST(Gcj02, PublishedPlaces) {
    const std::pair<Point, Point> cases[]{{{114.306, 30.520}, {114.3114393, 30.5175659}},
                                          {{116.404, 39.915}, {116.4102445, 39.9164043}},
                                          {{121.4997, 31.2397}, {121.5041331, 31.2376863}}};
    for (const auto &[from, to] : cases) {
        EXPECT_NEAR(gcj02(from).x, to.x, 1e-7);
        EXPECT_NEAR(gcj02(from).y, to.y, 1e-7);
    }
}

TEST(Gcj02, OutsideChinaNothingMoves) {
    for (const Point p : {Point{2.35, 48.85}, Point{114.0, -30.0}, Point{139.7, 35.7}}) EXPECT_EQ(gcj02(p), p);
}

} // namespace
} // namespace gastwin
