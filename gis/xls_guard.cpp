// SPDX-License-Identifier: Apache-2.0
// Extents and texts that an .xls file declares (workbook_guard.hpp). Formats: [MS-CFB] for the container (sectors,
// their table, the directory), [MS-XLS] and its forerunners BIFF2 to BIFF5 for the records.
#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "gis/workbook_guard.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path &path, std::string_view detail) {
    throw Error("unreadable_file", {.file = path.string()}, {},
                std::string(detail) + "; save it again as .xlsx or .csv");
}

/// A whole number of 1, 2 or 4 bytes, the least first; 0 beyond the end.
std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t width) {
    if (at > bytes.size() || bytes.size() - at < width) return 0;
    std::uint32_t value = 0;
    for (std::size_t i = width; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

/// The container: chains of sectors, by the table that names the sector after each.
class Container {
  public:
    Container(std::string_view bytes, const fs::path &path) : bytes_{bytes}, path_{path} {
        const std::uint32_t shift = number_at(bytes, 30, 2), mini_shift = number_at(bytes, 32, 2);
        if ((shift != 9 && shift != 12) || mini_shift != 6) refuse(path, "its container is damaged");
        sector_bytes_ = std::size_t{1} << shift;
        read_table();
        for (const std::uint32_t s : chain(next_, number_at(bytes, 60, 4))) append_numbers(sector(s), next_mini_);
        directory_ = joined(number_at(bytes, 48, 4));
    }

    /// All streams named Workbook (BIFF8) or Book (older).
    [[nodiscard]] std::vector<std::string> workbooks() const {
        std::vector<std::string> found;
        if (directory_.size() < entry_bytes) return found;
        const std::string mini = joined(number_at(directory_, 116, 4)); // the root holds the small streams
        for (std::size_t at = 0; at + entry_bytes <= directory_.size(); at += entry_bytes) {
            const std::string_view entry = std::string_view(directory_).substr(at, entry_bytes);
            if (!is_workbook(entry)) continue;
            const std::uint32_t first = number_at(entry, 116, 4), size = number_at(entry, 120, 4);
            std::string stream = size < number_at(bytes_, 56, 4) ? joined_mini(first, mini) : joined(first);
            stream.resize(std::min<std::size_t>(stream.size(), size));
            found.push_back(std::move(stream));
        }
        return found;
    }

  private:
    static constexpr std::size_t entry_bytes = 128, mini_bytes = 64, header_numbers = 109;
    static constexpr std::uint32_t last_sector = 0xFFFFFFFA; ///< beyond: end, free and table marks

    static bool is_workbook(std::string_view entry) {
        std::string name;
        for (std::size_t i = 0; i < 64 && entry[i] != '\0'; i += 2) name += entry[i + 1] == '\0' ? entry[i] : '?';
        return name == "Workbook" || name == "Book" || name == "WORKBOOK" || name == "BOOK";
    }
    static void append_numbers(std::string_view bytes, std::vector<std::uint32_t> &numbers) {
        for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4) numbers.push_back(number_at(bytes, at, 4));
    }
    [[nodiscard]] std::string_view sector(std::uint32_t s) const {
        const std::size_t first = (std::size_t{s} + 1) * sector_bytes_;
        if (first >= bytes_.size()) refuse(path_, "it leads outside of the file");
        return bytes_.substr(first, sector_bytes_);
    }
    /// The table of sectors: 109 of its own sectors are named in the header, the others in a chain of further ones.
    void read_table() {
        std::vector<std::uint32_t> parts;
        append_numbers(bytes_.substr(0, 76 + 4 * header_numbers).substr(std::min<std::size_t>(76, bytes_.size())),
                       parts);
        std::uint32_t more = number_at(bytes_, 68, 4);
        for (std::size_t i = 0; more < last_sector && number_at(bytes_, 72, 4) > 0; ++i) {
            if (i > bytes_.size() / sector_bytes_) refuse(path_, "its table of sectors is a circle");
            append_numbers(sector(more), parts);
            more = parts.back();
            parts.pop_back();
        }
        parts.resize(std::min<std::size_t>(parts.size(), number_at(bytes_, 44, 4)));
        for (const std::uint32_t s : parts)
            if (s < last_sector) append_numbers(sector(s), next_);
    }
    [[nodiscard]] std::vector<std::uint32_t> chain(const std::vector<std::uint32_t> &next, std::uint32_t first) const {
        std::vector<std::uint32_t> links;
        for (std::uint32_t s = first; s < last_sector; s = next[s]) {
            if (s >= next.size()) refuse(path_, "it leads outside of the file");
            if (links.size() > next.size()) refuse(path_, "one of its streams is a circle");
            links.push_back(s);
        }
        return links;
    }
    [[nodiscard]] std::string joined(std::uint32_t first) const {
        std::string stream;
        for (const std::uint32_t s : chain(next_, first)) stream += sector(s);
        return stream;
    }
    [[nodiscard]] std::string joined_mini(std::uint32_t first, const std::string &mini) const {
        std::string stream;
        for (const std::uint32_t s : chain(next_mini_, first)) {
            if (s * mini_bytes >= mini.size()) refuse(path_, "it leads outside of the file");
            stream += mini.substr(s * mini_bytes, mini_bytes);
        }
        return stream;
    }

    std::string_view bytes_;
    const fs::path &path_;
    std::size_t sector_bytes_ = 512;
    std::vector<std::uint32_t> next_, next_mini_;
    std::string directory_;
};

struct Extent {
    std::uint64_t rows = 0, columns = 0;
    void reach(std::uint64_t row_count, std::uint64_t column_count) {
        rows = std::max(rows, row_count), columns = std::max(columns, column_count);
    }
};

enum Record : std::uint32_t { dimensions_2 = 0x00, formula = 0x06, texts = 0xFC, several = 0xBD, dimensions = 0x200 };

/// NUMBER, LABEL, RK … of all generations: each begins with its row and its column.
bool is_cell(std::uint32_t type) {
    constexpr std::array<std::uint32_t, 17> cells{0x01, 0x02,  0x03,  0x04,  0x05,  formula, several, 0xBE, 0xD6,
                                                  0xFD, 0x201, 0x203, 0x204, 0x205, 0x206,   0x27E,   0x406};
    return std::find(cells.begin(), cells.end(), type) != cells.end();
}

bool is_beginning(std::uint32_t type) { return type == 0x809 || type == 0x409 || type == 0x209 || type == 0x09; }

void check_records(std::string_view stream, const fs::path &path) {
    constexpr std::uint64_t most_rows = 65'536, most_columns = 256, always_allowed = 20'000'000, most_ratio = 5;
    constexpr std::size_t least_text_bytes = 3;
    std::uint64_t declared = 0;
    Extent sheet;
    const auto end_sheet = [&] { declared += sheet.rows * sheet.columns, sheet = {}; };
    for (std::size_t at = 0; at + 4 <= stream.size();) {
        const std::uint32_t type = number_at(stream, at, 2), length = number_at(stream, at + 2, 2);
        const std::string_view body = stream.substr(at + 4, length);
        at += 4 + length;
        if (is_beginning(type)) end_sheet();
        if (type == texts && number_at(body, 4, 4) > stream.size() / least_text_bytes)
            refuse(path, "it declares more texts than it can hold");
        if (type == dimensions && length >= 14) sheet.reach(number_at(body, 4, 4), number_at(body, 10, 2));
        else if ((type == dimensions || type == dimensions_2) && length >= 8)
            sheet.reach(number_at(body, 2, 2), number_at(body, 6, 2));
        if (is_cell(type) && length >= 4) {
            const bool many = type == several || type == 0xBE;
            sheet.reach(number_at(body, 0, 2) + 1, number_at(body, many ? body.size() - 2 : 2, 2) + 1);
        }
        if (sheet.rows > most_rows || sheet.columns > most_columns)
            refuse(path, "it declares more rows or columns than a sheet has");
    }
    end_sheet();
    if (declared > always_allowed && declared / most_ratio > stream.size())
        refuse(path, "its sheets declare more cells than the file can hold");
}

} // namespace

void refuse_xls_bomb(const fs::path &path) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (!bytes.starts_with("\xD0\xCF\x11\xE0")) return check_records(bytes, path);
    for (const std::string &stream : Container(bytes, path).workbooks()) check_records(stream, path);
}

} // namespace gastwin
