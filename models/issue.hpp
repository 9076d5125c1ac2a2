// SPDX-License-Identifier: Apache-2.0
// Bad data is a row, not an exception. Issues, repairs and provenance are tables like any other.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "models/error.hpp"
#include "models/table.hpp"

namespace gastwin {

/// One row per problem found in the user's data.
struct Issues {
    static constexpr std::string_view name = "issue";
    std::vector<std::string> id, code, kind;
    std::vector<Severity> severity;
    std::vector<std::string> layer, object_id;
    std::vector<std::int32_t> row;
    std::vector<std::string> column, value, detail;
    std::vector<double> x_m, y_m;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "running number", &Issues::id), required("code", "", "GT-nnnn", &Issues::code),
            required("kind", "", "short name of the kind of problem", &Issues::kind),
            optional("severity", "", "note, warning or error", &Issues::severity, Severity::warning),
            optional("layer", "", "file and layer, or table, the row belongs to", &Issues::layer, ""),
            optional("object_id", "", "id of the row concerned", &Issues::object_id, ""),
            optional("row", "", "1-based data row in the layer", &Issues::row, missing_int),
            optional("column", "", "column concerned", &Issues::column, ""),
            optional("value", "", "value as found", &Issues::value, ""),
            optional("detail", "", "what else is known", &Issues::detail, ""),
            optional("x_m", "m", "where it is", &Issues::x_m, missing_real),
            optional("y_m", "m", "where it is", &Issues::y_m, missing_real));
    }
};

/// One problem, as handed to add_issue(); unknown parts stay empty.
struct Issue {
    std::string_view kind; ///< slug in the catalogue
    std::string layer = {}, object_id = {};
    std::int32_t row = missing_int;
    std::string column = {}, value = {}, detail = {};
    double x_m = missing_real, y_m = missing_real;
};

void add_issue(Issues &issues, Issue issue);

/// "the diameter is missing: …" in the language asked for, and what to do about it.
[[nodiscard]] std::string issue_message(const Issues &issues, std::size_t row, Lang lang);
[[nodiscard]] std::string_view issue_fix(const Issues &issues, std::size_t row, Lang lang);

/// The repair ledger: every change made to the user's geometry or topology, with before and after.
struct Repairs {
    static constexpr std::string_view name = "repair";
    std::vector<std::string> id, kind, layer, object_id;
    std::vector<std::int32_t> row;
    std::vector<std::string> before, after;
    std::vector<double> distance_m, confidence;
    std::vector<Flag> reversible;
    std::vector<double> x_m, y_m;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "running number", &Repairs::id),
            required("kind", "", "what was repaired; the slug of the matching issue", &Repairs::kind),
            optional("layer", "", "file and layer, or table, the row belongs to", &Repairs::layer, ""),
            optional("object_id", "", "id of the row changed", &Repairs::object_id, ""),
            optional("row", "", "1-based data row in the layer", &Repairs::row, missing_int),
            optional("before", "", "value or coordinates before", &Repairs::before, ""),
            optional("after", "", "value or coordinates after", &Repairs::after, ""),
            optional("distance_m", "m", "how far something moved", &Repairs::distance_m, missing_real),
            optional("confidence", "", "0 to 1", &Repairs::confidence, 1.0, fraction),
            optional("reversible", "", "1: before restores the survey exactly", &Repairs::reversible, Flag{1}),
            optional("x_m", "m", "where it is", &Repairs::x_m, missing_real),
            optional("y_m", "m", "where it is", &Repairs::y_m, missing_real));
    }
};

struct Repair {
    std::string_view kind;
    std::string layer = {}, object_id = {};
    std::int32_t row = missing_int;
    std::string before = {}, after = {};
    double distance_m = missing_real, confidence = 1.0;
    double x_m = missing_real, y_m = missing_real;
    bool reversible = true;
};

void add_repair(Repairs &repairs, Repair repair);

/// How a value came to be.
enum class Origin : std::uint8_t { measured, normalised, inferred, imputed, rule, user };

template <> struct Names<Origin> {
    static constexpr std::array<Name, 6> names{{{"measured", "measured", "实测"},
                                                {"normalised", "normalised", "规范化"},
                                                {"inferred", "inferred", "推定"},
                                                {"imputed", "imputed", "插补"},
                                                {"rule", "rule", "规则"},
                                                {"user", "user", "用户"}}};
};

/// Where a cell's value came from; one row per cell that is not simply the number or code read.
struct Provenances {
    static constexpr std::string_view name = "provenance";
    std::vector<std::string> id, table_name, object_id, column, raw, value;
    std::vector<Origin> origin;
    std::vector<std::string> method;
    std::vector<double> confidence;
    std::vector<std::string> source;
    std::vector<std::int32_t> source_row;

    static constexpr auto columns() {
        return std::make_tuple(required("id", "", "running number", &Provenances::id),
                               required("table_name", "", "table of the cell", &Provenances::table_name),
                               required("object_id", "", "row id of the cell", &Provenances::object_id),
                               required("column", "", "column of the cell", &Provenances::column),
                               optional("raw", "", "text as found in the survey", &Provenances::raw, ""),
                               optional("value", "", "value in use", &Provenances::value, ""),
                               optional("origin", "", "measured, normalised, inferred, imputed, rule or user",
                                        &Provenances::origin, Origin::measured),
                               optional("method", "", "how the value was obtained", &Provenances::method, ""),
                               optional("confidence", "", "0 to 1", &Provenances::confidence, 1.0, fraction),
                               optional("source", "", "file and layer", &Provenances::source, ""),
                               optional("source_row", "", "1-based data row", &Provenances::source_row, missing_int));
    }
};

struct Provenance {
    std::string table_name, object_id, column, raw = {}, value = {};
    Origin origin = Origin::measured;
    std::string method = {};
    double confidence = 1.0;
    std::string source = {};
    std::int32_t source_row = missing_int;
};

void add_provenance(Provenances &provenances, Provenance provenance);

} // namespace gastwin
