// SPDX-License-Identifier: Apache-2.0
// Registers of buildings and network assets (gis/fill.hpp).
#include <cmath>

#include "gis/course.hpp"
#include "gis/fill.hpp"
#include "gis/text.hpp"

namespace gastwin {
namespace {

/// A column's numbers into a table's column, SI units.
template <TableType Table>
void fill_numbers(const MappedLayer &layer, std::string_view name, Table &table, std::vector<double> Table::*data,
                  std::size_t first, Inventory &inventory) {
    const std::int32_t column = layer.find(name);
    if (column < 0) return;
    for (std::size_t row = 0; row < layer.rows(); ++row)
        (table.*data)[first + row] = layer.number(column, row, table.id[first + row], inventory.issue);
}

template <TableType Table>
void fill_whole(const MappedLayer &layer, std::string_view name, Table &table, std::vector<std::int32_t> Table::*data,
                std::size_t first, Inventory &inventory) {
    const std::int32_t column = layer.find(name);
    if (column < 0) return;
    for (std::size_t row = 0; row < layer.rows(); ++row)
        (table.*data)[first + row] = layer.whole(column, row, table.id[first + row], inventory.issue);
}

template <TableType Table>
void fill_text(const MappedLayer &layer, std::string_view name, Table &table, std::vector<std::string> Table::*data,
               std::size_t first) {
    const std::int32_t column = layer.find(name);
    if (column < 0) return;
    for (std::size_t row = 0; row < layer.rows(); ++row) (table.*data)[first + row] = layer.text(column, row);
}

/// Year of one cell; a blank one is a note, an impossible one an issue.
template <TableType Table>
std::int32_t register_year(const MappedLayer &layer, std::string_view column_name, std::int32_t column, std::size_t row,
                           const std::string &id, std::int32_t this_year, Inventory &inventory) {
    const std::string text = layer.text(column, row);
    auto year = read_year(text, this_year);
    if (text.empty()) year.problem = "not_recorded";
    note_reading(layer, {Table::name, column_name, id, column, row}, year, std::to_string(year.value), inventory);
    return year.value;
}

template <TableType Table>
void fill_years(const MappedLayer &layer, std::string_view name, Table &table, std::vector<std::int32_t> Table::*data,
                std::size_t first, std::int32_t this_year, Inventory &inventory) {
    const std::int32_t column = layer.find(name);
    if (column < 0) return;
    for (std::size_t row = 0; row < layer.rows(); ++row)
        (table.*data)[first + row] =
            register_year<Table>(layer, name, column, row, table.id[first + row], this_year, inventory);
}

template <TableType Table>
void fill_flags(const MappedLayer &layer, std::string_view name, std::string_view list, std::string_view set,
                std::string_view clear, Table &table, std::vector<Flag> Table::*data, std::size_t first,
                Inventory &inventory) {
    const std::int32_t column = layer.find(name);
    if (column < 0) return;
    for (std::size_t row = 0; row < layer.rows(); ++row) {
        const auto code = layer.code(list, column, row, table.id[first + row], inventory.issue);
        if (code && *code == set) (table.*data)[first + row] = 1;
        if (code && *code == clear) (table.*data)[first + row] = 0;
    }
}

double ring_area_m2(std::span<const Point> ring) {
    double twice = 0.0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Point a = ring[i], b = ring[(i + 1) % ring.size()];
        twice += (a.x - ring[0].x) * (b.y - ring[0].y) - (b.x - ring[0].x) * (a.y - ring[0].y);
    }
    return std::abs(twice) / 2.0;
}

/// Plan of an enclosed space: as drawn, or as wide as recorded along its drawn axis.
Course plan_of_space(const MappedLayer &layer, std::size_t row, const std::string &id, Issues &issues) {
    const RawLayer &raw = layer.raw();
    if (raw.kind == ShapeKind::none) return {};
    const auto shape = raw.shape[row];
    if (raw.kind == ShapeKind::polygon) return {shape.begin(), shape.end()};
    const double width_m = layer.number(layer.find("width_m"), row, id, issues);
    return raw.kind == ShapeKind::line && width_m > 0.0 ? strip_around(shape, 0.5 * width_m) : Course{};
}

void read_riser(const MappedLayer &layer, std::int32_t this_year, std::size_t row, std::size_t to,
                Inventory &inventory) {
    Risers &riser = inventory.riser.rows;
    const std::string &id = riser.id[to];
    const std::int32_t material_column = layer.find("material"), diameter_column = layer.find("diameter");
    const std::string text = layer.text(material_column, row);
    auto material = read_material(text, layer.profile().code_list("material"));
    if (text.empty()) material.problem = "not_recorded";
    riser.material[to] = material.value;
    note_reading(layer, {"riser", "material", id, material_column, row}, material, std::string(code_of(material.value)),
                 inventory);
    auto size = read_diameter(layer.text(diameter_column, row), layer.unit(diameter_column), material.value,
                              read_sdr(text), {});
    if (size.problem == "missing_diameter") size.problem = "not_recorded";
    riser.diameter_text[to] = size.value.text;
    riser.inner_diameter_m[to] = size.value.inner_diameter_m;
    note_reading(layer, {"riser", "inner_diameter_m", id, diameter_column, row}, size,
                 number_text(size.value.inner_diameter_m), inventory);
    const std::int32_t renewed = layer.find("renewal_year"), laid = layer.find("install_year");
    const bool is_renewed = !layer.text(renewed, row).empty();
    riser.install_year[to] =
        register_year<Risers>(layer, "install_year", is_renewed ? renewed : laid, row, id, this_year, inventory);
}

} // namespace

