// SPDX-License-Identifier: Apache-2.0
// The twin file: one GeoPackage that holds the network, the issues and repairs of its making, its runs and results,
// and map styles, so that QGIS opens it already coloured.
//
// Guarantees
//   - Reading back what was written gives the same tables: doubles to the last bit, row order, references, drawn
//     courses and outlines. NaN, missing_int and "" are stored as NULL; enumerations as their codes, references as ids.
//   - A file appears or changes all at once, at commit(). A failed or killed run leaves the old file as it was.
// Caveats
//   - SQLite does not keep the sign of a zero.
//   - Pipes without a drawn course are drawn straight. A twin in which no pipe has any other course reads back with
//     an empty pipe_line (which means just that); in others, the straight courses read back as drawn.
//   - Building outlines are closed when written. The building layer holds polygons when any outline is known (NULL for
//     the others: a made-up square would read back as a surveyed outline), otherwise centroids.
//   - Coordinates in x_m, y_m columns rule; moving a point on the map does not change them.
//   - Writing a layer replaces it: columns added to it by hand are lost. Other layers, and map styles that a planner
//     saved in the file, stay.
#pragma once
#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gis/drawing.hpp"
#include "gis/fields.hpp"
#include "gis/run.hpp"
#include "models/progress.hpp"

namespace gastwin {

/// Writes layers into a temporary GeoPackage beside `path`; commit() moves it over `path`, destruction without
/// commit() removes it. Every member throws Error("cannot_write") with the path and the system's reason.
class TwinWriter {
  public:
    /// Starts an empty GeoPackage.
    explicit TwinWriter(const std::filesystem::path &path, Progress progress = {});
    /// Starts from a copy of the GeoPackage at `path`. Throws Error no_such_file or bad_twin.
    [[nodiscard]] static TwinWriter update(const std::filesystem::path &path, Progress progress = {});
    TwinWriter(TwinWriter &&) noexcept;
    ~TwinWriter();

    /// All tables of the twin, its gas and coordinate system. Results already in the file stay.
    void write(const Twin &twin);

    /// One table as the layer Table::name. Results lie where the rows they are `about` lie in `network`.
    template <TableType Table> void write(const Network &network, const Table &table) {
        if constexpr (requires { Table::about; })
            write_layer(Table::name, fields_of(network, table), row_count(table),
                        draw_about(network, Table::about, table.id), network.crs);
        else write_layer(Table::name, fields_of(network, table), row_count(table), draw(network, table), network.crs);
    }

    /// A result whose rows are about several tables, named by its column `table_name`: one layer "NAME_TABLE" for
    /// each table that occurs. Layers of an earlier result for tables that do not occur are removed.
    template <TableType Table> void write_split(const Network &network, const Table &table) {
        for_each_table(network, [&](const auto &about) {
            const std::string_view about_name = std::decay_t<decltype(about)>::name;
            std::vector<std::int32_t> rows;
            for (std::size_t i = 0; i < row_count(table); ++i)
                if (table.table_name[i] == about_name) rows.push_back(static_cast<std::int32_t>(i));
            const std::string layer = std::string(Table::name) + "_" + std::string(about_name);
            if (rows.empty()) return remove_layer(layer);
            const Table part = select_rows(table, rows);
            write_layer(layer, fields_of(network, part), row_count(part), draw_about(network, about_name, part.id),
                        network.crs);
        });
    }

    /// Appends to the table "run".
    void write_run(const Run &run);

    /// Makes everything written so far appear at `path`. Refuses while another program has the old file open with
    /// changes of its own. Nothing can be written afterwards.
    void commit();

  private:
    struct State;
    explicit TwinWriter(std::unique_ptr<State> state);
    void write_layer(std::string_view name, const std::vector<Field> &fields, std::size_t rows, const Drawing &drawing,
                     const std::string &crs);
    void remove_layer(const std::string &name);

    std::unique_ptr<State> state_;
};

/// Is this a twin file, or an export of one (gis/export.hpp)?
[[nodiscard]] bool is_twin(const std::filesystem::path &path);

/// A twin file, or an export of one, open for reading. Throws Error no_such_file, or bad_twin for anything else.
class TwinReader {
  public:
    explicit TwinReader(const std::filesystem::path &path);
    TwinReader(TwinReader &&) noexcept;
    ~TwinReader();

    [[nodiscard]] std::vector<std::string> layers() const;

    /// The table in `layer`, references still as text; codes nobody knows become issues and take the default.
    /// `drawn`, where given, receives the geometry. Throws Error("bad_twin") when there is no such layer,
    /// Error("missing_column") when it lacks a required column.
    template <TableType Table>
    [[nodiscard]] Register<Table> read(Issues &issues, std::string_view layer = Table::name, Drawing *drawn = nullptr,
                                       const Progress &progress = {}) const {
        Landing<Table> landing;
        const std::size_t rows = read_cells(layer, landing.slots(), drawn, issues, progress);
        return landing.take(rows, issues);
    }

  private:
    std::size_t read_cells(std::string_view layer, const std::vector<Slot> &slots, Drawing *drawn, Issues &issues,
                           const Progress &progress) const;

    struct State;
    std::unique_ptr<State> state_;
};

/// Writes a new twin file. Results and runs of a file that was there before are gone; TwinWriter::update keeps them.
void write_twin(const Twin &twin, const std::filesystem::path &path, const Progress &progress = {});

/// Reads what write_twin wrote, or a planner changed in QGIS: codes and references that cannot be resolved, and text in
/// columns of numbers, become rows of twin.issue; the cells are then missing.
[[nodiscard]] Twin read_twin(const std::filesystem::path &path, const Progress &progress = {});

/// Names of the layers that hold results: result_..., and the plan's.
[[nodiscard]] std::vector<std::string> result_layers(const std::filesystem::path &path);

/// One table without references: results, issues, runs. A result written with write_split is put together from its
/// layers, in the order of Network::tables(). Throws Error("unknown_code") for a code nobody knows.
template <TableType Table> [[nodiscard]] Table read_table(const std::filesystem::path &path) {
    static_assert(!has_references<Table>(), "use TwinReader::read for tables that refer to others");
    const TwinReader reader(path);
    const std::vector<std::string> layers = reader.layers();
    const auto exists = [&](std::string_view layer) {
        return std::find(layers.begin(), layers.end(), layer) != layers.end();
    };
    const Network model; // for the names of its tables
    Issues issues;
    Table table;
    if constexpr (requires {
                      table.table_name;
                      Table::about;
                  })
        for_each_table(model, [&](const auto &about) {
            const std::string layer = std::string(Table::name) + "_" + std::string(std::decay_t<decltype(about)>::name);
            if (exists(layer)) append_rows(table, reader.read<Table>(issues, layer).rows);
        });
    if (exists(Table::name) || row_count(table) == 0) table = reader.read<Table>(issues).rows;
    if (row_count(issues) > 0)
        throw Error(issues.kind[0], {.file = path.string(),
                                     .layer = issues.layer[0],
                                     .row = issues.row[0],
                                     .column = issues.column[0],
                                     .value = issues.value[0]});
    return table;
}

} // namespace gastwin
