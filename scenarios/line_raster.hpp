// SPDX-License-Identifier: Apache-2.0
// What lines do to the ground around them, cell by cell:
//   value(x) = Σ_lines  f/L · ∫ P(|x − s|) ds         f rate of a line, spread evenly along it; P falls with distance
// The integral is the midpoint rule over equal parts of at most 5 m, a tenth of P's reach and half the distance at
// which P has fallen to half, which keeps it within a percent of the exact one everywhere but at the very ends; values
// belong to centres of cells, so that cells should be small against the reach. Bit-identical for any number of threads:
// each cell is summed by one thread, in the order of the lines.
#pragma once
#include <span>
#include <vector>

#include "models/progress.hpp"
#include "models/raster.hpp"

namespace gastwin {

/// A function of distance: equally spaced values from 0 on, linear between them, 0 from the last one on.
struct ByDistance {
    double step_m = 1.0;
    std::vector<double> value;

    [[nodiscard]] double reach_m() const {
        return value.size() > 1 ? step_m * static_cast<double>(value.size() - 1) : 0.0;
    }
    [[nodiscard]] double at(double distance_m) const;
    /// Where it is first no more than half of its value at 0.
    [[nodiscard]] double half_width_m() const;
};

/// Rows beside each other: course, rate, and the number of the function that belongs to it.
struct LineSources {
    Shapes course;
    std::vector<double> rate;
    std::vector<std::int32_t> function;
};

inline constexpr double most_cells = 4e8;

/// Covers all lines and what they reach; corners are multiples of the cell. No lines, or none that reaches anywhere:
/// no cells. Throws Error("value_out_of_range") where cells would be too many or cell_m is not positive.
[[nodiscard]] Raster raster_of_lines(const LineSources &lines, std::span<const ByDistance> functions, double cell_m,
                                     int threads = 0, const Progress &progress = {});

} // namespace gastwin
