// SPDX-License-Identifier: Apache-2.0
// Comma-, semicolon- or tab-separated text (RFC 4180 quoting). Read here and not through GDAL because survey exports
// need decoding before splitting, and carry titles above the header.
#pragma once
#include <filesystem>
#include <string>

#include "gis/raw_layer.hpp"

namespace gastwin {

/// Throws Error: no_such_file, empty_file (no bytes), unreadable_encoding.
[[nodiscard]] RawLayer read_csv(const std::filesystem::path &path, const std::string &encoding, Issues &issues);

} // namespace gastwin
