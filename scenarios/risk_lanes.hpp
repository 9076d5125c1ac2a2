// SPDX-License-Identifier: Apache-2.0
// The inner loops of risk sampling, over the samples of one asset. Internal to scenarios/.
//
// A drawn density is kept as a code of 16 bits: exponent and ten bits of the fraction, so that codes are in the order
// of the values, neighbours are less than 1/1024 apart, and a value is held to 1/2048. Powers of two are exact. Range
// 2⁻³² … 2³²; what lies beyond is held at the end. Counting codes takes eight of them at a time on any x86-64
// processor; the loops exist twice in the library, the second time for AVX2, with the same operations and so the same
// bits.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace gastwin {

using Code = std::int16_t;
inline constexpr Code first_code = INT16_MIN, last_code = INT16_MAX;

/// One row of draws: out_k = (exp(ln_ageing + sd·own_k + ln_common_k) + steady · third_party_k) · consequence_k.
/// Every row has as many values as `out`. The exponent is held at ±87; relative error of exp below 1e-7.
struct DensityRow {
    float ln_ageing, sd, steady;
    const float *own, *ln_common, *third_party, *consequence;
};
void density_row(const DensityRow &row, std::span<float> out);

/// Codes of value · scale.
void encode(std::span<const float> value, float scale, std::span<Code> out);
[[nodiscard]] double decode(Code code);

/// How many codes are at most `limit`; how many are at least their own edge.
[[nodiscard]] std::int32_t count_up_to(std::span<const Code> codes, Code limit);
[[nodiscard]] std::int32_t count_at_least(std::span<const Code> codes, const Code *edge);

/// The first whole number in (low, high] at which `holds` is true, once true staying so and true at `high`. A good
/// guess saves calls and changes nothing else.
template <class Holds> int first_that_holds(int low, int high, int guess, int step, const Holds &holds) {
    if (guess > low && guess < high) {
        const bool down = holds(guess);
        (down ? high : low) = guess;
        for (int at = guess; high - low > 1; step *= 2) {
            at += down ? -step : step;
            if (at <= low || at >= high) break;
            const bool held = holds(at);
            (held ? high : low) = at;
            if (held != down) break;
        }
    }
    while (high - low > 1) {
        const int middle = low + (high - low) / 2;
        (holds(middle) ? high : low) = middle;
    }
    return high;
}

} // namespace gastwin
