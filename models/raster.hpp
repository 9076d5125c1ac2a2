// SPDX-License-Identifier: Apache-2.0
// Values in square cells, north up.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/geometry.hpp"

namespace gastwin {

/// Row 0 is the northernmost, column 0 the westernmost; rows are contiguous.
struct Raster {
    double left_m = 0.0, top_m = 0.0; ///< outer corner of the first cell
    double cell_m = 1.0;
    std::int32_t columns = 0, rows = 0;
    std::vector<double> value = {};

    [[nodiscard]] Point centre(std::int32_t row, std::int32_t column) const {
        return {left_m + (column + 0.5) * cell_m, top_m - (row + 0.5) * cell_m};
    }
    [[nodiscard]] std::size_t cell(std::int32_t row, std::int32_t column) const {
        return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column);
    }
};

} // namespace gastwin
