// SPDX-License-Identifier: Apache-2.0
#include "scenarios/toml_fields.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>

#include "models/error.hpp"

namespace gastwin {
namespace {

/// Levenshtein distance.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

std::int64_t line_of(const toml::node &node) { return static_cast<std::int64_t>(node.source().begin.line); }

/// Reads one value into one kind of target.
struct Reader {
    const toml::node &node;
    const TomlPlace &place;
    const TomlField &field;

    [[noreturn]] void fail(const std::string &detail) const { bad_scheme(place, field.key, detail, line_of(node)); }

    template <class T> T exactly(const toml::node &from, const char *wanted) const {
        const std::optional<T> value = from.value<T>();
        if (!value) fail(std::string("expected ") + wanted);
        if constexpr (std::is_arithmetic_v<T> && !std::is_same_v<T, bool>) {
            const auto number = static_cast<double>(*value);
            if (!std::isfinite(number) || !field.range.contains(number)) fail("the value is outside its legal range");
        }
        return *value;
    }
    template <class T> void list(std::vector<T> &to, const char *wanted) const {
        const toml::array *array = node.as_array();
        if (array == nullptr) fail("expected a list");
        to.clear();
        for (const toml::node &item : *array) to.push_back(exactly<T>(item, wanted));
    }
    void operator()(double *to) const { *to = exactly<double>(node, "a number"); }
    void operator()(std::int32_t *to) const { *to = exactly<std::int32_t>(node, "a whole number"); }
    void operator()(std::string *to) const { *to = exactly<std::string>(node, "text"); }
    void operator()(bool *to) const {
        if (!node.is_boolean()) fail("expected true or false");
        *to = exactly<bool>(node, "true or false");
    }
    void operator()(std::vector<double> *to) const { list(*to, "numbers"); }
    void operator()(std::vector<std::string> *to) const { list(*to, "texts"); }
    void operator()(Material *to) const {
        const auto material = parse_code<Material>(exactly<std::string>(node, "a material"));
        if (!material) fail("no such material");
        *to = *material;
    }
};

} // namespace

void bad_scheme(const TomlPlace &place, std::string_view key, const std::string &detail, std::int64_t line) {
    throw Error("bad_scheme", {.file = place.file, .layer = place.section, .row = line, .column = std::string(key)}, {},
                detail);
}

toml::table parse_toml(std::string_view text, const std::string &file) {
    try {
        return toml::parse(text, file);
    } catch (const toml::parse_error &error) {
        bad_scheme({file, ""}, "", std::string(error.description()),
                   static_cast<std::int64_t>(error.source().begin.line));
    }
}

void require_known(const toml::table &table, const TomlPlace &place, std::span<const std::string_view> known) {
    for (const auto &[key, node] : table) {
        if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
        std::string detail = "unknown key";
        const auto nearest = std::min_element(known.begin(), known.end(), [word = key.str()](auto a, auto b) {
            return edit_distance(word, a) < edit_distance(word, b);
        });
        if (nearest != known.end() && edit_distance(key.str(), *nearest) <= std::max<std::size_t>(2, key.length() / 3))
            detail += ", did you mean '" + std::string(*nearest) + "'?";
        bad_scheme(place, key.str(), detail, line_of(node));
    }
}

std::string scheme_kind(const toml::table &root, const std::string &file) {
    constexpr std::array<std::string_view, 3> kinds{"risk", "score", "rules"};
    const toml::node *node = section_of(root, "about", file, false).get("kind");
    if (node == nullptr) return "risk";
    const std::string kind = node->value_or(std::string());
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end())
        bad_scheme({file, "about"}, "kind", "expected \"risk\", \"score\" or \"rules\"", line_of(*node));
    return kind;
}

void read_fields(const toml::table &table, const TomlPlace &place, std::span<const TomlField> fields, bool complete) {
    std::vector<std::string_view> known;
    for (const TomlField &field : fields) known.push_back(field.key);
    require_known(table, place, known);
    for (const TomlField &field : fields) {
        if (const toml::node *node = table.get(field.key)) std::visit(Reader{*node, place, field}, field.target);
        else if (complete) bad_scheme(place, field.key, "the key is missing");
    }
}

const toml::table &section_of(const toml::table &root, std::string_view name, const std::string &file, bool complete) {
    static const toml::table empty;
    const toml::node *node = root.get(name);
    if (node == nullptr) {
        if (complete) bad_scheme({file, ""}, name, "the section is missing");
        return empty;
    }
    if (!node->is_table())
        bad_scheme({file, ""}, name, "expected a section [" + std::string(name) + "]", line_of(*node));
    return *node->as_table();
}

} // namespace gastwin
