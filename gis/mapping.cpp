// SPDX-License-Identifier: Apache-2.0
#include "gis/mapping.hpp"

#include <algorithm>
#include <cmath>

#include "gis/text.hpp"
#include "models/error.hpp"
#include "models/gas.hpp"
#include "models/units.hpp"

namespace gastwin {
namespace {

bool matches_name(const LayerSpec &spec, const std::string &text) {
    return std::any_of(spec.names.begin(), spec.names.end(), [&](const std::string &name) {
        return text == name || text.starts_with(name + "_") || text.starts_with(name + ".") ||
               (spec.names_within && text.find(name) != std::string::npos);
    });
}

bool shape_fits(const LayerSpec &spec, ShapeKind kind) {
    return spec.shape == ShapeKind::none || kind == ShapeKind::none || kind == spec.shape;
}

Match match_columns(const LayerSpec &spec, const std::vector<Header> &headers) {
    Match match;
    match.spec = &spec;
    match.column.assign(spec.columns.size(), -1);
    for (std::size_t i = 0; i < spec.columns.size(); ++i) {
        const ColumnSpec &column = spec.columns[i];
        match.unit.push_back(column.unit);
        for (const std::string &key : column.keys) {
            const auto found =
                std::find_if(headers.begin(), headers.end(), [&](const Header &h) { return h.key == key; });
            if (found == headers.end()) continue;
            match.column[i] = static_cast<std::int32_t>(found - headers.begin());
            if (!found->unit.empty()) match.unit[i] = found->unit;
            break;
        }
    }
    return match;
}

std::size_t columns_found(const Match &match) {
    return static_cast<std::size_t>(
        std::count_if(match.column.begin(), match.column.end(), [](std::int32_t c) { return c >= 0; }));
}

bool has_column(const Match &match, std::string_view name) {
    for (std::size_t i = 0; i < match.column.size(); ++i)
        if (match.spec->columns[i].name == name)
            return match.column[i] >= 0 || !match.spec->columns[i].constant.empty();
    return false;
}

std::vector<std::string> missing_columns(const Match &match, ShapeKind kind) {
    std::vector<std::string> missing;
    for (const std::string &name : match.spec->require)
        if (!has_column(match, name)) missing.push_back(name);
    if (kind == ShapeKind::none)
        for (const std::string &name : match.spec->require_if_not_drawn)
            if (!has_column(match, name)) missing.push_back(name);
    return missing;
}

/// "table "line" needs "id" (one of: …); nearest column: …"
std::string complaint(const Match &match, const std::string &column, const RawLayer &head) {
    std::vector<std::string> names;
    for (const TextColumn &c : head.columns) names.push_back(c.name);
    std::string accepted, near;
    for (const ColumnSpec &spec : match.spec->columns) {
        if (spec.name != column) continue;
        for (const std::string &text : spec.texts) {
            accepted += (accepted.empty() ? "" : ", ") + text;
            if (near.empty()) near = closest(text, names);
        }
    }
    std::string text = "table \"" + match.spec->table + "\" needs \"" + column + "\" (one of: " + accepted + ")";
    if (!near.empty()) text += "; nearest column: " + near;
    return text;
}

/// A layer that is such a table but for a missing column: an Error where that is beyond doubt, else a remark.
Match refused(const Match &nearly, const RawLayer &head) {
    const std::string column = missing_columns(nearly, head.kind).front();
    std::string remark = complaint(nearly, column, head);
    constexpr double most_columns = 1.0; // of 2: share of the table's columns found plus share of the layer's used
    const bool survey = nearly.spec->table == "line" || nearly.spec->table == "point";
    if (survey || nearly.column_score > most_columns)
        throw Error("missing_column", {.file = head.path, .layer = head.layer, .column = column}, {}, remark);
    Match match;
    match.remark = std::move(remark);
    return match;
}

} // namespace

Match recognise(const RawLayer &head, const Profile &profile) {
    std::vector<Header> headers;
    for (const TextColumn &column : head.columns) headers.push_back(split_header(column.name));
    Match best, nearly;
    for (const LayerSpec &spec : profile.layers) {
        if (!shape_fits(spec, head.kind)) continue;
        Match match = match_columns(spec, headers);
        const auto found = static_cast<double>(columns_found(match));
        const bool named = matches_name(spec, fold(head.layer));
        match.column_score = found / static_cast<double>(spec.columns.size()) +
                             found / static_cast<double>(std::max<std::size_t>(headers.size(), 1));
        match.score = match.column_score + (named ? 1.0 : 0.0);
        const bool plausible = columns_found(match) >= spec.min_columns || named;
        if (!plausible) continue;
        if (!missing_columns(match, head.kind).empty()) {
            // A name alone, or most of the columns: this is the table, with a column missing or renamed.
            if (match.score > 1.0 && match.score > nearly.score) nearly = std::move(match);
        } else if (best.spec == nullptr || match.score > best.score) best = std::move(match);
    }
    return best.spec == nullptr && nearly.spec != nullptr ? refused(nearly, head) : best;
}

std::vector<bool> wanted_columns(const Match &match, std::size_t columns) {
    std::vector<bool> wanted(columns, false);
    for (const std::int32_t column : match.column)
        if (column >= 0) wanted[static_cast<std::size_t>(column)] = true;
    return wanted;
}

MappedLayer::MappedLayer(RawLayer raw, Match match, const Profile &profile)
    : raw_{std::move(raw)}, match_{std::move(match)}, profile_{&profile} {}

std::int32_t MappedLayer::find(std::string_view name) const {
    const auto &columns = match_.spec->columns;
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i].name == name && (match_.column[i] >= 0 || !columns[i].constant.empty()))
            return static_cast<std::int32_t>(i);
    return -1;
}

