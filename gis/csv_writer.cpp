// SPDX-License-Identifier: Apache-2.0
#include "gis/csv_writer.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>

#include "gis/pending_file.hpp"

namespace gastwin {
namespace {

void append_text(std::string &line, std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        line += text;
        return;
    }
    line += '"';
    for (const char c : text) {
        if (c == '"') line += '"';
        line += c;
    }
    line += '"';
}

template <class T> void append_number(std::string &line, T value) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    line.append(digits, end);
}

void append_cell(std::string &line, const Cells &cells, std::size_t row) {
    std::visit(
        [&](const auto &column) {
            using T = typename std::decay_t<decltype(column)>::value_type;
            if constexpr (std::is_constructible_v<std::string_view, T>) append_text(line, column[row]);
            else if (!is_missing(column[row])) append_number(line, column[row]);
        },
        cells);
}

} // namespace

void write_csv_fields(std::span<const Field> fields, std::size_t rows, const std::filesystem::path &path) {
    PendingFile pending(path);
    std::ofstream out(pending.temporary(), std::ios::binary);
    std::string text = "\xEF\xBB\xBF";
    const auto end_line = [&] { text.replace(text.size() - 1, 1, "\r\n"); }; // takes the place of the last comma
    for (const Field &field : fields) {
        append_text(text, field.name);
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
