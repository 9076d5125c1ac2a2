// SPDX-License-Identifier: Apache-2.0
#include "gis/suggest_toml.hpp"

#include <algorithm>
#include <cstdio>

namespace gastwin {
namespace {

std::string toml_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) >= 0x20) out += c;
        else out += ' ';
    }
    return out + "\"";
}

/// Text for a comment: one line.
std::string on_one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return text;
}

std::string joined(const std::vector<std::string> &texts) {
    std::string list;
    for (const std::string &text : texts) list += (list.empty() ? "" : ", ") + on_one_line(text);
    return list;
}

std::string two_digits(double confidence) {
    char digits[16];
    std::snprintf(digits, sizeof digits, "%.2f", confidence);
    return digits;
}

const char *shape_name(ShapeKind shape) {
    switch (shape) {
    case ShapeKind::point:
        return "point";
    case ShapeKind::line:
        return "line";
    case ShapeKind::polygon:
        return "polygon";
    case ShapeKind::none:
        break;
    }
    return "any";
}

std::string layer_text(const LayerGuess &layer) {
    std::string text = "\n# " + on_one_line(layer.source) + ": confidence " + two_digits(layer.confidence) + "\n";
    if (!layer.missing.empty()) text += "# not found, but needed: " + joined(layer.missing) + "\n";
    if (!layer.unused.empty()) text += "# columns that stand for nothing yet: " + joined(layer.unused) + "\n";
    text += "[[layer]]\ntable = " + toml_string(layer.table) + "\n";
    if (layer.shape != ShapeKind::none) text += std::string("shape = \"") + shape_name(layer.shape) + "\"\n";
    text += "names = [" + toml_string(layer.layer) + "]\n";
    const bool has_id =
        std::any_of(layer.columns.begin(), layer.columns.end(), [](const auto &c) { return c.column == "id"; });
    if (has_id) text += "require = [\"id\"]\n";
    text += "[layer.columns]\n";
    for (const ColumnGuess &c : layer.columns) {
        const std::string from = "[" + toml_string(c.header) + "]";
        text +=
            c.column + " = " + (c.unit.empty() ? from : "{from = " + from + ", unit = " + toml_string(c.unit) + "}");
        text += " # " + two_digits(c.confidence) + ": " + on_one_line(c.why) + "\n";
    }
    return text;
}

} // namespace

std::string profile_text(std::span<const LayerGuess> layers) {
    std::string body;
    for (const LayerGuess &layer : layers)
        if (!layer.table.empty()) body += layer_text(layer);
        else body += "\n# " + on_one_line(layer.source) + ": not recognised; columns: " + joined(layer.unused) + "\n";
    if (std::all_of(layers.begin(), layers.end(), [](const auto &layer) { return layer.table.empty(); })) return "";
    std::string_view codes;
    for (const BundledProfile &bundled : bundled_profiles())
        if (bundled.name == "cjj61") codes = bundled.text.substr(bundled.text.find("# CJJ 61-2017 gives"));
    return "# Drafted by gastwin from the files themselves. The number behind each column is how sure that is, from 0 "
           "to\n"
           "# 1; correct what is wrong, then: gastwin import FILES --profile THIS_FILE -o twin.gpkg\n\n"
           "[profile]\nname = \"draft\"\n"
           "missing = [\"null\", \"none\", \"nan\", \"n/a\", \"<空>\", \"空\", \"未知\", \"不详\", \"不明\", \"/\", "
           "\"-\", \"--\"]\n" +
           body + "\n# Code lists as in cjj61: add the file's own words.\n" + std::string(codes);
}

} // namespace gastwin
