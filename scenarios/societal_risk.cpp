// SPDX-License-Identifier: Apache-2.0
#include "scenarios/societal_risk.hpp"

#include <algorithm>
#include <cmath>

namespace gastwin {
namespace {

constexpr double most_variance_ratio = 1000.0;
constexpr double negligible = 1e-18; ///< of the mean, at each step beyond it
constexpr double kept = 1e-12;       ///< of all expected fatalities may lie beyond the last point
constexpr double smallest_log = -700.0;

void require(bool holds, const char *column, double value, const char *detail) {
    if (!holds) throw Error("value_out_of_range", {.column = column, .value = std::to_string(value)}, {}, detail);
}

/// Adds rate · P(n) to exactly[n], n from 0 on, until what is left is negligible.
void add_distribution(std::vector<double> &exactly, double rate, double mean, double ratio) {
    const bool poisson = ratio == 1.0;
    const double r = poisson ? 0.0 : mean / (ratio - 1.0);
    double log_p = poisson ? -mean : -r * std::log(ratio);
    double p = log_p > smallest_log ? std::exp(log_p) : 0.0; // the logarithm carries on where it is too small
    for (std::size_t n = 0;; ++n) {
        const auto count = static_cast<double>(n);
        if (n == exactly.size()) exactly.push_back(0.0);
        exactly[n] += rate * p;
        const double step = poisson ? mean / (count + 1.0) : (r + count) / (count + 1.0) * (ratio - 1.0) / ratio;
        if (count > mean && step < 1.0 && count * p < negligible * mean * (1.0 - step)) return;
        if (p > 0.0) {
            p *= step;
        } else {
            log_p += std::log(step);
            if (log_p > smallest_log) p = std::exp(log_p);
        }
    }
}

} // namespace

FnPoints fn_curve(std::span<const double> serious_per_year, std::span<const double> mean_fatalities,
                  double variance_ratio) {
    require(serious_per_year.size() == mean_fatalities.size(), "mean_fatalities",
            static_cast<double>(mean_fatalities.size()), "one value per asset is needed");
    require(variance_ratio >= 1.0 && variance_ratio <= most_variance_ratio, "variance_ratio", variance_ratio,
            "1 to 1000");
    std::vector<double> exactly;
    for (std::size_t i = 0; i < serious_per_year.size(); ++i) {
        const double rate = serious_per_year[i], mean = mean_fatalities[i];
        require(rate >= 0.0 && std::isfinite(rate), "serious_per_year", rate, "not negative");
        require(mean >= 0.0 && mean <= most_mean_fatalities, "mean_fatalities", mean, "0 to 100000");
        if (rate > 0.0 && mean > 0.0) add_distribution(exactly, rate, mean, variance_ratio);
    }
    FnPoints points;
    std::vector<double> at_least(exactly.size() + 1),
        beyond(exactly.size() + 1); // beyond: fatalities, summed from above
    for (std::size_t n = exactly.size(); n-- > 1;) {
        at_least[n] = at_least[n + 1] + exactly[n];
        beyond[n] = beyond[n + 1] + at_least[n];
    }
    for (std::size_t n = 1; n < exactly.size() && beyond[n] > kept * beyond[1]; ++n) {
        points.id.push_back(std::to_string(n));
        points.fatalities.push_back(static_cast<std::int32_t>(n));
        points.frequency_per_year.push_back(at_least[n]);
        points.exactly_per_year.push_back(exactly[n]);
    }
    return points;
}

FnPoints fn_curve(const RiskResults &risk, double variance_ratio) {
    return fn_curve(risk.serious_per_year, risk.consequence_fatalities, variance_ratio);
}

} // namespace gastwin
