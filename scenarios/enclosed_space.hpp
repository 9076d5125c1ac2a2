// SPDX-License-Identifier: Apache-2.0
// Gas that finds its way from a damaged pipe into a closed space beside it: a channel, a duct, a cellar. What is not
// known of such a place is given as a range; the answer is how often, how soon and how much gas is there to explode.
#pragma once
#include <cstdint>

#include "models/gas.hpp"
#include "scenarios/incident.hpp"

namespace gastwin {

/// Between these, by a uniform logarithm; uniform where `low` is 0; known where both are equal.
struct UnknownValue {
    double low = 0.0, high = 0.0;

    [[nodiscard]] double sample(Random &random) const;
};

struct EnclosedSpace {
    UnknownValue hole_m, gauge_pressure_pa, volume_m3, air_changes_per_h;
    UnknownValue entering_share{1.0, 1.0}; ///< of what escapes
    double after_s = 3600.0;               ///< the question is for this time after the damage
};

struct EnclosedSpaceOptions {
    Gas gas = {};
    double discharge_coefficient = 0.62;
    double lower_share = 0.05, upper_share = 0.15; ///< flammable limits by volume: methane
    std::int32_t samples = 10'000;
    std::uint64_t seed = 1;
};

struct EnclosedSpaceOutcome {
    Quantiles release_kg_s, escaped_kg; ///< through the hole: the rate, and by `after_s`
    Quantiles fraction;                 ///< of gas in the space by then
    Quantiles flammable_s;              ///< when the lower limit is reached; infinite: never
    Quantiles fuel_kg;                  ///< gas in the space by then, in the draws where the mixture burns
    double flammable_share = 0.0;       ///< of the draws: within the limits at `after_s`
    double reached_share = 0.0;         ///< the lower limit was reached by then
    double too_rich_share = 0.0;        ///< above the upper limit by then
};

/// Each draw: orifice law at a constant pressure (models/release.hpp), the entering share of it into a well mixed space
/// (models/accumulation.hpp). Throws Error("value_out_of_range") for ranges that are not 0 ≤ low ≤ high, a hole,
/// volume, pressure or time of 0, a share above 1, limits that are not 0 < lower < upper ≤ 1, samples below 1.
[[nodiscard]] EnclosedSpaceOutcome gas_in_enclosed_space(const EnclosedSpace &space,
                                                         const EnclosedSpaceOptions &options = {});

} // namespace gastwin
