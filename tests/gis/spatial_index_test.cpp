// SPDX-License-Identifier: Apache-2.0
// Indices against looking at everything.
#include "gis/spatial_index.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "gis/course.hpp"

namespace gastwin {
namespace {

TEST(SpatialIndex, FindsWhatLookingAtEverythingFinds) {
    std::mt19937 random(1);
    std::uniform_real_distribution<double> at(0.0, 100.0);
    std::vector<Course> courses(300);
    std::vector<Point> points;
    for (Course &course : courses)
        for (int i = 0; i < 3; ++i) course.push_back({at(random), at(random)}), points.push_back(course.back());
    const SegmentIndex segments(courses);
    const PointIndex index(points);
    std::vector<SegmentIndex::Hit> hits;
    std::vector<std::int32_t> near;
    for (int trial = 0; trial < 50; ++trial) {
        const Point p{at(random), at(random)};
        segments.find(p, 3.0, hits);
        for (std::size_t line = 0; line < courses.size(); ++line)
            for (std::size_t s = 0; s < 2; ++s) {
                const double distance = nearest_on_segment(courses[line], milestones(courses[line]), s, p).distance_m;
                const SegmentIndex::Hit hit{static_cast<std::int32_t>(line), static_cast<std::int32_t>(s)};
                if (distance <= 3.0) {
                    EXPECT_TRUE(std::binary_search(hits.begin(), hits.end(), hit));
                }
            }
        index.find(p, 3.0, near);
        for (std::size_t i = 0; i < points.size(); ++i)
            EXPECT_EQ(std::abs(points[i].x - p.x) <= 3.0 && std::abs(points[i].y - p.y) <= 3.0,
                      std::binary_search(near.begin(), near.end(), static_cast<std::int32_t>(i)));
    }
}

/// Sizes about the fan-out and its powers, one place for all, one place a world away, and coordinates at the limit.
TEST(SpatialIndex, AbsurdButLegalPlaces) {
    std::vector<std::int32_t> near;
    for (const std::size_t count : {1u, 15u, 16u, 17u, 256u, 257u, 4097u}) {
        std::vector<Point> points(count, Point{5, 5});
        PointIndex(points).find({5, 5}, 0.0, near);
        EXPECT_EQ(near.size(), count);
        for (std::size_t i = 0; i < count; ++i) points[i] = {static_cast<double>(i), 1e300 * (i % 2 == 0 ? 1.0 : -1.0)};
        PointIndex(points).find({0, 1e300}, 0.5, near);
        EXPECT_EQ(near, std::vector<std::int32_t>{0});
        points.back() = {1e308, -1e308};
        points.front() = {-1e308, 1e308};
        PointIndex(points).find(points.front(), 0.0, near);
        EXPECT_EQ(near, std::vector<std::int32_t>{0});
    }
    PointIndex({}).find({0, 0}, 1e300, near);
    EXPECT_TRUE(near.empty());
    const std::vector<Course> courses{{{-1e6, 0}, {1e6, 0}}, {{0, -1}, {0, 1}}, {{1e9, 1e9}, {1e9, 1e9}}};
    std::vector<SegmentIndex::Hit> hits;
    SegmentIndex(courses).find({0, 0}, 0.0, hits);
    EXPECT_EQ(hits, (std::vector<SegmentIndex::Hit>{{0, 0}, {1, 0}}));
}

TEST(SpatialIndex, EmptyAndPointlikeCoursesHoldNoSegments) {
    const std::vector<Course> courses{{}, {{1, 1}}};
    const SegmentIndex index(courses);
    std::vector<SegmentIndex::Hit> hits{{7, 7}};
    index.find({1, 1}, 10.0, hits);
    EXPECT_TRUE(hits.empty());
}

TEST(Course, PartsOfACourseKeepItsVerticesAndLength) {
    const Course course{{0, 0}, {10, 0}, {10, 10}};
    const auto along = milestones(course);
    EXPECT_EQ(course_between(course, along, 5.0, 15.0), (Course{{5, 0}, {10, 0}, {10, 5}}));
    EXPECT_EQ(course_between(course, along, 0.0, 20.0), course);
    EXPECT_EQ(course_between(course, along, 10.0, 20.0), (Course{{10, 0}, {10, 10}}));
}

TEST(Course, CrossingSharesOfASlantedPair) {
    const auto shares = crossing_shares({0, 0}, {10, 10}, {0, 10}, {10, 0});
    ASSERT_TRUE(shares);
    EXPECT_DOUBLE_EQ(shares->first, 0.5);
    EXPECT_DOUBLE_EQ(shares->second, 0.5);
    EXPECT_FALSE(crossing_shares({0, 0}, {10, 0}, {0, 1}, {10, 1}));
    EXPECT_FALSE(crossing_shares({0, 0}, {1, 1}, {0, 10}, {10, 0}));
}

} // namespace
} // namespace gastwin
