// SPDX-License-Identifier: Apache-2.0
// Columns found by their name, as schemes and rules name them: of a table of the network, of what is derived for pipes
// and risers (AssetFacts), or of a result ("risk.frequency_per_year", "criticality.households_out", "grade").
//
// A name is looked up in this order: the asset's own table, AssetFacts, then results by their prefix. Names that exist
// nowhere are found out when a scheme is read, before there is any network: find_column() without tables tells kind
// and codes. A result that was not computed has no cells: every value is missing.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "models/network.hpp"
#include "scenarios/asset_facts.hpp"
#include "scenarios/criticality.hpp"
#include "scenarios/risk.hpp"

namespace gastwin {

/// Cells of one column, whatever they hold.
struct NamedColumn {
    using Cells = std::variant<const std::vector<double> *, const std::vector<std::int32_t> *,
                               const std::vector<Flag> *, const std::vector<std::string> *, const std::uint8_t *>;
    std::string table = {}; ///< where it stands, e.g. "pipe", "asset_facts", "result_risk"
    std::string_view name = {}, unit = {};
    Cells cells = static_cast<const std::vector<double> *>(nullptr);
    std::size_t rows = 0;              ///< 0: no cells
    std::span<const Name> names = {};  ///< of codes
    int unknown = -1;                  ///< the code that stands for "not recorded"
    std::span<const std::int32_t> row; ///< row of each asset, -1: none; empty: as they come

    [[nodiscard]] bool is_text() const { return std::holds_alternative<const std::vector<std::string> *>(cells); }
    [[nodiscard]] bool is_code() const { return !names.empty(); }

    /// Number, flag or code of one asset; NaN where missing.
    [[nodiscard]] double number(std::size_t asset) const;
    /// Text of one asset; "" where missing.
    [[nodiscard]] std::string_view text(std::size_t asset) const;
    [[nodiscard]] bool missing(std::size_t asset) const;
    /// The value as people read it: labels of codes, numbers with their unit; "" where missing.
    [[nodiscard]] std::string shown(std::size_t asset, Lang lang) const;

  private:
    [[nodiscard]] std::size_t row_of(std::size_t asset) const;
};

/// What columns may be found in; everything may be absent.
struct ColumnSources {
    const Network *network = nullptr;
    const Assets *assets = nullptr;
    const RiskResults *risk = nullptr;
    const CriticalityResults *criticality = nullptr;
    std::span<const RiskGrade> grade = {};        ///< by the assessment that rules go by
    std::span<const std::int32_t> grade_row = {}; ///< of each asset, -1: not assessed
    std::span<const std::int32_t> risk_row = {};  ///< see risk_rows()
};

/// A column for pipes (buried, above_ground) or risers; nothing where neither has one of that name.
[[nodiscard]] std::optional<NamedColumn> find_column(const ColumnSources &sources, AssetSetting setting,
                                                     std::string_view name);

/// A column of a table of the network by the table's name; rows are the table's own.
[[nodiscard]] std::optional<NamedColumn> find_column(const Network *network, std::string_view table,
                                                     std::string_view name);

/// Every name that find_column() knows for pipes and risers; and of tables, for schemas and messages.
[[nodiscard]] std::vector<std::string> asset_column_names();
[[nodiscard]] std::vector<std::string> table_column_names(std::string_view table);
/// Names of the tables that rules may be about besides pipes and risers.
[[nodiscard]] std::span<const std::string_view> ruled_tables();

/// The recorded column behind a derived one: the year of an age.
[[nodiscard]] std::string_view recorded_column(std::string_view column);

/// Row of each asset in a risk result. Throws Error("usage") when the result is of another network.
[[nodiscard]] std::vector<std::int32_t> risk_rows(const Assets &assets, const RiskResults &risk);

} // namespace gastwin
