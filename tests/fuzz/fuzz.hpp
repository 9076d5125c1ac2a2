// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets share. A target feeds bytes to code that promises an answer or an Error for any bytes; whatever
// else happens (sanitizer report, other exception, broken promise, hang) is a finding.
#pragma once
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "models/error.hpp"
#include "models/table.hpp"

namespace gastwin::fuzz {

namespace fs = std::filesystem;

/// The input, taken off the front piece by piece; zeros once it is used up.
class Input {
  public:
    Input(const std::uint8_t *data, std::size_t size) : bytes_{reinterpret_cast<const char *>(data), size} {}

    template <class T> T value() {
        T result{};
        const std::size_t size = std::min(sizeof result, bytes_.size());
        std::memcpy(&result, bytes_.data(), size);
        bytes_.remove_prefix(size);
        return result;
    }
    std::uint8_t byte() { return value<std::uint8_t>(); }
    [[nodiscard]] std::string_view rest() const { return bytes_; }
    [[nodiscard]] bool empty() const { return bytes_.empty(); }

  private:
    std::string_view bytes_;
};

/// A promise that the code under test makes.
inline void require(bool kept, const char *promise) {
    if (kept) return;
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
}

/// Did `action` answer? An Error is legitimate, unless it blames gastwin itself.
template <class F> bool answers(F &&action) {
    try {
        action();
        return true;
    } catch (const Error &error) {
        if (error.kind().slug == "internal") std::fprintf(stderr, "%s\n", error.detail().c_str());
        require(error.kind().slug != "internal", "no internal error");
        return false;
    }
}

/// The columns of a table are equally long.
template <TableType Table> void require_whole(const Table &table) {
    for_each_column<Table>([&](const auto &column) {
        require((table.*column.data).size() == row_count(table), "columns of a table are equally long");
    });
}

/// A folder of this process below TMPDIR, left behind: targets run until they are killed. tools/fuzz.sh sees to it.
inline const fs::path &scratch() {
    static const fs::path folder = [] {
        fs::path made = fs::temp_directory_path() / ("gastwin-fuzz-" + std::to_string(::getpid()));
        fs::create_directories(made);
        return made;
    }();
    return folder;
}

inline std::string file_bytes(const fs::path &path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline const fs::path &write_file(const fs::path &path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path;
}

} // namespace gastwin::fuzz
