// SPDX-License-Identifier: Apache-2.0
#include "gis/sources.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "gis/dataset.hpp"
#include "gis/encoding.hpp"
#include "gis/text.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

namespace fs = std::filesystem;

std::string extension_of(const fs::path &path) { return fold(path.extension().string()); }

/// Files of a folder worth opening; others (readme, styles, parts of a shapefile) are passed over.
bool is_source(const fs::path &path) {
    constexpr std::array<std::string_view, 18> known{".shp",  ".csv", ".tsv", ".xls",     ".xlsx",     ".ods",
                                                     ".gpkg", ".gml", ".fgb", ".geojson", ".dxf",      ".dwg",
                                                     ".mdb",  ".tab", ".mif", ".kml",     ".geojsonl", ".dbf"};
    const std::string extension = extension_of(path);
    if (std::find(known.begin(), known.end(), extension) == known.end()) return false;
    if (extension != ".dbf") return true;
    fs::path shape = path;
    return !fs::exists(shape.replace_extension(".shp")) && !fs::exists(shape.replace_extension(".SHP"));
}

bool is_dataset_folder(const fs::path &path) { return extension_of(path) == ".gdb"; }

std::vector<fs::path> entries_of(const fs::path &folder) {
    std::vector<fs::path> entries;
    std::error_code failure;
    for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end; entry.increment(failure))
        entries.push_back(entry->path());
    if (failure) throw Error("unreadable_file", {.file = folder.string()}, {}, failure.message());
    std::sort(entries.begin(), entries.end());
    return entries;
}

/// Does a link lead out of the folder that the user named? Who packed a survey must not choose what else is read.
bool leads_out(const fs::path &entry, const fs::path &root) {
    std::error_code failure;
    if (!fs::is_symlink(entry, failure)) return false;
    const fs::path target = fs::canonical(entry, failure);
    return !failure && std::mismatch(root.begin(), root.end(), target.begin(), target.end()).first != root.end();
}

struct Search {
    fs::path root = {};               ///< the folder named by the user
    std::vector<fs::path> above = {}; ///< the folders on the way here; a link back to one of them is not followed
    std::vector<fs::path> files = {};
};

/// The entries of a folder but for links out of it, and the other parts of a file of which one part is such a link.
std::vector<fs::path> own_entries(const fs::path &folder, const fs::path &root, Issues &issues) {
    std::vector<fs::path> entries = entries_of(folder);
    std::vector<fs::path> foreign;
    for (const fs::path &entry : entries) {
        if (!leads_out(entry, root)) continue;
        foreign.push_back(entry.stem());
        add_issue(issues, {.kind = "link_outside", .layer = name_text(entry.filename().string())});
    }
    std::erase_if(entries, [&](const fs::path &entry) {
        return std::find(foreign.begin(), foreign.end(), entry.stem()) != foreign.end();
    });
    return entries;
}

/// Whatever is neither a file nor a folder, such as a pipe that nobody writes to, is passed over.
void search_folder(const fs::path &folder, Search &search, Issues &issues) {
    std::error_code failure;
    const fs::path here = fs::canonical(folder, failure);
    if (failure || std::find(search.above.begin(), search.above.end(), here) != search.above.end()) return;
    search.above.push_back(here);
    for (const fs::path &entry : own_entries(folder, search.root, issues)) {
        if (fs::is_directory(entry, failure) && !is_dataset_folder(entry)) search_folder(entry, search, issues);
        else if (is_dataset_folder(entry) || (is_source(entry) && fs::is_regular_file(entry, failure)))
            search.files.push_back(entry);
    }
    search.above.pop_back();
}

/// The .shp of a shapefile named by one of its other parts.
fs::path whole_shapefile(const fs::path &path) {
    constexpr std::array<std::string_view, 5> parts{".shx", ".dbf", ".prj", ".cpg", ".sbn"};
    const std::string extension = extension_of(path);
    if (std::find(parts.begin(), parts.end(), extension) == parts.end()) return path;
    for (const char *shp : {".shp", ".SHP"})
        if (fs::path whole = fs::path(path).replace_extension(shp); fs::exists(whole)) return whole;
    return path;
}

void note_layer(const RawLayer &layer, const std::string &role, std::size_t rows, LayersRead &read) {
    const std::size_t to = append_row(read, std::to_string(row_count(read) + 1)).row();
    read.file[to] = layer.path;
    read.layer[to] = layer.layer;
    read.role[to] = role;
    read.rows[to] = static_cast<std::int32_t>(rows);
    read.encoding[to] = layer.encoding;
    read.encoding_why[to] = layer.encoding_why;
    read.crs[to] = layer.crs;
    read.driver[to] = layer.driver;
}

/// A survey layer without rows would give an empty network in silence; an empty register is only worth a note.
void check_rows(const MappedLayer &layer, Inventory &inventory) {
    if (layer.rows() > 0) return;
    if (layer.table() == "line" || layer.table() == "point")
        throw Error("empty_file", {.file = layer.raw().path, .layer = layer.raw().layer});
    add_issue(inventory.issue, {.kind = "no_rows", .layer = layer.source()});
}

/// Combined surveys hold water, sewage and cables beside the gas. Rows that name no medium are kept.
void drop_other_media(MappedLayer &layer, Inventory &inventory) {
    const std::int32_t medium = layer.find("medium");
    if (medium < 0) return;
    const CodeList &codes = layer.profile().code_list("medium");
    std::vector<std::size_t> gas;
    for (std::size_t row = 0; row < layer.rows(); ++row) {
        const auto code = codes.find(fold(layer.text(medium, row)));
        if (code == codes.end() || code->second == "gas") gas.push_back(row);
    }
    if (gas.size() == layer.rows()) return;
    add_issue(inventory.issue, {.kind = "not_gas",
                                .layer = layer.source(),
                                .column = layer.header(medium),
                                .value = std::to_string(layer.rows() - gas.size())});
    layer.raw() = select_rows(layer.raw(), gas);
}

