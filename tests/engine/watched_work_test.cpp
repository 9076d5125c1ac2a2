// SPDX-License-Identifier: Apache-2.0
#include "engine/watched_work.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>
#include <vector>

namespace gastwin {
namespace {

/// Steps begun by two threads; whatever is thrown comes out of here and of neither thread.
std::size_t run(const Progress &progress, std::size_t steps, std::size_t fails_at) {
    std::atomic<std::size_t> next = 0, begun = 0;
    WatchedWork work(progress, "work", steps);
    const auto all = [&] {
        for (std::size_t i; (i = next++) < steps;)
            work.step([&] {
                ++begun;
                if (i == fails_at) throw std::runtime_error("step");
            });
    };
    std::thread other(all);
    all();
    other.join();
    work.finish();
    return begun;
}

TEST(WatchedWork, EveryStepRunsAndIsReportedOnceInOrder) {
    std::vector<double> told;
    EXPECT_EQ(run([&](auto, double done) { return told.push_back(done), true; }, 100, 100), 100u);
    ASSERT_EQ(told.size(), 100u);
    for (std::size_t i = 0; i < told.size(); ++i) EXPECT_DOUBLE_EQ(told[i], static_cast<double>(i + 1) / 100.0);
    EXPECT_EQ(run({}, 7, 7), 7u) << "nobody listens";
}

TEST(WatchedWork, ErrorsOfStepsAndListenersAndAWishToStopComeOut) {
    EXPECT_THROW(run({}, 100, 3), std::runtime_error);
    EXPECT_THROW(run([](auto, double) -> bool { throw std::logic_error("listener"); }, 100, 100), std::logic_error);
    std::size_t told = 0;
    try {
        run([&](auto, double) { return ++told < 5; }, 100, 100);
        FAIL() << "not stopped";
    } catch (const Error &error) {
        EXPECT_EQ(error.kind().slug, "interrupted");
    }
    EXPECT_EQ(told, 5u) << "asked no more once it wished to stop";
}

} // namespace
} // namespace gastwin
