// SPDX-License-Identifier: Apache-2.0
#include "gis/fill.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "gis/text.hpp"

namespace gastwin {
namespace {

/// Centroid of a closed or open ring; of a degenerate one the mean of its points.
Point centroid(std::span<const Point> ring) {
    double area = 0.0, x = 0.0, y = 0.0;
    const Point origin = ring[0]; // coordinates of millions would cost half the digits
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Point a = ring[i], b = ring[(i + 1) % ring.size()];
        const double cross = (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y);
        area += cross;
        x += (a.x + b.x - 2 * origin.x) * cross;
        y += (a.y + b.y - 2 * origin.y) * cross;
    }
    if (area != 0.0) return {origin.x + x / (3 * area), origin.y + y / (3 * area)};
    for (const Point &p : ring) x += (p.x - origin.x), y += (p.y - origin.y);
    const auto n = static_cast<double>(ring.size());
    return {origin.x + x / n, origin.y + y / n};
}

Point middle_of(std::span<const Point> shape, ShapeKind kind) {
    if (kind == ShapeKind::polygon) return centroid(shape);
    return kind == ShapeKind::line ? point_along(shape, 0.5) : shape[0];
}

bool is_easting(double value) {
    const double zone = std::floor(value / 1e6), rest = value - zone * 1e6;
    const bool prefix = (zone >= 13 && zone <= 45) || zone == 0;
    return prefix && rest > 100e3 && rest < 900e3;
}

bool usable(const std::vector<std::string> &ids) {
    const auto filled = std::find_if(ids.begin(), ids.end(), [](const std::string &id) { return !id.empty(); });
    if (filled == ids.end()) return false;
    return ids.size() == 1 ||
           std::any_of(filled, ids.end(), [&](const std::string &id) { return !id.empty() && id != *filled; });
}

} // namespace

void fill_table(const MappedLayer &layer, std::int32_t this_year, Inventory &inventory) {
    const std::string &table = layer.table();
    if (table == "line") fill_lines(layer, this_year, inventory);
    else if (table == "point") fill_points(layer, inventory);
    else if (table == "building") fill_buildings(layer, this_year, inventory);
    else if (table == "riser") fill_risers(layer, this_year, inventory);
    else if (table == "regulator") fill_regulators(layer, this_year, inventory);
    else if (table == "source") fill_sources(layer, inventory);
    else if (table == "valve") fill_valves(layer, inventory);
    else if (table == "enclosure") fill_enclosures(layer, inventory);
    else if (table == "household") fill_households(layer, inventory);
    else if (table == "unit_user") fill_unit_users(layer, inventory);
    else fill_records(layer, table, inventory);
}

double median(std::vector<double> values) {
    std::erase_if(values, [](double v) { return std::isnan(v); });
    if (values.empty()) return missing_real;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

bool north_first(Point p) {
    if (std::abs(p.x) <= 180.0 && std::abs(p.y) <= 180.0) return p.x >= 3.0 && p.x <= 54.0 && p.y > 72.0;
    return is_easting(p.y) && !is_easting(p.x) && p.x > 0.3e6 && p.x < 6e6;
}

Positions positions(const MappedLayer &layer, Issues &issues) {
    const std::size_t rows = layer.rows();
    Positions at{std::vector<double>(rows, missing_real), std::vector<double>(rows, missing_real)};
    const std::int32_t x = layer.find("x_m"), y = layer.find("y_m"), id = layer.find("id");
    if (x >= 0 && y >= 0) {
        Issues ignored; // where shapes decide, a bad x column is not worth a row
        Issues &target = layer.raw().kind == ShapeKind::none ? issues : ignored;
        for (std::size_t row = 0; row < rows; ++row) {
            at.x_m[row] = layer.number(x, row, layer.text(id, row), target);
            at.y_m[row] = layer.number(y, row, layer.text(id, row), target);
        }
        if (north_first({median(at.x_m), median(at.y_m)})) std::swap(at.x_m, at.y_m);
    }
    if (layer.raw().kind == ShapeKind::none) return at;
    for (std::size_t row = 0; row < rows; ++row) {
        const auto shape = layer.raw().shape[row];
        if (shape.empty()) continue;
        const Point middle = middle_of(shape, layer.raw().kind);
        at.x_m[row] = middle.x;
        at.y_m[row] = middle.y;
    }
    return at;
}

std::vector<std::string> row_ids(const MappedLayer &layer, Issues &issues) {
    const std::int32_t column = layer.find("id");
    std::vector<std::string> ids(layer.rows());
    for (std::size_t row = 0; row < ids.size(); ++row) ids[row] = layer.text(column, row);
    const bool none = !usable(ids);
    if (none && !ids.empty())
        add_issue(issues, {.kind = "ids_generated",
                           .layer = layer.source(),
                           .column = layer.header(column),
                           .value = ids[0],
                           .detail = ids[0].empty() ? "" : "every row has the id " + ids[0]});
    for (std::size_t row = 0; row < ids.size(); ++row) {
        if (!none && !ids[row].empty()) continue;
        ids[row] = layer.source() + ":" + std::to_string(layer.source_row(row));
        if (row > 0 && layer.source_row(row) == layer.source_row(row - 1)) ids[row] += "." + std::to_string(row);
        if (!none) add_issue(issues, layer.issue_at("missing_value", column, row, ids[row]));
    }
    return ids;
}

void name_record_tables(Inventory &inventory) {
    if (row_count(inventory.record.rows) == 0) return;
    std::unordered_map<std::string_view, std::string_view> table_of_id;
    const auto add = [&](const auto &table, std::string_view name) {
        for (const std::string &id : table.id) table_of_id.emplace(id, name);
    };
    add(inventory.line, "pipe");
    add(inventory.riser.rows, "riser");
    add(inventory.valve.rows, "valve");
    add(inventory.regulator.rows, "regulator");
    Records &record = inventory.record.rows;
    for (std::size_t row = 0; row < row_count(record); ++row) {
        if (!record.table_name[row].empty() || record.object_id[row].empty()) continue;
        if (const auto found = table_of_id.find(record.object_id[row]); found != table_of_id.end())
            record.table_name[row] = found->second;
    }
}

} // namespace gastwin
