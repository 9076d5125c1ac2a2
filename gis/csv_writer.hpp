// SPDX-License-Identifier: Apache-2.0
// Tables as CSV: UTF-8 with byte order mark (Excel shows Chinese correctly), RFC 4180 quoting, CRLF line ends, header
// of column names, numbers in the shortest form that reads back exactly, empty cells for missing values. A text that a
// spreadsheet would take for a formula (first character = + - @, tab or carriage return, and not just a number) gets an
// apostrophe in front, and so does one that already looks so guarded: unguarded() gives every text back as it was.
#pragma once
#include <filesystem>

#include "gis/fields.hpp"

namespace gastwin {

/// Appends one text cell: guarded against formulas, quoted where needed.
void append_csv_text(std::string &line, std::string_view text);

/// The text that append_csv_text() was given, of a cell that stands in the file without its quotes.
[[nodiscard]] std::string_view unguarded(std::string_view text);

/// Writes `rows` rows; the file appears all at once. Throws Error("cannot_write").
void write_csv_fields(std::span<const Field> fields, std::size_t rows, const std::filesystem::path &path);

/// A table of `network`, or one whose references point into it.
template <TableType Table>
void write_csv(const Network &network, const Table &table, const std::filesystem::path &path) {
    write_csv_fields(fields_of(network, table), row_count(table), path);
}

/// A table without references: results, issues, repairs, runs.
template <TableType Table> void write_csv(const Table &table, const std::filesystem::path &path) {
    static_assert(!has_references<Table>(), "write_csv(network, table, path) for tables that refer to others");
    write_csv(Network{}, table, path);
}

} // namespace gastwin
