// SPDX-License-Identifier: Apache-2.0
#include "models/load.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "models/error.hpp"
#include "models/number_text.hpp"

namespace gastwin {
namespace {

[[noreturn]] void out_of_range(const std::string &column, double value, const char *needed) {
    throw Error("value_out_of_range", {.column = column, .value = number_text(value)}, {}, needed);
}

/// Only the shape of a row counts: it may be in any unit.
void divide_by_mean(std::span<double> row, const std::string &column) {
    for (const double value : row)
        if (!(value >= 0.0) || std::isinf(value)) out_of_range(column, value, "a number from 0 on is needed");
    const double mean = std::accumulate(row.begin(), row.end(), 0.0) / static_cast<double>(row.size());
    if (!(mean > 0.0) || std::isinf(mean)) out_of_range(column, mean, "the factors need a mean above 0");
    for (double &value : row) value /= mean;
}

double rated_sum(const LoadPattern &pattern) {
    return std::accumulate(pattern.appliance.begin(), pattern.appliance.end(), 0.0,
                           [](double sum, const Appliance &a) { return sum + a.rated_m3_h; });
}

} // namespace

double coincidence_factor(const LoadModel &model, double households) {
    const auto &table = model.coincidence;
    const auto upper = std::lower_bound(table.begin(), table.end(), households,
                                        [](const Coincidence &row, double n) { return row.households < n; });
    double factor = 0.0;
    if (upper == table.begin()) factor = table.front().factor;
    else if (upper == table.end()) factor = table.back().factor;
    else {
        const auto lower = upper - 1;
        const double t = std::log(households / lower->households) / std::log(upper->households / lower->households);
        factor = lower->factor + t * (upper->factor - lower->factor);
    }
    return std::clamp(factor, model.smallest_coincidence, model.largest_coincidence);
}

void normalise(LoadPattern &pattern) {
    for (std::size_t kind = 0; kind < customer_kind_count; ++kind) {
        const std::string code(Names<CustomerKind>::names[kind].code);
        divide_by_mean(pattern.hourly[kind], "hourly." + code);
        divide_by_mean(pattern.monthly[kind], "monthly." + code);
    }
    for (const Appliance &a : pattern.appliance) {
        if (!(a.rated_m3_h > 0.0) || std::isinf(a.rated_m3_h))
            out_of_range("appliance.rated_m3_h", a.rated_m3_h, "a number above 0 is needed");
        if (!(a.use_probability >= 0.0 && a.use_probability <= 1.0))
            out_of_range("appliance.use_probability", a.use_probability, "a number from 0 to 1 is needed");
    }
    if (!(mean_share(pattern) > 0.0)) out_of_range("appliance", 0.0, "at least one appliance must be in use at times");
    if (!(pattern.design_quantile > 0.0 && pattern.design_quantile < 1.0))
        out_of_range("design_quantile", pattern.design_quantile, "a number between 0 and 1 is needed");
}

void require_time(const LoadTime &time) {
    if (time.hour < -1 || time.hour > 23) out_of_range("hour", time.hour, "a full hour from 0 to 23 is needed");
    if (time.month < 0 || time.month > 12) out_of_range("month", time.month, "a month from 1 to 12 is needed");
}

double pattern_factor(const LoadPattern &pattern, CustomerKind kind, const LoadTime &time) {
    const auto row = static_cast<std::size_t>(kind);
    const double day = time.hour < 0 ? 1.0 : pattern.hourly[row][static_cast<std::size_t>(time.hour)];
    return time.month == 0 ? day : day * pattern.monthly[row][static_cast<std::size_t>(time.month - 1)];
}

double mean_share(const LoadPattern &pattern) {
    double flow = 0.0;
    for (const Appliance &a : pattern.appliance) flow += a.use_probability * a.rated_m3_h;
    return pattern.appliance.empty() ? 0.0 : flow / rated_sum(pattern);
}

double draw_share(const LoadPattern &pattern, double scale, std::int64_t households, Random &random) {
    double flow = 0.0;
    for (const Appliance &a : pattern.appliance) {
        const double probability = std::min(1.0, a.use_probability * scale);
        std::int64_t on = 0;
        for (std::int64_t i = 0; i < households; ++i) on += random.chance(probability) ? 1 : 0;
        flow += static_cast<double>(on) * a.rated_m3_h;
    }
    return flow / (static_cast<double>(households) * rated_sum(pattern));
}

double simultaneous_share(const LoadPattern &pattern, std::int64_t households, const PeakSampling &sampling) {
    std::vector<double> share(static_cast<std::size_t>(sampling.draws));
    for (std::size_t i = 0; i < share.size(); ++i) {
        Random random(sampling.seed, static_cast<std::uint64_t>(households), i);
        share[i] = draw_share(pattern, 1.0, households, random);
    }
    const double rank = std::ceil(pattern.design_quantile * static_cast<double>(share.size())) - 1.0;
    const auto at = share.begin() + static_cast<std::ptrdiff_t>(std::max(0.0, rank));
    std::nth_element(share.begin(), at, share.end());
    return *at;
}

} // namespace gastwin