void fill_buildings(const MappedLayer &layer, std::int32_t this_year, Inventory &inventory) {
    Buildings &building = inventory.building.rows;
    const std::size_t first = append_rows(building, layer, inventory.issue);
    fill_years(layer, "built_year", building, &Buildings::built_year, first, this_year, inventory);
    fill_whole(layer, "floors", building, &Buildings::floors, first, inventory);
    fill_whole(layer, "households", building, &Buildings::households, first, inventory);
    fill_numbers(layer, "height_m", building, &Buildings::height_m, first, inventory);
    fill_numbers(layer, "area_m2", building, &Buildings::area_m2, first, inventory);
    fill_numbers(layer, "people", building, &Buildings::people, first, inventory);
    fill_text(layer, "kind", building, &Buildings::kind, first);
    fill_text(layer, "estate", building, &Buildings::estate, first);
    fill_text(layer, "community", building, &Buildings::community, first);
    fill_text(layer, "district", building, &Buildings::district, first);
    fill_flags(layer, "old_estate", "present", "yes", "no", building, &Buildings::old_estate, first, inventory);
    const Positions at = positions(layer, inventory.issue);
    for (std::size_t row = 0; row < layer.rows(); ++row) {
        building.x_m[first + row] = at.x_m[row];
        building.y_m[first + row] = at.y_m[row];
        const bool outlined = layer.raw().kind == ShapeKind::polygon;
        const auto ring = outlined ? layer.raw().shape[row] : std::span<const Point>();
        inventory.building_outline.push_back(ring);
        if (std::isnan(building.area_m2[first + row]) && ring.size() > 2)
            building.area_m2[first + row] = ring_area_m2(ring);
    }
}

void fill_risers(const MappedLayer &layer, std::int32_t this_year, Inventory &inventory) {
    Risers &riser = inventory.riser.rows;
    const std::size_t first = append_rows(riser, layer, inventory.issue);
    fill_reference(inventory.riser, "node", layer, layer.find("node"), first);
    fill_reference(inventory.riser, "building", layer, layer.find("building"), first);
    fill_whole(layer, "floors", riser, &Risers::floors, first, inventory);
    fill_whole(layer, "households", riser, &Risers::households, first, inventory);
    fill_numbers(layer, "height_m", riser, &Risers::height_m, first, inventory);
    for (std::size_t row = 0; row < layer.rows(); ++row) read_riser(layer, this_year, row, first + row, inventory);
}

