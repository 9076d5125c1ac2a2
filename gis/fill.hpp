// SPDX-License-Identifier: Apache-2.0
// From a mapped layer into the inventory's tables; one function per table, called by import_survey().
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "gis/mapping.hpp"
#include "gis/normalise.hpp"
#include "models/inventory.hpp"

namespace gastwin {

/// The function below that the layer's table needs.
void fill_table(const MappedLayer &layer, std::int32_t this_year, Inventory &inventory);

void fill_lines(const MappedLayer &layer, std::int32_t this_year, Inventory &inventory);
void fill_points(const MappedLayer &layer, Inventory &inventory);

void fill_buildings(const MappedLayer &layer, std::int32_t this_year, Inventory &inventory);
void fill_risers(const MappedLayer &layer, std::int32_t this_year, Inventory &inventory);
void fill_regulators(const MappedLayer &layer, std::int32_t this_year, Inventory &inventory);
void fill_sources(const MappedLayer &layer, Inventory &inventory);
void fill_valves(const MappedLayer &layer, Inventory &inventory);
void fill_enclosures(const MappedLayer &layer, Inventory &inventory);

void fill_households(const MappedLayer &layer, Inventory &inventory);
void fill_unit_users(const MappedLayer &layer, Inventory &inventory);
/// `kind`: leak, hazard or works.
void fill_records(const MappedLayer &layer, const std::string &kind, Inventory &inventory);
/// Fills records' table_name where the register names an id alone.
void name_record_tables(Inventory &inventory);

// ---- shared by the fillers --------------------------------------------------------------------------------------

/// Where each row is: its shape's middle, else its x and y columns (exchanged where the magnitudes say that the file
/// puts north first). NaN: nowhere.
struct Positions {
    std::vector<double> x_m, y_m;
};
[[nodiscard]] Positions positions(const MappedLayer &layer, Issues &issues);

/// Of the values that are not NaN; NaN if there are none.
[[nodiscard]] double median(std::vector<double> values);

/// Do these coordinates, taken as (x, y), have the northing first? Decided by magnitude alone.
[[nodiscard]] bool north_first(Point typical);

/// Appends one row per row of the layer, with source and source_row; returns the first. Rows without an id get
/// "file:row"; if no id tells two rows apart, all do ("ids_generated").
template <TableType Table>
[[nodiscard]] std::size_t append_rows(Table &table, const MappedLayer &layer, Issues &issues);

[[nodiscard]] std::vector<std::string> row_ids(const MappedLayer &layer, Issues &issues);

template <TableType Table> std::size_t append_rows(Table &table, const MappedLayer &layer, Issues &issues) {
    const std::size_t first = row_count(table);
    std::vector<std::string> ids = row_ids(layer, issues);
    resize_rows(table, first + layer.rows());
    for (std::size_t row = 0; row < layer.rows(); ++row) {
        table.id[first + row] = std::move(ids[row]);
        table.source[first + row] = layer.source();
        table.source_row[first + row] = layer.source_row(row);
    }
    return first;
}

/// Text references of a register to another table, parallel to its rows.
template <TableType Table>
void fill_reference(Register<Table> &target, std::string_view name, const MappedLayer &layer, std::int32_t column,
                    std::size_t first) {
    auto &cells = target.references[std::string(name)];
    cells.resize(row_count(target.rows));
    for (std::size_t row = 0; row < layer.rows(); ++row) cells[first + row] = layer.text(column, row);
}

/// What a filler says of a cell that was not simply read.
struct Cell {
    std::string_view table, column; ///< ours
    const std::string &id;
    std::int32_t file_column;
    std::size_t row;
};
template <class T>
void note_reading(const MappedLayer &layer, const Cell &cell, const Reading<T> &reading, std::string value,
                  Inventory &inventory) {
    if (!reading.problem.empty())
        add_issue(inventory.issue, layer.issue_at(reading.problem, cell.file_column, cell.row, cell.id));
    if (reading.origin == Origin::measured) return;
    add_provenance(inventory.provenance, {.table_name = std::string(cell.table),
                                          .object_id = cell.id,
                                          .column = std::string(cell.column),
                                          .raw = std::string(layer.raw_text(cell.file_column, cell.row)),
                                          .value = std::move(value),
                                          .origin = reading.origin,
                                          .method = std::string(reading.method),
                                          .confidence = reading.confidence,
                                          .source = layer.source(),
                                          .source_row = layer.source_row(cell.row)});
}

} // namespace gastwin
