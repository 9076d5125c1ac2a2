// SPDX-License-Identifier: Apache-2.0
#include "gis/dbf_text.hpp"

#include <fstream>
#include <vector>

namespace gastwin {
namespace {

constexpr std::size_t sample_size = std::size_t{1} << 20;

struct Field {
    std::size_t offset, width;
};

std::size_t u16(const std::string &bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]) + 256U * static_cast<unsigned char>(bytes[at + 1]);
}

std::string_view before_padding(std::string_view cell) {
    cell = cell.substr(0, std::min(cell.find('\0'), cell.size()));
    while (!cell.empty() && cell.back() == ' ') cell.remove_suffix(1);
    return cell;
}

} // namespace

DbfText dbf_text(const std::filesystem::path &path) {
    std::ifstream file(path, std::ios::binary);
    std::string bytes(sample_size, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    DbfText text;
    if (bytes.size() < 32) return text;
    text.language_byte = static_cast<unsigned char>(bytes[29]);
    const std::size_t header = u16(bytes, 8), record = u16(bytes, 10);
    std::vector<Field> character_fields;
    std::size_t offset = 1; // the deletion flag
    for (std::size_t at = 32; at + 32 <= std::min(header, bytes.size()) && bytes[at] != '\r'; at += 32) {
        text.bytes.append(before_padding(std::string_view(bytes).substr(at, 11))) += '\n';
        const auto width = static_cast<unsigned char>(bytes[at + 16]);
        if (bytes[at + 11] == 'C') character_fields.push_back({offset, width});
        offset += width;
    }
    if (record < offset || header < 32) return text;
    for (std::size_t at = header; at + record <= bytes.size(); at += record)
        for (const Field &field : character_fields)
            text.bytes.append(before_padding(std::string_view(bytes).substr(at + field.offset, field.width))) += '\n';
    return text;
}

} // namespace gastwin
