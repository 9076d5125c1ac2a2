// SPDX-License-Identifier: Apache-2.0
#include "gis/qml.hpp"

#include <initializer_list>

#include "models/number_text.hpp"

namespace gastwin {
namespace {

std::string escaped(std::string_view text) {
    std::string xml;
    for (const char c : text) {
        if (c == '&') xml += "&amp;";
        else if (c == '<') xml += "&lt;";
        else if (c == '>') xml += "&gt;";
        else if (c == '"') xml += "&quot;";
        else xml += c;
    }
    return xml;
}

std::string joined(std::initializer_list<std::string_view> parts) {
    std::string text;
    for (const std::string_view part : parts) text += part;
    return text;
}

std::string attribute(std::string_view name, std::string_view value) {
    return joined({" ", name, "=\"", escaped(value), "\""});
}

std::string prop(std::string_view key, std::string_view value) {
    return joined({"<prop", attribute("k", key), attribute("v", value), "/>"});
}

std::string colour(std::uint32_t rgb) {
    const auto part = [&](int shift) { return std::to_string(rgb >> shift & 0xff); };
    return joined({part(16), ",", part(8), ",", part(0), ",255"});
}

/// The same hue at 60 % brightness, for outlines.
std::uint32_t darker(std::uint32_t rgb) {
    const auto part = [&](int shift) { return ((rgb >> shift & 0xff) * 6 / 10) << shift; };
    return part(16) | part(8) | part(0);
}

std::string symbol_layer(const Style &style, const MapClass &c, ShapeKind shape) {
    const std::string fill = colour(c.rgb), size = number_text(c.size_mm);
    const std::string outline = prop("outline_color", colour(darker(c.rgb))) + prop("outline_width", "0.15");
    if (shape == ShapeKind::line)
        return joined({"<layer class=\"SimpleLine\">", prop("line_color", fill), prop("line_width", size),
                       prop("line_width_unit", "MM"), prop("capstyle", "round"), prop("joinstyle", "round"),
                       "</layer>"});
    if (shape == ShapeKind::polygon)
        return joined(
            {"<layer class=\"SimpleFill\">", prop("color", fill), prop("style", "solid"), outline, "</layer>"});
    return joined({"<layer class=\"SimpleMarker\">", prop("name", style.marker), prop("color", fill),
                   prop("size", size), prop("size_unit", "MM"), outline, "</layer>"});
}

std::string_view symbol_type(ShapeKind shape) {
    return shape == ShapeKind::line ? "line" : shape == ShapeKind::polygon ? "fill" : "marker";
}

std::string legend_entry(const Style &style, const MapClass &c, std::string_view symbol, std::optional<Lang> lang) {
    const std::string common =
        joined({attribute("symbol", symbol), attribute("label", text_of(c.label, lang)), " render=\"true\"/>"});
    if (style.renderer == Renderer::graduated)
        return joined(
            {"<range", attribute("lower", number_text(c.low)), attribute("upper", number_text(c.high)), common});
    return joined({"<category", attribute("value", c.value), common});
}

} // namespace

std::string text_of(const Label &label, std::optional<Lang> lang) {
    if (lang) return *lang == Lang::zh ? label.zh : label.en;
    return label.zh == label.en ? label.zh : label.zh + " " + label.en;
}

std::string qml(const Style &style, ShapeKind shape, std::optional<Lang> lang) {
    const bool graduated = style.renderer == Renderer::graduated;
    std::string entries, symbols;
    for (std::size_t i = 0; i < style.classes.size(); ++i) {
        const std::string symbol = std::to_string(i);
        entries += legend_entry(style, style.classes[i], symbol, lang);
        symbols += joined({"<symbol", attribute("name", symbol), attribute("type", symbol_type(shape)), ">",
                           symbol_layer(style, style.classes[i], shape), "</symbol>"});
    }
    const std::string_view list = graduated ? "ranges" : "categories";
    return joined({"<qgis version=\"3.22\" styleCategories=\"Symbology\"><renderer-v2",
                   attribute("type", graduated ? "graduatedSymbol" : "categorizedSymbol"),
                   attribute("attr", style.attribute), graduated ? " graduatedMethod=\"GraduatedColor\"" : "", "><",
                   list, ">", entries, "</", list, "><symbols>", symbols, "</symbols></renderer-v2></qgis>"});
}

} // namespace gastwin
