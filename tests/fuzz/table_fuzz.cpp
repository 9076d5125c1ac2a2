// SPDX-License-Identifier: Apache-2.0
// Text tables from bytes to the inventory: encoding, splitting, recognising, normalising; and the normalisers alone.
// First byte: which table the file's name promises. Second: 1 work out the coordinate system, 2 draft a
// profile; both are slow, so that seeds mostly have neither.
#include <cmath>

#include "fuzz.hpp"
#include "gis/csv_writer.hpp"
#include "gis/encoding.hpp"
#include "gis/fill.hpp"
#include "gis/normalise.hpp"
#include "gis/sources.hpp"
#include "gis/suggest.hpp"
#include "gis/text.hpp"
#include "tables.hpp"

using namespace gastwin;

namespace {

constexpr std::int32_t this_year = 2024;

void require_whole(const Inventory &inventory) {
    fuzz::require_whole(inventory.line);
    fuzz::require_whole(inventory.point);
    fuzz::require_whole(inventory.issue);
    fuzz::require_whole(inventory.provenance);
    const auto whole = [](const auto &target) {
        fuzz::require_whole(target.rows);
        for (const auto &[name, cells] : target.references)
            fuzz::require(cells.size() <= row_count(target.rows), "references belong to rows");
    };
    whole(inventory.valve), whole(inventory.regulator), whole(inventory.source), whole(inventory.riser);
    whole(inventory.customer), whole(inventory.device), whole(inventory.building), whole(inventory.enclosure);
    whole(inventory.record);
    for (const double bore : inventory.line.inner_diameter_m)
        fuzz::require(std::isnan(bore) || (bore > 0.0 && bore < 10.0), "a bore is missing or possible");
    for (const std::int32_t year : inventory.line.install_year)
        fuzz::require(year == missing_int || (year >= 1865 && year <= this_year), "a year is missing or possible");
}

void import_table(const std::filesystem::path &path, bool local) {
    static const Profile profile = load_profile("cjj61");
    Inventory inventory;
    const ImportOptions options{.crs = local ? "local" : ""};
    std::vector<MappedLayer> layers = read_layers(std::span(&path, 1), profile, options, inventory, {});
    unify_crs(layers, options, inventory);
    drop_repeated(layers, inventory);
    for (const MappedLayer &layer : layers) fill_table(layer, this_year, inventory);
    name_record_tables(inventory);
    require_whole(inventory);
}

void draft_profile(const std::filesystem::path &path) {
    Issues issues;
    const ProfileDraft draft = suggest_profile(std::span(&path, 1), "", issues);
    if (!draft.toml.empty()) static_cast<void>(parse_profile(draft.toml, "draft.toml"));
}

void read_sizes(std::string_view text) {
    for (const Material material : {Material::unknown, Material::steel, Material::pe})
        for (const std::string_view unit : {"", "m", "cm"}) {
            const auto size = read_diameter(text, unit, material, read_sdr(text), {}).value;
            for (const double length_m : {size.outer_diameter_m, size.inner_diameter_m, size.wall_m})
                fuzz::require(std::isnan(length_m) || (length_m > 0.0 && length_m < 10.0), "a size is possible");
            fuzz::require(size.text.empty() || size.inner_diameter_m < size.outer_diameter_m, "a pipe has a wall");
        }
}

void read_values(std::string_view text) {
    static const Profile profile = load_profile("cjj61");
    read_sizes(text);
    static_cast<void>(read_material(text, profile.code_list("material")));
    for (const std::string_view unit : {"", "kpa", "mpa"}) {
        const auto pressure = read_pressure_class(text, unit, profile.code_list("pressure"));
        fuzz::require(pressure.value != PressureClass::unknown || !pressure.problem.empty() ||
                          pressure.method == "code list",
                      "an unread pressure has a reason");
    }
    const auto year = read_year(text, this_year).value;
    fuzz::require(year == missing_int || (year >= 1865 && year <= this_year), "a year is missing or possible");
    static_cast<void>(read_date(text));
    const Header header = split_header(text);
    fuzz::require(split_header(header.key).key.size() <= header.key.size(), "a key is not longer than its header");
    if (const auto number = parse_number(text)) fuzz::require(std::isfinite(*number), "a number is finite");
    if (is_utf8(text))
        fuzz::require(normal_text(normal_text(text)) == normal_text(text), "cleaned text stays as it is");
    fuzz::require(is_utf8(mended_utf8(text)), "mended text is UTF-8");
    const std::vector<std::string> candidates{"管径", "material", ""};
    if (text.size() < 200) static_cast<void>(closest(text, candidates));
}

/// A cell as written: without the quotes around it and with the doubled ones inside undone.
std::string unquoted(std::string cell) {
    if (cell.size() < 2 || cell.front() != '"') return cell;
    std::string text;
    for (std::size_t i = 1; i + 1 < cell.size(); ++i) {
        if (cell[i] == '"') ++i;
        text += cell[i];
    }
    return text;
}

void write_and_read_cell(std::string_view text) {
    std::string cell;
    append_csv_text(cell, text);
    const std::string stands = unquoted(cell);
    fuzz::require(unguarded(stands) == text, "a guarded text comes back as it was");
    const bool formula = !stands.empty() && std::string_view("=+-@\t\r").find(stands[0]) != std::string_view::npos;
    fuzz::require(!formula || parse_number(stands).has_value(), "no cell is a formula");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    fuzz::Input input(data, size);
    const std::string name = fuzz::table_names[input.byte() % fuzz::table_names.size()];
    const std::uint8_t options = input.byte();
    const std::string_view text = input.rest();
    const std::filesystem::path path = fuzz::write_file(fuzz::scratch() / (name + ".csv"), text);
    fuzz::answers([&] { import_table(path, options != 1); });
    if (options == 2) fuzz::answers([&] { draft_profile(path); });
    fuzz::answers([&] { static_cast<void>(detect_encoding(text, "", {{std::string(text.substr(0, 12)), "hint"}})); });
    const std::string_view line = text.substr(0, text.find('\n'));
    read_values(line);
    if (is_utf8(line)) write_and_read_cell(line);
    std::filesystem::remove(path);
    return 0;
}
