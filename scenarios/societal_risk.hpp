// SPDX-License-Identifier: Apache-2.0
// Societal risk as an F-N curve: how often a year N people or more die in one serious incident.
//
// An assessment knows for each asset how often serious incidents happen (f) and how many die in one on average (μ). How
// many die in a single one is spread around μ as a negative binomial distribution with variance D·μ:
//   P(0) = D^(−r),  P(n+1) = P(n) (r+n)/(n+1) (D−1)/D,  r = μ/(D−1);    D = 1: Poisson, P(0) = e^(−μ)
//   F(N) = Σ f Σ_{n≥N} P(n);   Σ_N F(N) = Σ f μ, the expected fatalities per year, whatever D
// D = 1 says that people die independently of each other once an incident is serious; explosions and collapses kill
// several at once. Default 2.29: variance over mean of the fatalities in US reportable incidents of gas distribution
// 2010-21 (PHMSA; 1219 with none, 63, 10 and 2 with one, two, three, and one each with 5, 7 and 8; mean 0.084). It
// holds differences between those incidents as well, so it is rather too wide within one asset. Simplifications: μ is
// the mean along a pipe; N is not bounded by the people who are there, which the tail beyond them shows.
#pragma once
#include <span>

#include "scenarios/risk.hpp"

namespace gastwin {

struct FnPoints {
    static constexpr std::string_view name = "fn_curve", about = "";
    std::vector<std::string> id;
    std::vector<std::int32_t> fatalities;
    std::vector<double> frequency_per_year, exactly_per_year;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "N", &FnPoints::id),
            optional("fatalities", "", "N", &FnPoints::fatalities, std::int32_t{0}),
            optional("frequency_per_year", "1/a", "incidents with N fatalities or more", &FnPoints::frequency_per_year,
                     missing_real),
            optional("exactly_per_year", "1/a", "incidents with exactly N", &FnPoints::exactly_per_year, missing_real));
    }
};

inline constexpr double default_variance_ratio = 2.29, most_mean_fatalities = 1e5;

/// Points for N = 1, 2 … until the expected fatalities beyond are below 1e-12 of all. One value per asset in both
/// lists. Throws Error("value_out_of_range"): lists of different length, negative values, means above
/// most_mean_fatalities, a ratio below 1 or above 1000.
[[nodiscard]] FnPoints fn_curve(std::span<const double> serious_per_year, std::span<const double> mean_fatalities,
                                double variance_ratio = default_variance_ratio);

/// The same from an assessment.
[[nodiscard]] FnPoints fn_curve(const RiskResults &risk, double variance_ratio = default_variance_ratio);

} // namespace gastwin
