// SPDX-License-Identifier: Apache-2.0
#include "gis/csv_writer.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>

#include "gis/pending_file.hpp"
#include "gis/text.hpp"

namespace gastwin {
namespace {

/// What stands behind any apostrophes makes a spreadsheet take the cell for a formula.
bool leads_to_formula(std::string_view text, std::size_t apostrophes) {
    return apostrophes < text.size() && std::string_view("=+-@\t\r").find(text[apostrophes]) != std::string_view::npos;
}

std::size_t leading_apostrophes(std::string_view text) { return std::min(text.find_first_not_of('\''), text.size()); }

template <class T> void append_number(std::string &line, T value) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    line.append(digits, end);
}

void append_cell(std::string &line, const Cells &cells, std::size_t row) {
    std::visit(
        [&](const auto &column) {
            using T = typename std::decay_t<decltype(column)>::value_type;
            if constexpr (std::is_constructible_v<std::string_view, T>) append_csv_text(line, column[row]);
            else if (!is_missing(column[row])) append_number(line, column[row]);
        },
        cells);
}

} // namespace

void append_csv_text(std::string &line, std::string_view text) {
    const std::size_t apostrophes = leading_apostrophes(text);
    const bool guard = leads_to_formula(text, apostrophes) && (apostrophes > 0 || !parse_number(text));
    const bool quoted = text.find_first_of(",\"\r\n") != std::string_view::npos;
    if (quoted) line += '"';
    if (guard) line += '\'';
    for (const char c : text) {
        if (c == '"') line += '"';
        line += c;
    }
    if (quoted) line += '"';
}

std::string_view unguarded(std::string_view text) {
    const std::size_t apostrophes = leading_apostrophes(text);
    if (apostrophes > 0 && leads_to_formula(text, apostrophes)) text.remove_prefix(1);
    return text;
}

void write_csv_fields(std::span<const Field> fields, std::size_t rows, const std::filesystem::path &path) {
    PendingFile pending(path);
    std::ofstream out(pending.temporary(), std::ios::binary);
    std::string text = "\xEF\xBB\xBF";
    const auto end_line = [&] { text.replace(text.size() - 1, 1, "\r\n"); }; // takes the place of the last comma
    for (const Field &field : fields) {
        append_csv_text(text, field.name);
        text += ',';
    }
    end_line();
    constexpr std::size_t batch_bytes = 1 << 20;
    for (std::size_t row = 0; row < rows && out; ++row) {
        for (const Field &field : fields) {
            append_cell(text, field.cells, row);
            text += ',';
        }
        end_line();
        if (text.size() < batch_bytes) continue;
        out.write(text.data(), static_cast<std::streamsize>(text.size()));
        text.clear();
    }
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    if (!out) pending.fail(std::strerror(errno));
    pending.commit();
}

} // namespace gastwin
