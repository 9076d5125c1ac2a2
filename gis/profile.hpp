// SPDX-License-Identifier: Apache-2.0
// Mapping profile: which column of a file means what, in which unit, and what its codes stand for. A TOML file;
// cjj61, lines and hints are built into the library, any other name is a path.
//
// Strict: a key, table, column or code that gastwin does not know is an Error("bad_profile") that names the nearest
// one it does, because a misspelt column would otherwise be a column silently not read.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gis/raw_layer.hpp"

namespace gastwin {

struct ColumnSpec {
    std::string name;                    ///< our name for it
    std::vector<std::string> keys;       ///< split_header() keys it may have in files, most wanted first
    std::string unit;                    ///< unit where the header names none; lower case
    std::vector<std::string> texts = {}; ///< keys as written in the profile, for messages
    std::string constant = {};           ///< what every row reads where the file has no such column
};

struct LayerSpec {
    std::string table;
    ShapeKind shape = ShapeKind::none; ///< none: any, or a table
    std::vector<std::string> names;    ///< layer or file names that hint at it, folded
    bool names_within = false;         ///< a hint may stand anywhere in the layer's name
    std::vector<std::string> require, require_if_not_drawn;
    std::size_t min_columns = 1; ///< fewer recognised columns need a name hint
    std::vector<ColumnSpec> columns;
};

/// Folded text in the file → our code.
using CodeList = std::unordered_map<std::string, std::string>;

struct Profile {
    std::string name;
    std::vector<std::string> missing; ///< folded texts that mean "not recorded"
    std::string crs, encoding;        ///< used where the user names none; empty: decided from the files
    bool decimal_comma = false;       ///< "0,40" is a number
    std::vector<LayerSpec> layers;
    std::unordered_map<std::string, CodeList> codes;

    [[nodiscard]] const CodeList &code_list(std::string_view list) const;
    /// Of a text as normal_text() gives it.
    [[nodiscard]] bool is_missing_text(std::string_view text) const;
};

/// A bundled profile by name, or the file at that path. Throws Error: no_such_file, bad_profile.
[[nodiscard]] Profile load_profile(const std::string &name_or_path);

[[nodiscard]] Profile parse_profile(std::string_view toml_text, const std::string &origin);

/// What a profile may hold: the tables with their columns, and the code lists with their codes (none: any text).
using NamedTexts = std::vector<std::pair<std::string, std::vector<std::string>>>;
[[nodiscard]] const NamedTexts &profile_tables();
[[nodiscard]] const NamedTexts &profile_codes();

struct BundledProfile {
    std::string_view name, text;
};
/// The TOML files of gis/profiles/, embedded when the library was built.
[[nodiscard]] std::span<const BundledProfile> bundled_profiles();

} // namespace gastwin
