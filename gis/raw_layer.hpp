// SPDX-License-Identifier: Apache-2.0
// A layer as text: what stands in the file, decoded to UTF-8, before any column is given a meaning.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gis/shape_kind.hpp"
#include "models/geometry.hpp"
#include "models/issue.hpp"

namespace gastwin {

/// The cells of one column, one behind the other in one buffer.
struct TextColumn {
    std::string name;
    std::string bytes = {};
    std::vector<std::size_t> end = {};

    [[nodiscard]] std::string_view operator[](std::size_t row) const {
        const std::size_t first = row == 0 ? 0 : end[row - 1];
        return std::string_view(bytes).substr(first, end[row] - first);
    }
    void push_back(std::string_view cell) {
        bytes += cell;
        end.push_back(bytes.size());
    }
};

struct RawLayer {
    std::string path;   ///< as the user named it
    std::string source; ///< "RQLINE.shp" or, in a file of several layers, "楼栋.gpkg:搭建物"
    std::string layer, driver;
    std::string encoding, encoding_why;
    std::string crs; ///< "EPSG:nnnn", WKT, or empty: the file names none
    ShapeKind kind = ShapeKind::none;
    std::vector<TextColumn> columns;
    std::vector<std::int32_t> source_row; ///< 1-based data row in the file
    Shapes shape;                         ///< one per row if kind is not none; no points: null geometry

    [[nodiscard]] std::size_t rows() const { return source_row.size(); }
};

/// A copy with the listed rows, in the order given.
[[nodiscard]] RawLayer select_rows(const RawLayer &layer, const std::vector<std::size_t> &rows);

/// Builds a layer from rows of cells of which one near the top is the header (titles above it are skipped).
class GridBuilder {
  public:
    /// Throws Error("unreadable_file") when nearly all cells that the header announces are absent.
    void push_back(std::span<const std::string_view> cells);
    /// The layer with names, cells and rows; rows with more cells than the header become issues ("ragged_row").
    [[nodiscard]] RawLayer finish(const std::string &source, Issues &issues);

  private:
    void choose_header();
    void append(std::span<const std::string_view> cells);
    void count_padding(std::size_t cells);

    std::vector<std::vector<std::string>> head_;
    std::vector<std::int32_t> ragged_;
    RawLayer layer_;
    std::int32_t row_ = 0;
    std::size_t cells_ = 0, padding_ = 0; ///< read, and absent from short rows
    bool header_known_ = false;
};

} // namespace gastwin
