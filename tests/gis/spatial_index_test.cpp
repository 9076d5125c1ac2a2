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

/// Clustered places, so that neighbours share their way, and a few lines across everything, so that some cannot.
std::vector<Course> town(std::size_t lines) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> block(0.0, 40.0), step(-5.0, 5.0);
    std::vector<Course> courses(lines);
    for (std::size_t i = 0; i < lines; ++i) {
        Point p{100.0 * std::floor(block(random)), 100.0 * std::floor(block(random))};
        for (std::size_t k = 0; k < i % 5; ++k) {
            courses[i].push_back(p);
            p = i % 97 == 0 ? Point{p.y, p.x} : Point{p.x + step(random), p.y + step(random)};
        }
    }
    return courses;
}

TEST(SpatialIndex, AskingForAllPlacesFindsWhatAskingForEachFinds) {
    for (const std::size_t lines : {0u, 1u, 40u, 9000u}) {
        const std::vector<Course> courses = town(lines);
        std::vector<Point> at;
        std::vector<double> reach_m;
        for (const Course &course : courses)
            for (const Point p : course) {
                at.push_back({p.x + 1.0, p.y});
                reach_m.push_back(at.size() % 7 == 0 ? -1.0 : at.size() % 11 == 0 ? 400.0 : at.size() % 3 * 0.5);
            }
        const SegmentIndex segments(courses);
        const PointIndex points(at);
        std::vector<std::vector<SegmentIndex::Hit>> hits(at.size());
        std::vector<std::vector<std::int32_t>> near(at.size());
        segments.find_each(points, reach_m,
                           [&](std::size_t part, std::size_t i, std::span<const SegmentIndex::Hit> found) {
                               EXPECT_LT(part, query_parts);
                               EXPECT_TRUE(hits[i].empty()) << "asked twice";
                               hits[i].assign(found.begin(), found.end());
                           });
        points.find_each(reach_m, [&](std::size_t, std::size_t i, std::span<const std::int32_t> found) {
            EXPECT_TRUE(near[i].empty()) << "asked twice";
            near[i].assign(found.begin(), found.end());
        });
        std::vector<SegmentIndex::Hit> one_hits;
        std::vector<std::int32_t> one_near;
        for (std::size_t i = 0; i < at.size(); ++i) {
            if (reach_m[i] >= 0.0) segments.find(at[i], reach_m[i], one_hits), points.find(at[i], reach_m[i], one_near);
            else one_hits.clear(), one_near.clear();
            ASSERT_EQ(hits[i], one_hits);
            ASSERT_EQ(near[i], one_near);
        }
    }
}

TEST(SpatialIndex, PairsAreAllSegmentsOfOtherLinesWhoseBoxesMeetOnceEach) {
    for (const std::size_t lines : {0u, 1u, 40u, 6000u}) {
        const std::vector<Course> courses = town(lines);
        const SegmentIndex segments(courses);
        std::vector<std::vector<std::pair<SegmentIndex::Hit, SegmentIndex::Hit>>> part(query_parts);
        segments.find_pairs(
            [&](std::size_t p, SegmentIndex::Hit a, SegmentIndex::Hit b) { part[p].emplace_back(a, b); });
        std::vector<std::pair<SegmentIndex::Hit, SegmentIndex::Hit>> pairs, expected;
        for (const auto &some : part) pairs.insert(pairs.end(), some.begin(), some.end());
        std::sort(pairs.begin(), pairs.end());
        std::vector<SegmentIndex::Hit> hits;
        for (std::size_t i = 0; i < lines; ++i)
            for (std::size_t s = 0; s + 1 < courses[i].size(); ++s) {
                segments.find(courses[i][s], courses[i][s + 1], 0.0, hits);
                for (const SegmentIndex::Hit hit : hits)
                    if (static_cast<std::size_t>(hit.line) > i)
                        expected.push_back({{static_cast<std::int32_t>(i), static_cast<std::int32_t>(s)}, hit});
            }
        EXPECT_EQ(pairs, expected);
        EXPECT_TRUE(lines < 6000 || !pairs.empty());
    }
}

TEST(SpatialIndex, WhatATakerThrowsReachesTheCaller) {
    const std::vector<Course> courses = town(9000);
    const SegmentIndex segments(courses);
    EXPECT_THROW(segments.find_pairs([](std::size_t, SegmentIndex::Hit, SegmentIndex::Hit) { throw 1; }), int);
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
