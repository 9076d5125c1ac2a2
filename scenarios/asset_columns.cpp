// SPDX-License-Identifier: Apache-2.0
#include "scenarios/asset_columns.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "models/error.hpp"

namespace gastwin {
namespace {

constexpr std::string_view risk_prefix = "risk.", criticality_prefix = "criticality.", grade_name = "grade";
constexpr std::array<std::string_view, 7> tables_of_rules{"valve",  "regulator", "source",   "customer",
                                                          "device", "building",  "enclosure"};

template <class E> int unknown_code() {
    const auto &names = Names<E>::names;
    const auto found = std::find_if(names.begin(), names.end(), [](const Name &n) { return n.code == "unknown"; });
    return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

/// The table's column of this name; a null table gives its kind alone. References are no values.
template <TableType Table> std::optional<NamedColumn> column_of(const Table *table, std::string_view name) {
    std::optional<NamedColumn> found;
    for_each_column<Table>([&](const auto &column) {
        using T = typename std::decay_t<decltype(column)>::value_type;
        if constexpr (!is_index_v<T>) {
            if (column.name != name) return;
            found = NamedColumn{.table = std::string(Table::name), .name = column.name, .unit = column.unit, .row = {}};
            const std::vector<T> *cells = table == nullptr ? nullptr : &(table->*column.data);
            found->rows = cells == nullptr ? 0 : cells->size();
            if constexpr (std::is_enum_v<T>) {
                static_assert(sizeof(T) == 1);
                found->cells = cells == nullptr ? nullptr : reinterpret_cast<const std::uint8_t *>(cells->data());
                found->names = Names<T>::names;
                found->unknown = unknown_code<T>();
            } else found->cells = cells;
        }
    });
    return found;
}

template <TableType Table> void list_names(std::string_view prefix, std::vector<std::string> &names) {
    for_each_column<Table>([&](const auto &column) {
        using T = typename std::decay_t<decltype(column)>::value_type;
        const std::string name = std::string(prefix).append(column.name);
        if constexpr (!is_index_v<T>)
            if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    });
}

/// Calls f(table) with the network's table of this name.
template <class F> void with_table(std::string_view name, F &&f) {
    const auto test = [&]<class Table>(const Table Network::*member) {
        if (Table::name == name) f(member);
    };
    std::apply([&](auto... member) { (test(member), ...); }, Network::tables());
}

std::optional<NamedColumn> result_column(const ColumnSources &from, bool riser, std::string_view name) {
    if (name == grade_name) {
        NamedColumn grade{.table = "assessment", .name = grade_name, .row = {}};
        grade.cells = reinterpret_cast<const std::uint8_t *>(from.grade.data());
        grade.rows = from.grade.size();
        grade.names = Names<RiskGrade>::names;
        grade.row = from.grade_row;
        return grade;
    }
    if (name.starts_with(risk_prefix)) {
        auto found = column_of(from.risk, name.substr(risk_prefix.size()));
        if (found) found->row = from.risk_row;
        return found;
    }
    if (!name.starts_with(criticality_prefix)) return std::nullopt;
    auto found = column_of(from.criticality, name.substr(criticality_prefix.size()));
    if (found && riser) found->rows = 0; // closures are of pipes
    if (found && from.assets != nullptr) found->row = from.assets->row;
    return found;
}

} // namespace

std::size_t NamedColumn::row_of(std::size_t asset) const {
    if (row.empty()) return asset;
    return row[asset] < 0 ? rows : static_cast<std::size_t>(row[asset]);
}

double NamedColumn::number(std::size_t asset) const {
    const std::size_t r = row_of(asset);
    if (r >= rows) return missing_real;
    if (const auto *real = std::get_if<const std::vector<double> *>(&cells)) return (**real)[r];
    if (const auto *whole = std::get_if<const std::vector<std::int32_t> *>(&cells))
        return (**whole)[r] == missing_int ? missing_real : (**whole)[r];
    if (const auto *code = std::get_if<const std::uint8_t *>(&cells))
        return (*code)[r] == unknown ? missing_real : (*code)[r];
    if (const auto *flag = std::get_if<const std::vector<Flag> *>(&cells)) return (**flag)[r];
    return missing_real;
}

std::string_view NamedColumn::text(std::size_t asset) const {
    const std::size_t r = row_of(asset);
    const auto *text = std::get_if<const std::vector<std::string> *>(&cells);
    return text == nullptr || r >= rows ? std::string_view{} : (**text)[r];
}

bool NamedColumn::missing(std::size_t asset) const {
    return is_text() ? text(asset).empty() : std::isnan(number(asset));
}

std::string NamedColumn::shown(std::size_t asset, Lang lang) const {
    if (is_text()) return std::string(text(asset));
    const double value = number(asset);
    if (std::isnan(value)) return {};
    if (is_code()) {
        const Name &label = names[static_cast<std::size_t>(value)];
        return std::string(lang == Lang::zh ? label.zh : label.en);
    }
    std::array<char, 32> digits{};
    const bool whole = std::abs(value) < 1e15 && value == std::floor(value);
    const auto end = whole ? std::to_chars(digits.begin(), digits.end(), static_cast<std::int64_t>(value))
                           : std::to_chars(digits.begin(), digits.end(), value, std::chars_format::general, 4);
    std::string text(digits.data(), end.ptr);
    if (unit == "a") text.append(lang == Lang::zh ? "年" : " a");
    else if (!unit.empty()) text.append(" ").append(unit);
    return text;
}

std::optional<NamedColumn> find_column(const ColumnSources &from, AssetSetting setting, std::string_view name) {
    const bool riser = setting == AssetSetting::riser;
    const Network *network = from.network;
    auto found = riser ? column_of(network == nullptr ? nullptr : &network->riser, name)
                       : column_of(network == nullptr ? nullptr : &network->pipe, name);
    if (found) {
        if (from.assets != nullptr) found->row = from.assets->row;
        return found;
    }
    found = column_of(from.assets == nullptr ? nullptr : &from.assets->facts, name);
    return found ? found : result_column(from, riser, name);
}

std::optional<NamedColumn> find_column(const Network *network, std::string_view table, std::string_view name) {
    std::optional<NamedColumn> found;
    with_table(table,
               [&](auto member) { found = column_of(network == nullptr ? nullptr : &(network->*member), name); });
    return found;
}

std::vector<std::string> asset_column_names() {
    std::vector<std::string> names;
    list_names<Pipes>("", names);
    list_names<Risers>("", names);
    list_names<AssetFacts>("", names);
    list_names<RiskResults>(risk_prefix, names);
    list_names<CriticalityResults>(criticality_prefix, names);
    names.emplace_back(grade_name);
    return names;
}

std::vector<std::string> table_column_names(std::string_view table) {
    std::vector<std::string> names;
    with_table(table, [&]<class Table>(Table Network::*) { list_names<std::remove_const_t<Table>>("", names); });
    return names;
}

std::span<const std::string_view> ruled_tables() { return tables_of_rules; }

std::string_view recorded_column(std::string_view column) {
    return column == "age_a" || column == "assumed_age_a" ? "install_year" : column;
}

std::vector<std::int32_t> risk_rows(const Assets &assets, const RiskResults &risk) {
    std::vector<std::int32_t> rows(assets.size(), -1);
    std::size_t j = 0;
    for (std::size_t k = 0; k < assets.size(); ++k) {
        const std::string_view table = assets.is_riser(k) ? "riser" : "pipe";
        while (j < row_count(risk) && !(risk.id[j] == assets.facts.id[k] && risk.table_name[j] == table)) ++j;
        if (j == row_count(risk))
            throw Error("usage", {.layer = std::string(table), .column = "risk"}, {assets.facts.id[k]},
                        "the risk is of another network");
        rows[k] = static_cast<std::int32_t>(j++);
    }
    return rows;
}

} // namespace gastwin