const std::string &MappedLayer::header(std::int32_t column) const {
    static const std::string none;
    const std::int32_t at = column < 0 ? -1 : match_.column[static_cast<std::size_t>(column)];
    return at < 0 ? none : raw_.columns[static_cast<std::size_t>(at)].name;
}

const std::string &MappedLayer::unit(std::int32_t column) const {
    static const std::string none;
    return column < 0 ? none : match_.unit[static_cast<std::size_t>(column)];
}

std::string_view MappedLayer::raw_text(std::int32_t column, std::size_t row) const {
    if (column < 0) return {};
    const std::int32_t at = match_.column[static_cast<std::size_t>(column)];
    if (at < 0) return match_.spec->columns[static_cast<std::size_t>(column)].constant;
    return raw_.columns[static_cast<std::size_t>(at)][row];
}

std::string MappedLayer::text(std::int32_t column, std::size_t row) const {
    const std::string_view raw = raw_text(column, row);
    if (raw.empty()) return {};
    std::string plain = normal_text(raw);
    return profile_->is_missing_text(plain) ? std::string() : plain;
}

double MappedLayer::number(std::int32_t column, std::size_t row, std::string_view id, Issues &issues) const {
    const std::string cell = text(column, row);
    if (cell.empty() || cell == "无") return missing_real;
    const auto value = parse_number(cell, profile_->decimal_comma);
    if (value) return *value * si_factor(unit(column));
    Issue issue = issue_at("not_a_number", column, row, id);
    add_issue(issues, std::move(issue));
    return missing_real;
}

std::int32_t MappedLayer::whole(std::int32_t column, std::size_t row, std::string_view id, Issues &issues) const {
    const double value = number(column, row, id, issues);
    if (std::isnan(value)) return missing_int;
    if (std::abs(value) < 2e9 && value == std::floor(value)) return static_cast<std::int32_t>(value);
    add_issue(issues, issue_at("value_out_of_range", column, row, id));
    return missing_int;
}

std::optional<std::string> MappedLayer::code(std::string_view list, std::int32_t column, std::size_t row,
                                             std::string_view id, Issues &issues) const {
    const std::string cell = text(column, row);
    if (cell.empty()) return std::string();
    const CodeList &codes = profile_->code_list(list);
    if (const auto found = codes.find(fold(cell)); found != codes.end()) return found->second;
    add_issue(issues, issue_at("unknown_code", column, row, id));
    return std::nullopt;
}

Issue MappedLayer::issue_at(std::string_view kind, std::int32_t column, std::size_t row, std::string_view id) const {
    Issue issue{.kind = kind,
                .layer = source(),
                .object_id = std::string(id),
                .row = source_row(row),
                .column = header(column),
                .value = std::string(raw_text(column, row))};
    if (raw_.kind != ShapeKind::none && !raw_.shape[row].empty()) {
        issue.x_m = raw_.shape[row].front().x;
        issue.y_m = raw_.shape[row].front().y;
    }
    return issue;
}

double si_factor(std::string_view unit) {
    if (unit == "mm") return 1e-3;
    if (unit == "cm") return 1e-2;
    if (unit == "km") return 1e3;
    if (unit == "kpa") return pa_from_kpa(1.0);
    if (unit == "mpa") return pa_from_mpa(1.0);
    if (unit == "bar") return pa_from_bar(1.0);
    if (unit == "m3h" || unit == "m³h" || unit == "m3/h" || unit == "m³/h" || unit == "nm3/h")
        return kg_s_from_m3_h(1.0, Gas{}.reference_density_kg_m3());
    return 1.0;
}

} // namespace gastwin
