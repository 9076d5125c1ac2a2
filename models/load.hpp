// SPDX-License-Identifier: Apache-2.0
// How much gas customers draw. Every number is a parameter to be replaced by the utility's own; those marked [U] could
// not be checked against the standard they are attributed to.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "models/names.hpp"

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

} // namespace gastwin
