// SPDX-License-Identifier: Apache-2.0
// Which table a layer holds, and reading its cells by our column names.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gis/profile.hpp"
#include "gis/raw_layer.hpp"
#include "models/issue.hpp"

namespace gastwin {

/// What a profile makes of a layer, from its name, columns and kind of shape alone.
struct Match {
    const LayerSpec *spec = nullptr;  ///< null: not recognised
    std::vector<std::int32_t> column; ///< per spec column: column of the layer, -1 absent
    std::vector<std::string> unit;    ///< per spec column
    double column_score = 0.0;        ///< 0 to 2: share of the table's columns found, plus share of the layer's used
    double score = 0.0;               ///< column_score, and 1 for a telling name
    std::string remark = {};          ///< not recognised: why not, if it nearly was
};

/// The best-fitting table. Throws Error("missing_column"), naming the nearest column there is, for a layer that clearly
/// is such a table (by most of its columns; for survey lines and points by its name alone) but lacks a required column.
[[nodiscard]] Match recognise(const RawLayer &head, const Profile &profile);

/// The columns of the layer that the match uses.
[[nodiscard]] std::vector<bool> wanted_columns(const Match &match, std::size_t columns);

/// A recognised layer with its cells. Columns that the file lacks read as empty.
class MappedLayer {
  public:
    MappedLayer(RawLayer raw, Match match, const Profile &profile);

    [[nodiscard]] std::size_t rows() const { return raw_.rows(); }
    [[nodiscard]] const RawLayer &raw() const { return raw_; }
    [[nodiscard]] RawLayer &raw() { return raw_; }
    [[nodiscard]] const Profile &profile() const { return *profile_; }
    [[nodiscard]] const std::string &table() const { return match_.spec->table; }
    [[nodiscard]] const std::string &source() const { return raw_.source; }
    [[nodiscard]] std::int32_t source_row(std::size_t row) const { return raw_.source_row[row]; }

    /// Position of one of our columns in the spec; -1 where the profile or the file lacks it.
    [[nodiscard]] std::int32_t find(std::string_view name) const;
    [[nodiscard]] const std::string &header(std::int32_t column) const;
    [[nodiscard]] const std::string &unit(std::int32_t column) const;

    /// The cell, cleaned by normal_text(); texts that mean "not recorded" read as empty.
    [[nodiscard]] std::string text(std::int32_t column, std::size_t row) const;
    /// The cell as it stands.
    [[nodiscard]] std::string_view raw_text(std::int32_t column, std::size_t row) const;
    /// The cell in SI units (angles in degrees); text that is no number becomes an issue, NaN and 无 are missing.
    [[nodiscard]] double number(std::int32_t column, std::size_t row, std::string_view id, Issues &issues) const;
    [[nodiscard]] std::int32_t whole(std::int32_t column, std::size_t row, std::string_view id, Issues &issues) const;
    /// Code of the cell in a code list of the profile; nothing for a text the list lacks (an issue), "" for no text.
    [[nodiscard]] std::optional<std::string> code(std::string_view list, std::int32_t column, std::size_t row,
                                                  std::string_view id, Issues &issues) const;
    /// An issue placed at this cell.
    [[nodiscard]] Issue issue_at(std::string_view kind, std::int32_t column, std::size_t row,
                                 std::string_view id) const;

  private:
    RawLayer raw_;
    Match match_;
    const Profile *profile_;
};

/// Factor to SI of a unit as split_header() gives it; m³/h at 0 °C become kg/s with the default gas. 1 for none.
[[nodiscard]] double si_factor(std::string_view unit);

} // namespace gastwin
