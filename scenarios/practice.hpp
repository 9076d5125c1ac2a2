// SPDX-License-Identifier: Apache-2.0
// What the same money buys the way renewals are usually chosen: from a ranked list, segment by segment, each year as
// far as the budget goes. Set beside a plan of projects at the same costs and budgets.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "scenarios/retrofit.hpp"

namespace gastwin {

struct RankedPlan {
    std::vector<std::int32_t> segment_year; ///< −1: not done
    double value = 0.0, cost_cny = 0.0;
    std::int64_t segments = 0, mobilisations = 0; ///< a mobilisation: one project in one year, its set-up paid
};

/// Must-do segments first, then by falling urgency (ties by number), each in the first year whose budget still holds
/// it; those too dear for what is left are passed over for cheaper ones further down, which flatters practice.
/// Throws Error("value_out_of_range") unless there is one urgency per segment, none of them NaN.
[[nodiscard]] RankedPlan follow_ranking(const RetrofitProblem &problem, std::span<const double> urgency);

} // namespace gastwin