void read_file(const fs::path &path, const Profile &profile, const ImportOptions &options, Inventory &inventory,
               std::vector<MappedLayer> &layers) {
    Dataset dataset(path, options.encoding, inventory.issue);
    for (std::size_t i = 0; i < dataset.layers().size(); ++i) {
        const RawLayer &head = dataset.layers()[i];
        Match match = recognise(head, profile);
        if (match.spec == nullptr) {
            add_issue(inventory.issue, {.kind = "unrecognised_layer", .layer = head.source, .detail = match.remark});
            note_layer(head, "", dataset.row_estimate(i), inventory.layer_read);
            continue;
        }
        const auto wanted = wanted_columns(match, head.columns.size());
        MappedLayer layer(dataset.read(i, wanted, inventory.issue), std::move(match), profile);
        note_layer(layer.raw(), layer.table(), layer.rows(), inventory.layer_read);
        check_rows(layer, inventory);
        drop_other_media(layer, inventory);
        if (layer.rows() > 0) layers.push_back(std::move(layer));
    }
}

bool same_shapes(const MappedLayer &a, const MappedLayer &b) {
    constexpr double tolerance_m = 0.5;
    if (a.raw().kind == ShapeKind::none || b.raw().kind != a.raw().kind || a.rows() != b.rows()) return false;
    for (std::size_t row = 0; row < a.rows(); ++row) {
        const auto p = a.raw().shape[row], q = b.raw().shape[row];
        if (p.empty() != q.empty()) return false;
        if (!p.empty() &&
            !(distance_m(p.front(), q.front()) < tolerance_m && distance_m(p.back(), q.back()) < tolerance_m))
            return false;
    }
    return true;
}

bool same_ids(const MappedLayer &kept, const MappedLayer &other) {
    const std::int32_t kept_column = kept.find("id"), column = other.find("id");
    if (kept_column < 0 || column < 0) return false;
    std::unordered_set<std::string> ids;
    for (std::size_t row = 0; row < kept.rows(); ++row) ids.insert(kept.text(kept_column, row));
    constexpr std::size_t enough_ids = 2; // one id for all rows is no id
    if (ids.size() < enough_ids) return false;
    std::size_t known = 0;
    for (std::size_t row = 0; row < other.rows(); ++row) known += ids.count(other.text(column, row));
    return known * 10 >= other.rows() * 9;
}

bool preferred(const MappedLayer &a, const MappedLayer &b) {
    const bool a_drawn = a.raw().kind != ShapeKind::none, b_drawn = b.raw().kind != ShapeKind::none;
    return a_drawn != b_drawn ? a_drawn : a.rows() > b.rows();
}

} // namespace

std::vector<fs::path> find_files(std::span<const fs::path> inputs, Issues &issues) {
    Search search;
    std::vector<fs::path> &files = search.files;
    for (const fs::path &input : inputs) {
        std::error_code ignored;
        if (is_connection(input)) {
            files.push_back(input);
            continue;
        }
        if (!fs::exists(input, ignored)) throw Error("no_such_file", {.file = input.string()});
        if (fs::is_directory(input) && !is_dataset_folder(input)) {
            search.root = fs::canonical(input, ignored);
            search_folder(input, search, issues);
        } else if (!fs::is_directory(input) && !fs::is_regular_file(input))
            throw Error("unreadable_file", {.file = input.string()}, {}, "not an ordinary file");
        else files.push_back(whole_shapefile(input));
    }
    std::vector<fs::path> unique;
    for (const fs::path &file : files)
        if (std::find(unique.begin(), unique.end(), file) == unique.end()) unique.push_back(file);
    return unique;
}

std::vector<MappedLayer> read_layers(std::span<const fs::path> inputs, const Profile &profile,
                                     const ImportOptions &options, Inventory &inventory, const Progress &progress) {
    const std::vector<fs::path> files = find_files(inputs, inventory.issue);
    std::vector<MappedLayer> layers;
    for (std::size_t i = 0; i < files.size(); ++i) {
        report(progress, "read", static_cast<double>(i) / static_cast<double>(files.size()));
        read_file(files[i], profile, options, inventory, layers);
    }
    std::stable_sort(layers.begin(), layers.end(), preferred);
    return layers;
}

void drop_repeated(std::vector<MappedLayer> &layers, Inventory &inventory) {
    std::vector<MappedLayer> kept;
    for (MappedLayer &layer : layers) {
        const auto original = std::find_if(kept.begin(), kept.end(), [&](const MappedLayer &other) {
            return other.table() == layer.table() && (same_ids(other, layer) || same_shapes(other, layer));
        });
        if (original == kept.end()) {
            kept.push_back(std::move(layer));
            continue;
        }
        add_issue(inventory.issue, {.kind = "duplicate_source",
                                    .layer = layer.source(),
                                    .value = std::to_string(layer.rows()),
                                    .detail = "same as " + original->source()});
        LayersRead &read = inventory.layer_read;
        for (std::size_t row = 0; row < row_count(read); ++row)
            if (read.file[row] == layer.raw().path && read.layer[row] == layer.raw().layer) read.role[row].clear();
    }
    layers = std::move(kept);
}

} // namespace gastwin
