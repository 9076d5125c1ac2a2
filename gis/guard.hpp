// SPDX-License-Identifier: Apache-2.0
// What a file from strangers must pass before GDAL opens it. Internal to gis/.
//
// GDAL decides by content, not by name: a "RQLINE.gml" that holds a virtual dataset would make it open any other file
// or address. A database may hold tables that are read from other files, or views that never end; a workbook of 300 kB
// may unpack to gigabytes. Each file is therefore read by the drivers of its extension alone, and looked into first.
#pragma once
#include <filesystem>
#include <span>
#include <string_view>

namespace gastwin {

/// The GDAL drivers that may read files of this extension (lower case, with its dot), null behind the last; only a null
/// for extensions that nothing reads.
[[nodiscard]] std::span<const char *const> drivers_of(std::string_view extension);

/// Throws Error("unreadable_file") for a workbook that would take all memory (workbook_guard.hpp), for a database with
/// tables kept in other files, and for one whose layers are views.
void refuse_traps(const std::filesystem::path &path);

/// Does a definition of a coordinate system, as WKT or PROJ text, name files to be read?
[[nodiscard]] bool names_files(std::string_view crs);

} // namespace gastwin
