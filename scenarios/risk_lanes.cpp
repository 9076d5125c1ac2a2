// SPDX-License-Identifier: Apache-2.0
#include "scenarios/risk_lanes.hpp"

#include <algorithm>
#include <bit>

// Both versions are chosen between when the library is loaded; sanitizers' own start-up does not bear that.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__gnu_linux__) &&                       \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define GASTWIN_LANES __attribute__((target_clones("avx2", "default")))
#else
#define GASTWIN_LANES
#endif

namespace gastwin {
namespace {

constexpr float least = 0x1p-32F, most = 0x1.FFCp31F; // codes −32768 and 32767
constexpr unsigned dropped_bits = 13;
constexpr std::int32_t code_of_one = 127 << 10;
constexpr std::size_t most_counted = 32768; // what 16 bits count

/// e^x for |x| ≤ 87 as 2ⁿ · e^r with n whole and |r| ≤ ½ ln 2. Adding 1.5 · 2²³ rounds to a whole number and leaves it
/// in the low bits; ln 2 is taken off in two parts (Cody, Waite 1980); polynomial of Cephes' expf (Moshier).
inline float fast_exp(float x) {
    constexpr float whole = 12582912.0F;
    const float shifted = x * 1.44269504F + whole;
    const float n = shifted - whole;
    const float r = (x - n * 0.693359375F) + n * 2.12194440e-4F;
    float e = 1.9875691500e-4F;
    e = e * r + 1.3981999507e-3F;
    e = e * r + 8.3334519073e-3F;
    e = e * r + 4.1665795894e-2F;
    e = e * r + 1.6666665459e-1F;
    e = e * r + 5.0000001201e-1F;
    e = e * r * r + r + 1.0F;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(e) + (std::bit_cast<std::uint32_t>(shifted) << 23U));
}

} // namespace

// Holding the exponent stands in a loop of its own: compilers turn the two together into branches.
GASTWIN_LANES void density_row(const DensityRow &row, std::span<float> out) {
    const float *__restrict own = row.own, *__restrict ln_common = row.ln_common;
    const float *__restrict third_party = row.third_party, *__restrict consequence = row.consequence;
    float *__restrict to = out.data();
    const float ln_ageing = row.ln_ageing, sd = row.sd, steady = row.steady;
    const std::size_t count = out.size();
    for (std::size_t k = 0; k < count; ++k) {
        float x = ln_ageing + sd * own[k] + ln_common[k];
        x = x < -87.0F ? -87.0F : x;
        to[k] = x > 87.0F ? 87.0F : x;
    }
    for (std::size_t k = 0; k < count; ++k) to[k] = (fast_exp(to[k]) + steady * third_party[k]) * consequence[k];
}

GASTWIN_LANES void encode(std::span<const float> value, float scale, std::span<Code> out) {
    const float *__restrict from = value.data();
    Code *__restrict to = out.data();
    const std::size_t count = out.size();
    for (std::size_t k = 0; k < count; ++k) {
        float x = from[k] * scale;
        x = x < least ? least : x;
        x = x > most ? most : x;
        const std::uint32_t rounded = (std::bit_cast<std::uint32_t>(x) + (1U << (dropped_bits - 1))) >> dropped_bits;
        to[k] = static_cast<Code>(static_cast<std::int32_t>(rounded) - code_of_one);
    }
}

double decode(Code code) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(code + code_of_one) << dropped_bits);
}

GASTWIN_LANES std::int32_t count_up_to(std::span<const Code> codes, Code limit) {
    std::int32_t total = 0;
    for (std::size_t from = 0; from < codes.size(); from += most_counted) {
        const std::size_t to = std::min(codes.size(), from + most_counted);
        const Code *__restrict code = codes.data();
        std::uint16_t count = 0;
        for (std::size_t k = from; k < to; ++k) count = static_cast<std::uint16_t>(count + (code[k] <= limit ? 1 : 0));
        total += count;
    }
    return total;
}

GASTWIN_LANES std::int32_t count_at_least(std::span<const Code> codes, const Code *edge) {
    std::int32_t total = 0;
    for (std::size_t from = 0; from < codes.size(); from += most_counted) {
        const std::size_t to = std::min(codes.size(), from + most_counted);
        const Code *__restrict code = codes.data();
        std::uint16_t count = 0;
        for (std::size_t k = from; k < to; ++k)
            count = static_cast<std::uint16_t>(count + (code[k] >= edge[k] ? 1 : 0));
        total += count;
    }
    return total;
}

} // namespace gastwin
