// SPDX-License-Identifier: Apache-2.0
// The text of a dbf file as raw bytes: what the encoding detector looks at.
#pragma once
#include <filesystem>
#include <string>

namespace gastwin {

struct DbfText {
    unsigned char language_byte = 0; ///< offset 29 of the header
    std::string bytes;               ///< column names and character cells, one per line; up to about 1 MB
};

/// A damaged file gives what can be read of it.
[[nodiscard]] DbfText dbf_text(const std::filesystem::path &path);

} // namespace gastwin
