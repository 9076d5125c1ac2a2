// SPDX-License-Identifier: Apache-2.0
// Many solves on all threads under one listener: nothing thrown, by a solve or by the listener, may leave a parallel
// region, where it would end the program.
#pragma once
#include <atomic>
#include <exception>
#include <mutex>
#include <string_view>

#include "models/progress.hpp"

namespace gastwin {

/// Shared by the threads. After the first error, or the listener's wish to stop, nothing more is begun.
class WatchedWork {
  public:
    /// The progress belongs to the caller; it is called by one thread at a time.
    WatchedWork(const Progress &progress, std::string_view stage, std::size_t steps)
        : progress_{progress}, stage_{stage}, steps_{steps} {}

    [[nodiscard]] bool stopped() const { return stop_; }

    /// Runs f unless stopped; an error stops the work.
    template <class F> void guard(F &&f) {
        if (stop_) return;
        try {
            f();
        } catch (...) {
            const std::lock_guard alone(mutex_);
            fail();
        }
    }

    /// guard(), then reports one more step done.
    template <class F> void step(F &&f) {
        guard(f);
        const std::lock_guard alone(mutex_);
        if (stop_) return;
        try {
            report(progress_, stage_, static_cast<double>(++done_) / static_cast<double>(steps_));
        } catch (...) {
            fail();
        }
    }

    /// To be called by one thread when all are done: throws the first error, Error("interrupted") among them.
    void finish() const {
        if (error_) std::rethrow_exception(error_);
    }

  private:
    void fail() {
        if (!error_) error_ = std::current_exception();
        stop_ = true;
    }

    const Progress &progress_;
    std::string_view stage_;
    std::size_t steps_, done_ = 0;
    std::atomic<bool> stop_ = false;
    std::exception_ptr error_;
    std::mutex mutex_;
};

} // namespace gastwin
