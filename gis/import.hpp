// SPDX-License-Identifier: Apache-2.0
// Survey in: files and folders into an Inventory, every value in SI units with its origin, nothing joined or repaired.
//
// Guarantees: each row of a recognised layer is in the inventory or named by an issue; every value that was not simply
// read has a provenance row; each layer found has a row in Inventory::layer_read, used or not. Coordinates are metric.
// Same files and options, same result.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "gis/affine.hpp"
#include "models/inventory.hpp"
#include "models/progress.hpp"

namespace gastwin {

struct ImportOptions {
    /// Bundled profile (cjj61, lines) or a path to one.
    /// DEFAULT: cjj61; where it recognises no pipes, "lines" is tried and an issue says so.
    std::string profile = "cjj61";
    /// Coordinate system of the survey and of layers that name none; "local": plain metres without one.
    /// DEFAULT: what the files say, or what the coordinates tell beyond doubt (an issue says so).
    std::string crs = {};
    /// From the coordinates of the survey, and of layers that name no system, to those of `crs`. DEFAULT: as they are.
    std::optional<Affine> affine = {};
    /// Encoding of dbf and csv text. DEFAULT: detected per file.
    std::string encoding = {};
    /// Years after this one are impossible. DEFAULT: 0, the calendar year of today.
    std::int32_t this_year = 0;
};

/// Reads survey layers and registers. A file that holds nothing known is an issue inside a folder.
/// Throws Error: no_such_file, empty_file, unreadable_file, unreadable_encoding, unknown_crs, missing_column,
/// no_survey_found, bad_profile, interrupted.
[[nodiscard]] Inventory import_survey(std::span<const std::filesystem::path> inputs, const ImportOptions &options = {},
                                      const Progress &progress = {});

} // namespace gastwin
