// SPDX-License-Identifier: Apache-2.0
#include "gis/unknown_policy.hpp"

#include <algorithm>
#include <unordered_set>

namespace gastwin {
namespace {

constexpr std::int32_t last_old_year = 1999;
constexpr double confidence = 0.1; ///< as of other rules where nothing is known

template <class Table> std::vector<Flag> unknown_in(const Table &table, std::span<const std::string> columns) {
    std::vector<Flag> unknown(row_count(table), 0);
    for (std::size_t i = 0; i < unknown.size(); ++i)
        for (const std::string &column : columns)
            if (column == "material" ? table.material[i] == Material::unknown : is_missing(table.install_year[i]))
                unknown[i] = 1;
    return unknown;
}

std::unordered_set<std::string_view> with_estimated_year(const Provenances &provenances, std::string_view table) {
    std::unordered_set<std::string_view> ids;
    for (std::size_t i = 0; i < row_count(provenances); ++i)
        if (provenances.origin[i] == Origin::imputed && provenances.table_name[i] == table &&
            provenances.column[i] == "install_year")
            ids.insert(provenances.object_id[i]);
    return ids;
}

template <class Table> void treat_rows(Table &table, std::span<const Flag> unknown, Provenances &provenances) {
    if (unknown.empty()) return;
    std::vector<std::size_t> changed;
    const auto estimated = with_estimated_year(provenances, Table::name);
    for (std::size_t i = 0; i < unknown.size(); ++i) {
        const std::int32_t year = table.install_year[i];
        const bool recorded = !is_missing(year) && !estimated.contains(table.id[i]);
        if (unknown[i] && !(recorded && year <= last_old_year)) changed.push_back(i);
    }
    for (const std::size_t i : changed) {
        std::int32_t &year = table.install_year[i];
        const std::string before = is_missing(year) ? "" : std::to_string(year);
        year = is_missing(year) ? last_old_year : std::min(year, last_old_year);
        add_provenance(provenances, {.table_name = std::string(Table::name),
                                     .object_id = table.id[i],
                                     .column = "install_year",
                                     .raw = before,
                                     .value = std::to_string(year),
                                     .origin = Origin::rule,
                                     .method = "not known: treated as built before 2000",
                                     .confidence = confidence,
                                     .source = table.source[i],
                                     .source_row = table.source_row[i]});
    }
}

} // namespace

UnknownRows find_unknown(const Network &network, std::span<const std::string> columns) {
    for (const std::string &column : columns)
        if (column != "install_year" && column != "material")
            throw Error("value_out_of_range", {.column = "unknown_as_old", .value = column}, {},
                        "install_year, material");
    if (columns.empty()) return {};
    return {unknown_in(network.pipe, columns), unknown_in(network.riser, columns)};
}

void treat_as_old(Network &network, const UnknownRows &unknown, Provenances &provenances) {
    treat_rows(network.pipe, unknown.pipe, provenances);
    treat_rows(network.riser, unknown.riser, provenances);
}

} // namespace gastwin
