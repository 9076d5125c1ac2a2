// SPDX-License-Identifier: Apache-2.0
#include "gis/csv.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <span>
#include <sstream>
#include <vector>

#include "gis/encoding.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

std::string file_bytes(const std::filesystem::path &path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw Error("no_such_file", {.file = path.string()});
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return std::move(bytes).str();
}

/// The separator that the first lines hold most of.
char separator_of(std::string_view text) {
    const std::string_view head = text.substr(0, 4096);
    constexpr std::array candidates{',', ';', '\t'};
    return *std::max_element(candidates.begin(), candidates.end(), [&](char a, char b) {
        return std::count(head.begin(), head.end(), a) < std::count(head.begin(), head.end(), b);
    });
}

/// One row of cells, unquoted, in a buffer that is used again for the next.
class Record {
  public:
    /// Splits one record off the front of `text`. A quote that is never closed ends with the text.
    std::span<const std::string_view> next(std::string_view &text, char separator) {
        bytes_.clear();
        ends_.clear();
        std::size_t i = 0, cell_start = 0;
        bool quoted = false;
        for (; i < text.size(); ++i) {
            const char c = text[i];
            if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') bytes_ += text[++i];
            else if (c == '"' && (quoted || bytes_.size() == cell_start)) quoted = !quoted;
            else if (!quoted && c == separator) ends_.push_back(cell_start = bytes_.size());
            else if (!quoted && c == '\n') break;
            else if (quoted || c != '\r') bytes_ += c;
        }
        ends_.push_back(bytes_.size());
        text.remove_prefix(std::min(i + 1, text.size()));
        return cells();
    }

  private:
    std::span<const std::string_view> cells() {
        cells_.clear();
        std::size_t start = 0;
        for (const std::size_t end : ends_) {
            cells_.push_back(std::string_view(bytes_).substr(start, end - start));
            start = end;
        }
        return cells_;
    }

    std::string bytes_;
    std::vector<std::size_t> ends_;
    std::vector<std::string_view> cells_;
};

/// The whole text in UTF-8; where single lines do not fit the file's encoding they are read in the other likely one.
std::string decoded(std::string_view bytes, const Encoding &encoding, const std::string &source, Issues &issues) {
    if (encoding.name == "UTF-8" && is_utf8(bytes)) return std::string(bytes);
    Decoder decoder(encoding.name), other(encoding.name == "UTF-8" ? "GB18030" : "UTF-8");
    if (encoding.name != "UTF-8")
        if (auto text = decoder.decode(bytes)) return *text;
    std::string text;
    for (std::int32_t line = 1; !bytes.empty(); ++line) {
        const std::size_t length = std::min(bytes.find('\n'), bytes.size() - 1) + 1;
        const std::string_view part = bytes.substr(0, length);
        bytes.remove_prefix(length);
        auto cell = decoder.decode(part);
        if (!cell) {
            cell = other.decode(part);
            add_issue(issues, {.kind = "mixed_encoding",
                               .layer = source,
                               .row = line - 1,
                               .detail = "line " + std::to_string(line) + " of the file"});
        }
        text += cell ? *cell : mended_utf8(part);
    }
    return text;
}

} // namespace

RawLayer read_csv(const std::filesystem::path &path, const std::string &encoding, Issues &issues) {
    const std::string bytes = file_bytes(path);
    if (bytes.empty()) throw Error("empty_file", {.file = path.string()});
    const std::string source = name_text(path.filename().string());
    Encoding choice;
    try {
        choice = detect_encoding(bytes, encoding, {});
    } catch (const Error &error) {
        throw Error(error.kind().slug, {.file = path.string(), .value = error.place().value}, {}, error.detail());
    }
    const std::string text = decoded(bytes, choice, source, issues);
    std::string_view rest = text;
    const char separator = separator_of(rest);
    GridBuilder grid;
    Record record;
    RawLayer layer;
    try {
        while (!rest.empty()) grid.push_back(record.next(rest, separator));
        layer = grid.finish(source, issues);
    } catch (const Error &error) {
        throw Error(error.kind().slug, {.file = path.string()}, {}, error.detail());
    }
    layer.path = name_text(path.string());
    layer.layer = name_text(path.stem().string());
    layer.driver = "CSV";
    layer.encoding = choice.name;
    layer.encoding_why = choice.why;
    return layer;
}

} // namespace gastwin
