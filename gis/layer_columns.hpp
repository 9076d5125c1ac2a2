// SPDX-License-Identifier: Apache-2.0
// A layer of a twin file as plain columns, for formats that are written outside this library (GeoParquet).
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace gastwin {

struct LayerColumn {
    std::string name;
    bool truth = false; ///< 0 and 1 mean no and yes
    /// NULL is NaN, missing_int, "".
    std::variant<std::vector<double>, std::vector<std::int32_t>, std::vector<std::string>> cells;
};

struct LayerColumns {
    std::vector<LayerColumn> columns;
    std::vector<std::string> wkb; ///< little-endian; "" for no shape; no rows for layers without shapes
    std::string crs;              ///< PROJJSON; empty: none
};

/// Throws Error: no_such_file, bad_twin (also for no such layer).
[[nodiscard]] LayerColumns read_layer(const std::filesystem::path &twin, const std::string &layer);

/// Names of the layers of a twin file or of an export, without the table of map styles.
[[nodiscard]] std::vector<std::string> twin_layers(const std::filesystem::path &twin);

} // namespace gastwin