void fill_regulators(const MappedLayer &layer, std::int32_t this_year, Inventory &inventory) {
    Regulators &regulator = inventory.regulator.rows;
    const std::size_t first = append_rows(regulator, layer, inventory.issue);
    fill_reference(inventory.regulator, "from_node", layer, layer.find("from_node"), first);
    fill_reference(inventory.regulator, "to_node", layer, layer.find("to_node"), first);
    fill_text(layer, "kind", regulator, &Regulators::kind, first);
    fill_numbers(layer, "set_pressure", regulator, &Regulators::set_gauge_pressure_pa, first, inventory);
    fill_numbers(layer, "trip_high_pressure", regulator, &Regulators::trip_high_gauge_pressure_pa, first, inventory);
    fill_numbers(layer, "trip_low_pressure", regulator, &Regulators::trip_low_gauge_pressure_pa, first, inventory);
    fill_numbers(layer, "relief_pressure", regulator, &Regulators::relief_gauge_pressure_pa, first, inventory);
    fill_numbers(layer, "capacity", regulator, &Regulators::capacity_kg_s, first, inventory);
    fill_years(layer, "install_year", regulator, &Regulators::install_year, first, this_year, inventory);
    fill_flags(layer, "monitor", "present", "yes", "no", regulator, &Regulators::has_monitor, first, inventory);
    // A blank shut-off is not the same as 无: it may exist.
    const std::int32_t trip = layer.find("trip_high_pressure");
    for (std::size_t row = 0; trip >= 0 && row < layer.rows(); ++row)
        if (layer.text(trip, row).empty())
            add_issue(inventory.issue, layer.issue_at("not_recorded", trip, row, regulator.id[first + row]));
}

void fill_sources(const MappedLayer &layer, Inventory &inventory) {
    Sources &source = inventory.source.rows;
    const std::size_t first = append_rows(source, layer, inventory.issue);
    fill_reference(inventory.source, "node", layer, layer.find("node"), first);
    fill_text(layer, "kind", source, &Sources::kind, first);
    fill_numbers(layer, "pressure", source, &Sources::gauge_pressure_pa, first, inventory);
    fill_numbers(layer, "capacity", source, &Sources::max_flow_kg_s, first, inventory);
}

void fill_valves(const MappedLayer &layer, Inventory &inventory) {
    Valves &valve = inventory.valve.rows;
    const std::size_t first = append_rows(valve, layer, inventory.issue);
    fill_reference(inventory.valve, "pipe", layer, layer.find("pipe"), first);
    fill_reference(inventory.valve, "point", layer, layer.find("node"), first);
    fill_text(layer, "kind", valve, &Valves::kind, first);
    fill_text(layer, "operable", valve, &Valves::state, first);
    fill_flags(layer, "open", "valve_open", "open", "closed", valve, &Valves::open, first, inventory);
    fill_flags(layer, "operable", "valve_operable", "yes", "no", valve, &Valves::operable, first, inventory);
    const Positions at = positions(layer, inventory.issue);
    std::size_t closed = 0;
    for (std::size_t row = 0; row < layer.rows(); ++row) {
        valve.x_m[first + row] = at.x_m[row];
        valve.y_m[first + row] = at.y_m[row];
        if (valve.open[first + row] == 0) ++closed;
    }
    constexpr std::size_t enough_to_judge = 10;
    if (layer.rows() < enough_to_judge || closed * 2 <= layer.rows()) return;
    add_issue(inventory.issue, {.kind = "valve_codes_inverted",
                                .layer = layer.source(),
                                .column = layer.header(layer.find("open")),
                                .detail = std::to_string(closed) + " of " + std::to_string(layer.rows()) + " closed"});
    for (std::size_t row = 0; row < layer.rows(); ++row) valve.open[first + row] = 1;
}

void fill_enclosures(const MappedLayer &layer, Inventory &inventory) {
    Enclosures &enclosure = inventory.enclosure.rows;
    const std::size_t first = append_rows(enclosure, layer, inventory.issue);
    fill_text(layer, "kind", enclosure, &Enclosures::kind, first);
    fill_numbers(layer, "top_depth_m", enclosure, &Enclosures::top_depth_m, first, inventory);
    fill_numbers(layer, "bottom_depth_m", enclosure, &Enclosures::bottom_depth_m, first, inventory);
    fill_text(layer, "owner", enclosure, &Enclosures::owner, first);
    fill_text(layer, "gas_protection", enclosure, &Enclosures::gas_protection, first);
    const Positions at = positions(layer, inventory.issue);
    for (std::size_t row = 0; row < layer.rows(); ++row) {
        enclosure.x_m[first + row] = at.x_m[row];
        enclosure.y_m[first + row] = at.y_m[row];
        inventory.enclosure_outline.push_back(plan_of_space(layer, row, enclosure.id[first + row], inventory.issue));
    }
}

} // namespace gastwin
