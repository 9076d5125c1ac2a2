// SPDX-License-Identifier: Apache-2.0
#include "gis/import.hpp"

#include <algorithm>
#include <chrono>

#include "gis/fill.hpp"
#include "gis/sources.hpp"

namespace gastwin {
namespace {

std::int32_t calendar_year() {
    const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
    return static_cast<std::int32_t>(static_cast<int>(today.year()));
}

bool has_pipes(const std::vector<MappedLayer> &layers) {
    return std::any_of(layers.begin(), layers.end(), [](const MappedLayer &l) { return l.table() == "line"; });
}

/// Layers may lack a reference column that others of the same table have.
template <TableType Table> void complete_references(Register<Table> &target) {
    for (auto &[name, cells] : target.references) cells.resize(row_count(target.rows));
}

void complete_references(Inventory &inventory) {
    complete_references(inventory.valve);
    complete_references(inventory.regulator);
    complete_references(inventory.source);
    complete_references(inventory.riser);
    complete_references(inventory.customer);
    complete_references(inventory.device);
}

Inventory read_with(const Profile &profile, std::span<const std::filesystem::path> inputs, ImportOptions options,
                    const Progress &progress) {
    if (options.crs.empty()) options.crs = profile.crs;
    if (options.encoding.empty()) options.encoding = profile.encoding;
    Inventory inventory;
    std::vector<MappedLayer> layers = read_layers(inputs, profile, options, inventory, progress);
    if (!has_pipes(layers)) return inventory;
    unify_crs(layers, options, inventory);
    drop_repeated(layers, inventory);
    const std::int32_t this_year = options.this_year == 0 ? calendar_year() : options.this_year;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        report(progress, "normalise", static_cast<double>(i) / static_cast<double>(layers.size()));
        fill_table(layers[i], this_year, inventory);
    }
    complete_references(inventory);
    name_record_tables(inventory);
    report(progress, "normalise", 1.0);
    return inventory;
}

} // namespace

Inventory import_survey(std::span<const std::filesystem::path> inputs, const ImportOptions &options,
                        const Progress &progress) {
    Profile profile = load_profile(options.profile);
    // Who names "lines" has nameless lines in hand; as a fallback it must not take roads for pipes.
    if (profile.name == "lines")
        for (LayerSpec &layer : profile.layers) layer.min_columns = 0;
    Inventory inventory = read_with(profile, inputs, options, progress);
    if (row_count(inventory.line) == 0 && options.profile == ImportOptions{}.profile) {
        inventory = read_with(load_profile("lines"), inputs, options, progress);
        if (row_count(inventory.line) > 0) add_issue(inventory.issue, {.kind = "other_profile", .value = "lines"});
    }
    if (row_count(inventory.line) > 0) return inventory;
    std::string found;
    for (const std::string &layer : inventory.layer_read.layer) found += (found.empty() ? "" : ", ") + layer;
    throw Error("no_survey_found", {.file = inputs.empty() ? "" : inputs[0].string()}, {},
                found.empty() ? "no layers at all" : "layers found: " + found);
}

} // namespace gastwin
