// SPDX-License-Identifier: Apache-2.0
#include "gis/workbook_guard.hpp"

#include <cpl_string.h>
#include <cpl_vsi.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include "gis/gdal_errors.hpp"
#include "gis/sheet_shape.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_members = 10'000;
constexpr std::size_t block_bytes = std::size_t{1} << 20;

[[noreturn]] void refuse(const fs::path &path, std::string_view detail) {
    throw Error("unreadable_file", {.file = path.string()}, {}, std::string(detail));
}

/// Members by their marks in the archive's directory, of which GDAL walks all, once for each folder among them. What
/// merely looks like a mark counts too; few enough do.
std::size_t count_members(const fs::path &path) {
    constexpr std::string_view mark = "PK\x01\x02";
    std::ifstream file(path, std::ios::binary);
    std::string block(block_bytes + mark.size() - 1, '\0');
    std::size_t kept = 0, members = 0;
    while (file) {
        file.read(block.data() + kept, static_cast<std::streamsize>(block.size() - kept));
        const std::string_view bytes(block.data(), kept + static_cast<std::size_t>(file.gcount()));
        for (std::size_t at = 0; (at = bytes.find(mark, at)) != std::string_view::npos; ++at) ++members;
        kept = std::min(bytes.size(), mark.size() - 1);
        std::copy(bytes.end() - static_cast<std::ptrdiff_t>(kept), bytes.end(), block.begin());
    }
    return members;
}

/// What the archive's directory says its members unpack to.
std::uintmax_t declared_bytes(const std::string &archive, const CPLStringList &members) {
    std::uintmax_t size = 0;
    for (int i = 0; i < members.Count(); ++i) {
        VSIStatBufL member{};
        if (VSIStatL((archive + "/" + members[i]).c_str(), &member) == 0)
            size += static_cast<std::uintmax_t>(std::max<decltype(member.st_size)>(member.st_size, 0));
    }
    return size;
}

/// Bytes that a member really unpacks to, counted up to `most`; its sheets are measured on the way.
std::uintmax_t unpack(const std::string &member, std::uintmax_t most, SheetShape &shape) {
    VSILFILE *file = VSIFOpenL(member.c_str(), "rb");
    if (file == nullptr) return 0;
    std::vector<char> buffer(block_bytes);
    std::uintmax_t size = 0;
    shape.begin_member();
    while (size <= most && shape.problem().empty()) {
        const std::size_t read = VSIFReadL(buffer.data(), 1, buffer.size(), file);
        shape.take(std::string_view(buffer.data(), read));
        size += read;
        if (read < buffer.size()) break;
    }
    shape.end_member();
    VSIFCloseL(file);
    return size;
}

} // namespace

void refuse_sheet_bomb(const fs::path &path) {
    constexpr std::uintmax_t always_allowed = std::uintmax_t{64} << 20, most_ratio = 100;
    constexpr std::string_view too_large = "it unpacks to more than a hundred times its size; save it again from a "
                                           "spreadsheet program, or as .csv";
    if (count_members(path) > most_members)
        refuse(path, "it holds more than 10 000 files, which no workbook does; save it again from a spreadsheet "
                     "program, or as .csv");
    const std::uintmax_t most = std::max(always_allowed, fs::file_size(path) * most_ratio);
    const GdalErrors ignored; // an archive that cannot be unpacked is the driver's to refuse
    const std::string archive = "/vsizip/{" + path.string() + "}";
    const CPLStringList members(VSIReadDirRecursive(archive.c_str()));
    if (declared_bytes(archive, members) > most) refuse(path, too_large);
    SheetShape shape;
    std::uintmax_t size = 0;
    for (int i = 0; i < members.Count() && size <= most && shape.problem().empty(); ++i)
        size += unpack(archive + "/" + members[i], most - size, shape);
    if (!shape.problem().empty()) refuse(path, shape.problem());
    if (size > most) refuse(path, too_large);
}

} // namespace gastwin
