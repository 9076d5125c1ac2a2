// SPDX-License-Identifier: Apache-2.0
#include "scenarios/line_raster.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "models/random.hpp"

namespace gastwin {
namespace {

/// 1 − (d/R)² up to R: smooth enough for exact integrals.
ByDistance parabola(double reach_m) {
    ByDistance f{reach_m / 400.0, {}};
    for (int i = 0; i <= 400; ++i) f.value.push_back(1.0 - std::pow(i / 400.0, 2));
    return f;
}

LineSources one_line(std::vector<Point> course, double rate = 1.0) {
    LineSources lines;
    lines.course.push_back(course);
    lines.rate = {rate};
    lines.function = {0};
    return lines;
}

LineSources many_lines(std::size_t count, double extent_m) {
    LineSources lines;
    Random random(3);
    for (std::size_t i = 0; i < count; ++i) {
        std::vector<Point> course{{random.uniform(0, extent_m), random.uniform(0, extent_m)}};
        const int points = random.integer(0, 3);
        for (int k = 0; k < points; ++k)
            course.push_back({course.back().x + random.uniform(-80, 80), course.back().y + random.uniform(-80, 80)});
        lines.course.push_back(course);
        lines.rate.push_back(random.uniform(0, 1e-4));
        lines.function.push_back(random.integer(0, 1));
    }
    return lines;
}

double total(const Raster &r) { return std::accumulate(r.value.begin(), r.value.end(), 0.0); }

TEST(LineRaster, AnEndlessStraightLineHasTheValueOfTheIntegral) {
    // ∫ over the chord of 1 − (s² + y²)/R²: 4/3 (1 − y²/R²)^(3/2) R, per metre of rate.
    const double reach = 40.0;
    const Raster r = raster_of_lines(one_line({{-500, 0.7}, {500, 0.7}}, 1000.0), std::vector{parabola(reach)}, 2.0);
    for (std::int32_t row = 0; row < r.rows; ++row) {
        const std::int32_t column = r.columns / 2;
        const double y = r.centre(row, column).y - 0.7, inside = std::max(0.0, 1.0 - y * y / (reach * reach));
        EXPECT_NEAR(r.value[r.cell(row, column)], 4.0 / 3.0 * reach * std::pow(inside, 1.5), 0.01 * reach) << y;
    }
}

TEST(LineRaster, HoldsAsMuchAsTheLineSpreads) {
    // Σ value · cell² → rate · ∫ P 2πd dd = rate · π R²/2, whatever the course; smaller cells come closer.
    double last = std::numeric_limits<double>::infinity();
    const LineSources lines = one_line({{3, 4}, {57, 31}, {60, -22}, {61, -22}}, 2e-4);
    const double exact = 2e-4 * std::numbers::pi * 15.0 * 15.0 / 2.0;
    for (const double cell : {8.0, 2.0, 0.5}) {
        const double error =
            std::abs(total(raster_of_lines(lines, std::vector{parabola(15.0)}, cell)) * cell * cell / exact - 1.0);
        EXPECT_LE(error, 0.25 * last + 1e-6) << cell;
        last = error;
    }
    EXPECT_LT(last, 1e-4);
}

TEST(LineRaster, IsSymmetricAcrossItsLineAndItsDirection) {
    const std::vector functions{parabola(20.0)};
    const Raster there = raster_of_lines(one_line({{0, 0}, {100, 0}}), functions, 4.0);
    const Raster back = raster_of_lines(one_line({{100, 0}, {0, 0}}), functions, 4.0);
    ASSERT_EQ(there.value.size(), back.value.size());
    for (std::int32_t row = 0; row < there.rows; ++row)
        for (std::int32_t column = 0; column < there.columns; ++column) {
            const double value = there.value[there.cell(row, column)];
            EXPECT_NEAR(value, back.value[back.cell(row, column)], 1e-12);
            EXPECT_NEAR(value, there.value[there.cell(there.rows - 1 - row, column)], 1e-12);
            EXPECT_NEAR(value, there.value[there.cell(row, there.columns - 1 - column)], 1e-12);
        }
}

TEST(LineRaster, AgreesWithLookingAtEverySpotFromEveryCell) {
    const LineSources lines = many_lines(20, 150);
    const std::vector functions{parabola(25.0), parabola(7.0)};
    const Raster r = raster_of_lines(lines, functions, 6.0);
    std::vector<double> slow(r.value.size());
    for (std::size_t i = 0; i < lines.rate.size(); ++i) {
        const ByDistance &f = functions[static_cast<std::size_t>(lines.function[i])];
        const auto course = lines.course[i];
        const double length = length_m(course);
        const double parts = length > 0.0 ? std::ceil(length / 0.2) : 1.0;
        for (double k = 0.5; k < parts; k += 1.0) {
            const Point spot = point_along(course, k / parts);
            for (std::int32_t row = 0; row < r.rows; ++row)
                for (std::int32_t column = 0; column < r.columns; ++column)
                    slow[r.cell(row, column)] += lines.rate[i] / parts * f.at(distance_m(spot, r.centre(row, column)));
        }
    }
    double largest = 0.0;
    for (const double v : slow) largest = std::max(largest, v);
    for (std::size_t c = 0; c < slow.size(); ++c) EXPECT_NEAR(r.value[c], slow[c], 0.01 * largest);
}

TEST(LineRaster, DoesNotDependOnThreadsAndAddsUp) {
    const std::vector functions{parabola(25.0), parabola(7.0)};
    const LineSources lines = many_lines(400, 900);
    const Raster one = raster_of_lines(lines, functions, 3.0, 1), three = raster_of_lines(lines, functions, 3.0, 3);
    EXPECT_GT(one.rows, 4 * 64) << "several bands";
    EXPECT_EQ(one.value, three.value);
    LineSources twice = lines;
    for (double &rate : twice.rate) rate *= 2.0;
    const Raster doubled = raster_of_lines(twice, functions, 3.0);
    for (std::size_t c = 0; c < one.value.size(); ++c) EXPECT_EQ(doubled.value[c], 2.0 * one.value[c]);
    for (const double v : one.value) EXPECT_GE(v, 0.0);
}

TEST(LineRaster, WhatHasNoPlaceOrNoReachIsNotThere) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_TRUE(raster_of_lines({}, {}, 1.0).value.empty());
    EXPECT_TRUE(raster_of_lines(one_line({{0, 0}, {1, 1}}), std::vector{ByDistance{}}, 1.0).value.empty());
    EXPECT_TRUE(raster_of_lines(one_line({{0, nan}, {1, 1}}), std::vector{parabola(5)}, 1.0).value.empty());
    EXPECT_TRUE(raster_of_lines(one_line({}), std::vector{parabola(5)}, 1.0).value.empty());
    EXPECT_TRUE(raster_of_lines(one_line({{0, 0}}, 0.0), std::vector{parabola(5)}, 1.0).value.empty());
    const Raster point = raster_of_lines(one_line({{0.5, 0.5}, {0.5, 0.5}}), std::vector{parabola(5)}, 1.0);
    EXPECT_DOUBLE_EQ(*std::max_element(point.value.begin(), point.value.end()), 1.0);
}

TEST(LineRaster, RefusesCellsThatMeanNothingOrAreTooMany) {
    const std::vector functions{parabola(5.0)};
    for (const double cell : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(), 1e-6}) try {
            (void)raster_of_lines(one_line({{0, 0}, {1e5, 1e5}}), functions, cell);
            FAIL() << cell;
        } catch (const Error &error) {
            EXPECT_EQ(error.kind().slug, "value_out_of_range");
            EXPECT_EQ(error.place().column, "cell_m");
        }
}

} // namespace
} // namespace gastwin
