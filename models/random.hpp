// SPDX-License-Identifier: Apache-2.0
// Counter-based random numbers: a draw depends on (seed, stream, element) and on how many draws came before it for
// that element, on nothing else. Loops over elements may therefore run in any order and on any number of threads and
// give the same numbers. Generator: SplitMix64 (Steele, Lea, Flood 2014); not for cryptography.
#pragma once
#include <cmath>
#include <cstdint>
#include <numbers>

namespace gastwin {

class Random {
  public:
    constexpr explicit Random(std::uint64_t seed, std::uint64_t stream = 0, std::uint64_t element = 0)
        : state_{mix(mix(mix(seed + increment) + stream) + element)} {}

    constexpr std::uint64_t next() { return mix(state_ += increment); }

    /// In [0, 1), 53 bits.
    constexpr double uniform() { return static_cast<double>(next() >> 11U) * 0x1p-53; }
    constexpr double uniform(double low, double high) { return low + (high - low) * uniform(); }
    constexpr bool chance(double probability) { return uniform() < probability; }

    /// A whole number in [low, high]; high ≥ low. Bias below 2⁻⁵³ per value.
    constexpr int integer(int low, int high) {
        return low + static_cast<int>(uniform() * (static_cast<double>(high) - low + 1.0));
    }

    /// Standard normal (Box–Muller, one of the pair).
    double normal() {
        const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
        return radius * std::cos(2.0 * std::numbers::pi * uniform());
    }

    /// Poisson by sequential inversion; meant for means below 100, exact up to rounding there.
    int poisson(double mean) {
        double term = std::exp(-mean), below = term;
        const double u = uniform();
        int count = 0;
        while (u >= below && term > 0.0) below += term *= mean / ++count;
        return count;
    }

  private:
    static constexpr std::uint64_t increment = 0x9E3779B97F4A7C15ULL;
    static constexpr std::uint64_t mix(std::uint64_t z) {
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31U);
    }
    std::uint64_t state_;
};

} // namespace gastwin
