// SPDX-License-Identifier: Apache-2.0
// Comma-separated text in GBK with CRLF line ends, as Chinese office software exports it. Internal to write_survey().
#pragma once
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>

namespace gastwin {

/// Rows are collected as UTF-8 and converted when written.
class GbkCsv {
  public:
    explicit GbkCsv(std::string_view header) : text_{header} { text_ += "\r\n"; }
    /// Cells with commas, quotes or line ends are quoted.
    void row(std::initializer_list<std::string_view> cells);
    /// Throws Error("cannot_write"). Characters that GBK lacks become "?".
    void write(const std::filesystem::path &path) const;

  private:
    std::string text_;
};

/// Replaces or creates the file, all at once. Throws Error("cannot_write") with the path and the system's reason.
void write_bytes(const std::filesystem::path &path, std::string_view bytes);

} // namespace gastwin
