// SPDX-License-Identifier: Apache-2.0
// How much gas customers draw, and when. Every number is a parameter to be replaced by the utility's own; those marked
// [U] could not be checked against the standard they are attributed to.
//
// Day and year: factors by kind of customer, of mean 1, so that a day's and a year's gas stay what the mean load says.
// Appliances: each of N households has each appliance on with its own probability, independently of all others, at a
// moment of the peak period. The share of the connected load in use is then a random number whose `design_quantile`
// falls with N as a coincidence table does. With the bundled pattern (scenarios/schemes/loads.toml), two probabilities
// and one quantile, it gives the table for stove and instantaneous heater with errors of -11 to +19 % up to 20
// households and -7 to +11 % from 25 to 2000 (root mean square 9 %); the table for stoves alone within 22 % (root
// mean square 6 %). With few households the share takes few values, which no probabilities mend. Not modelled: a
// common reason to cook at the same moment (New Year's Eve), heating boilers, memory from one moment to the next.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/customer.hpp"
#include "models/names.hpp"
#include "models/random.hpp"

namespace gastwin {

/// `fixed`: the demand column as it stands. `peak`: winter peak hour. `average`: mean over the year.
enum class Load : std::uint8_t { fixed, peak, average };

template <> struct Names<Load> {
    static constexpr std::array<Name, 3> names{
        {{"fixed", "as given", "给定值"}, {"peak", "peak hour", "高峰小时"}, {"average", "annual mean", "年平均"}}};
};

/// One row of a coincidence table: of `households` the share `factor` of the connected load flows at once.
struct Coincidence {
    double households, factor;
};

/// Rated flows in m³/h at 0 °C and 101 325 Pa (Gas::reference_density_kg_m3()).
struct LoadModel {
    /// Double stove 0.8 and instantaneous water heater 2.0 in each flat.
    double household_connected_m3_h = 2.8;
    /// Coincidence of stove and instantaneous heater by number of households, rising N (GB 50028 appendix F [U]).
    std::vector<Coincidence> coincidence{
        {1, 1.00},   {2, 0.56},   {3, 0.44},   {4, 0.38},    {5, 0.35},    {6, 0.31},    {7, 0.29},
        {8, 0.27},   {9, 0.26},   {10, 0.25},  {15, 0.22},   {20, 0.21},   {25, 0.20},   {30, 0.19},
        {40, 0.18},  {50, 0.178}, {60, 0.176}, {70, 0.174},  {80, 0.172},  {90, 0.171},  {100, 0.17},
        {200, 0.16}, {300, 0.15}, {400, 0.14}, {500, 0.138}, {700, 0.134}, {1000, 0.13}, {2000, 0.12}};
    double smallest_coincidence = 0.13, largest_coincidence = 0.20; ///< k is kept within [U]
    double unit_peak_factor = 0.3;                                  ///< share of a unit user's connected load [U]
    double household_m3_per_day = 1.5;                              ///< mean use of a household
    double unit_average_factor = 0.1;                               ///< share of a unit user's connected load [U]
};

/// k(N): linear in ln N between the table's rows, constant beyond its ends, kept within the model's limits.
/// Precondition: the table is not empty and rises in N.
[[nodiscard]] double coincidence_factor(const LoadModel &model, double households);

/// One appliance of every household: flow in m³/h at 0 °C and 101 325 Pa when on, and how likely it is on at the peak.
struct Appliance {
    std::string name;
    double rated_m3_h = 0.0, use_probability = 0.0;
};

inline constexpr std::size_t customer_kind_count = Names<CustomerKind>::names.size();

struct LoadPattern {
    std::array<std::array<double, 24>, customer_kind_count> hourly{};  ///< by full hour of the day
    std::array<std::array<double, 12>, customer_kind_count> monthly{}; ///< January first
    std::vector<Appliance> appliance;
    double design_quantile = 0.0; ///< of the simultaneous flow: exceeded at the peak in one moment of 1/(1 − this)
};

/// An hour of the day and a month of the year; the mean of the day or of the year where not given.
struct LoadTime {
    int hour = -1; ///< 0 to 23
    int month = 0; ///< 1 to 12
};

/// Divides each row of factors by its mean. Throws Error("value_out_of_range") for a row that holds a number not finite
/// or negative, or no gas at all; for appliances without flow, probabilities outside 0 to 1, a quantile outside (0, 1).
void normalise(LoadPattern &pattern);

/// Throws Error("value_out_of_range") for an hour or month that does not exist.
void require_time(const LoadTime &time);

/// Factor of the mean demand. Precondition: require_time(time).
[[nodiscard]] double pattern_factor(const LoadPattern &pattern, CustomerKind kind, const LoadTime &time);

/// Mean share of the connected load in use at the peak: what the simultaneous share tends to as N grows.
[[nodiscard]] double mean_share(const LoadPattern &pattern);

/// Share of the connected load of these households in use at one moment: one draw. Probabilities times `scale`, at
/// most 1. Cost: one random number for each household and appliance.
[[nodiscard]] double draw_share(const LoadPattern &pattern, double scale, std::int64_t households, Random &random);

struct PeakSampling {
    std::int64_t draws = 20000;
    std::uint64_t seed = 1;
};

/// The design quantile of the share for this many households, from draws: what a coincidence table tells. Standard
/// error with d draws: √(q (1 − q) / d) in rank, about 0.1 % of rank for the default. Precondition: households ≥ 1,
/// draws ≥ 1.
[[nodiscard]] double simultaneous_share(const LoadPattern &pattern, std::int64_t households,
                                        const PeakSampling &sampling = {});

} // namespace gastwin
