// SPDX-License-Identifier: Apache-2.0
// Opening what export_twin() wrote. Internal to gis/.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "gis/geopackage.hpp"

namespace gastwin {

inline constexpr const char *export_list = "gastwin_export.json"; ///< the file that says what an export folder holds

/// Plain file names in the list of an export folder; nothing where there is no such list or it is damaged.
[[nodiscard]] std::optional<std::vector<std::string>> exported_files(const std::filesystem::path &folder);

/// One file of an export, or a "PG:..." connection, opened so that cells come back as they were written.
/// Null when it cannot be opened; GdalErrors holds the reason.
[[nodiscard]] DatasetHandle open_exported_file(const std::filesystem::path &path, bool update = false);

/// The datasets of an export or of a twin file; none when `path` is neither.
[[nodiscard]] std::vector<DatasetHandle> open_exported(const std::filesystem::path &path);

[[nodiscard]] OGRLayer *find_layer(const std::vector<DatasetHandle> &datasets, const std::string &name);

} // namespace gastwin
