// SPDX-License-Identifier: Apache-2.0
// Twin files and exports of them, damaged. First byte:
//   0  a GeoPackage with bytes exchanged: (position, value) after (position, value)
//   1  an export folder of CSV files with one file replaced; the second byte picks it
//   2  the same of GeoJSON files
//   3  the folder's list of files
#include <ogrsf_frmts.h>

#include <algorithm>

#include "fuzz.hpp"
#include "gis/export.hpp"
#include "gis/exported.hpp"
#include "gis/layer_columns.hpp"
#include "gis/twin_file.hpp"
#include "models/check.hpp"
#include "tests/support/random_twin.hpp"

using namespace gastwin;
namespace fs = std::filesystem;

namespace {

/// A twin with a row in every table, and its exports.
struct Templates {
    fs::path twin = fuzz::scratch() / "whole.gpkg";
    std::string bytes;
    std::array<fs::path, 2> folder{fuzz::scratch() / "csv", fuzz::scratch() / "geojson"};
    std::array<std::vector<std::string>, 2> files;
};

const Templates &templates() {
    static const Templates made = [] {
        Templates t;
        write_twin(test::random_twin(2, 1), t.twin);
        t.bytes = fuzz::file_bytes(t.twin);
        constexpr std::array formats{ExportFormat::csv, ExportFormat::geojson};
        for (std::size_t i = 0; i < formats.size(); ++i) {
            export_twin(t.twin, t.folder[i], {.format = formats[i]});
            t.files[i] = exported_files(t.folder[i]).value();
            std::sort(t.files[i].begin(), t.files[i].end());
        }
        return t;
    }();
    return made;
}

void read_all(const fs::path &path) {
    fuzz::answers([&] {
        const Twin twin = read_twin(path);
        for_each_table(twin.network, [](const auto &table) { fuzz::require_whole(table); });
        fuzz::require_whole(twin.issue);
        fuzz::require_whole(twin.repair);
        static_cast<void>(check(twin.network));
        const std::size_t drawn = twin.network.pipe_line.rows();
        fuzz::require(drawn == 0 || drawn == row_count(twin.network.pipe), "courses belong to pipes");
    });
}

void read_geopackage(fuzz::Input &input) {
    std::string bytes = templates().bytes;
    while (!input.empty()) {
        const auto position = input.value<std::uint32_t>();
        if (position >= 0xFFFF0000U) bytes.resize(bytes.size() * (position - 0xFFFF0000U) / 0x10000U + 1);
        bytes[position % bytes.size()] = static_cast<char>(input.byte());
    }
    const fs::path path = fuzz::write_file(fuzz::scratch() / "damaged.gpkg", bytes);
    read_all(path);
    fuzz::answers([&] { static_cast<void>(read_layer(path, "pipe")); });
    for (const char *leftover : {"", "-wal", "-shm", "-journal"}) fs::remove(path.string() + leftover);
}

void read_folder(std::size_t format, const std::string &file, std::string_view bytes) {
    const fs::path path = templates().folder[format] / file, kept = path.string() + ".kept";
    fs::rename(path, kept);
    fuzz::write_file(path, bytes);
    read_all(templates().folder[format]);
    fs::rename(kept, path);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    fuzz::Input input(data, size);
    const std::uint8_t mode = input.byte() % 4;
    if (mode == 0) read_geopackage(input);
    else if (mode == 3) read_folder(0, std::string(export_list), input.rest());
    else {
        const auto &files = templates().files[mode - 1U];
        const std::string &file = files[input.byte() % files.size()];
        read_folder(mode - 1U, file, input.rest());
    }
    return 0;
}
