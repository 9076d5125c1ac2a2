// SPDX-License-Identifier: Apache-2.0
// Strict reading of TOML tables into plain structs: every key must be known, of the right type and in its range.
// A mistake is an Error("bad_scheme") that names file, line and key, and the nearest known key.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "models/classes.hpp"
#include "models/table.hpp"
#include "models/toml.hpp"

namespace gastwin {

using TomlTarget = std::variant<double *, std::int32_t *, std::string *, Material *, bool *, std::vector<double> *,
                                std::vector<std::string> *>;

/// One key of a table and where its value goes.
struct TomlField {
    std::string_view key;
    TomlTarget target;
    Range range = any_value; ///< of numbers, and of each number in a list
};

/// Where a table stands, for messages.
struct TomlPlace {
    std::string file, section;
};

/// Parses TOML; syntax errors become Error("bad_scheme") with the line.
[[nodiscard]] toml::table parse_toml(std::string_view text, const std::string &file);

/// Writes the table's values to the fields' targets. Keys without a field are errors; fields without a key are errors
/// when `complete`, else keep what they hold.
void read_fields(const toml::table &table, const TomlPlace &place, std::span<const TomlField> fields, bool complete);

/// The sub-table `name`, or an empty one when absent and not `complete`.
[[nodiscard]] const toml::table &section_of(const toml::table &root, std::string_view name, const std::string &file,
                                            bool complete);

/// What a file says it is, [about] kind: "risk" (also where it says nothing), "score" or "rules".
[[nodiscard]] std::string scheme_kind(const toml::table &root, const std::string &file);

/// Every key of the table must be one of these.
void require_known(const toml::table &table, const TomlPlace &place, std::span<const std::string_view> known);

/// Throws Error("bad_scheme").
[[noreturn]] void bad_scheme(const TomlPlace &place, std::string_view key, const std::string &detail,
                             std::int64_t line = -1);

} // namespace gastwin
