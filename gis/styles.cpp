// SPDX-License-Identifier: Apache-2.0
#include "gis/styles.hpp"

#include <algorithm>
#include <map>

#include "models/error.hpp"

namespace gastwin {
namespace {

constexpr double unbounded = 1e12; ///< QGIS wants numbers at the ends of the outer ranges
constexpr std::uint32_t grey = 0x9e9e9e;

/// Colours that stay apart for most colour-blind readers (Okabe and Ito 2008, then Tol's muted set).
constexpr std::array<std::uint32_t, 12> distinct{0x0072b2, 0xe69f00, 0x009e73, 0xd55e00, 0xcc79a7, 0x56b4e9,
                                                 0x882255, 0x999933, 0x332288, 0x44aa99, 0xaa4499, 0x6b4c2a};
/// From urgent to remote.
constexpr std::array<std::uint32_t, 7> urgent_first{0xb2182b, 0xef6548, 0xfdae61, 0xd9c83f,
                                                    0x66c2a5, 0x3288bd, 0x5e4fa2};
constexpr std::array<std::uint32_t, 9> pressure_class_colour{grey,     0x2c7fb8, 0x41ab5d, 0x78c679, 0xfe9929,
                                                             0xe34a33, 0xb30000, 0x7a0177, 0x49006a};
constexpr std::array<std::uint32_t, 15> material_colour{grey,     0x1f4e79, 0xd7301f, 0x8c510a, 0x543005,
                                                        0xbf812d, 0xf4c430, 0xe6ab02, 0xd95f02, 0x7570b3,
                                                        0xb87333, 0x66c2a5, 0x35978f, 0x4d4d4d, 0xcc79a7};

struct Limit {
    double low;
    std::uint32_t rgb;
};

Label label_of(const Name &name) { return {std::string(name.zh), std::string(name.en)}; }

template <Named E, std::size_t N>
Style by_name(Label name, std::string column, const std::array<std::uint32_t, N> &colours, double size_mm) {
    static_assert(N >= Names<E>::names.size());
    Style style{std::move(name), std::move(column), Renderer::categorised, {}, "circle"};
    for (std::size_t i = 0; i < Names<E>::names.size(); ++i) {
        const Name &n = Names<E>::names[i];
        style.classes.push_back({std::string(n.code), 0, 0, label_of(n), colours[i], size_mm});
    }
    return style;
}

std::string plain_number(double value) {
    std::string text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string with_unit(const std::string &range, const std::string &unit) {
    return unit.empty() ? range : range + " " + unit;
}

/// Ranges from each limit to the next; the first limit counts as unbounded below. Labels show value × scale.
Style by_range(Label name, std::string attribute, std::span<const Limit> limits, const Label &unit, double size_mm,
               double scale = 1.0) {
    Style style{std::move(name), std::move(attribute), Renderer::graduated, {}, "circle"};
    for (std::size_t i = 0; i < limits.size(); ++i) {
        const bool first = i == 0, last = i + 1 == limits.size();
        const double high = last ? unbounded : limits[i + 1].low;
        const std::string from = plain_number(limits[i].low * scale), to = plain_number(high * scale);
        const std::string range = last ? "≥ " + from : first ? "< " + to : from + " – " + to;
        const Label label{with_unit(range, unit.zh), with_unit(range, unit.en)};
        style.classes.push_back({"", first ? -unbounded : limits[i].low, high, label, limits[i].rgb, size_mm});
    }
    return style;
}

/// Words that results use without being an enumeration.
constexpr std::array<Name, 5> modes{{{"controlling", "controlling", "正常调压"},
                                     {"wide_open", "wide open", "全开"},
                                     {"capacity_limited", "at its capacity", "达到通过能力"},
                                     {"closed", "closed", "关闭"},
                                     {"unsupplied", "without gas", "无气"}}};

/// Legend text of a value: enumerations and kinds of problems have labels, other text speaks for itself.
Label label_of(const Field &field, std::string_view value) {
    for (const Name &name : field.codes)
        if (name.code == value) return label_of(name);
    for (const Name &name : modes)
        if (name.code == value) return label_of(name);
    for (const Kind &kind : catalogue())
        if (kind.slug == value) return {std::string(kind.zh), std::string(kind.en)};
    return {std::string(value), std::string(value)};
}

const Field *find_field(const std::vector<Field> &fields, std::string_view name) {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field &f) { return f.name == name; });
    return found == fields.end() ? nullptr : &*found;
}

std::map<std::string, std::size_t> counted_values(const Field &field) {
    std::map<std::string, std::size_t> count;
    std::visit(
        [&](const auto &cells) {
            for (const auto &cell : cells) {
                using T = std::decay_t<decltype(cell)>;
                if constexpr (std::is_constructible_v<std::string_view, T>) ++count[std::string(cell)];
                else if constexpr (std::is_integral_v<T>)
                    if (cell != missing_int) ++count[std::to_string(cell)];
            }
        },
        field.cells);
    count.erase("");
    return count;
}

/// The commonest values of a text or whole-number column, in their own order, and "other".
template <std::size_t N>
Style by_value(Label name, const Field &field, const std::array<std::uint32_t, N> &colours, double size_mm) {
    const auto count = counted_values(field);
    std::vector<std::pair<std::string, std::size_t>> values(count.begin(), count.end());
    std::stable_sort(values.begin(), values.end(), [](const auto &a, const auto &b) { return a.second > b.second; });
    values.resize(std::min(values.size(), N));
    std::sort(values.begin(), values.end());
    Style style{std::move(name), "\"" + std::string(field.name) + "\"", Renderer::categorised, {}, "circle"};
    for (std::size_t i = 0; i < values.size(); ++i)
        style.classes.push_back({values[i].first, 0, 0, label_of(field, values[i].first), colours[i], size_mm});
    style.classes.push_back({"", 0, 0, {"其他", "other"}, grey, size_mm});
    return style;
}

Style with_marker(Style style, std::string marker) {
    style.marker = std::move(marker);
    return style;
}

/// Main pressures stand out by width as well as by colour.
Style pipes_by_pressure_class() {
    Style style = by_name<PressureClass>({"压力级别", "pressure class"}, "pressure_class", pressure_class_colour, 0.4);
    for (std::size_t i = 0; i < style.classes.size(); ++i)
        style.classes[i].size_mm = 0.3 + 0.2 * pressure_tier(static_cast<PressureClass>(i));
    return style;
}

Style by_year(double size_mm) {
    constexpr std::array<Limit, 7> limits{{{0, 0xa50026},
                                           {1985, 0xd73027},
                                           {1995, 0xf46d43},
                                           {2000, 0xfdae61},
                                           {2005, 0xc9c43a},
                                           {2010, 0x74add1},
                                           {2015, 0x313695}}};
    return by_range({"建设年代", "year laid"}, "install_year", limits, {"年", ""}, size_mm);
}

/// Low pressure in steps that matter to appliances (rated 2000 Pa, users complain below 1500), then the classes above.
Style by_gauge_pressure(double size_mm) {
    constexpr std::array<Limit, 12> limits{{{-1e9, grey},
                                            {-1e8, 0x67001f},
                                            {1500, 0xd6604d},
                                            {2000, 0xf4a582},
                                            {2200, 0x92c5de},
                                            {2500, 0x4393c3},
                                            {3000, 0x2166ac},
                                            {10e3, 0x1b7837},
                                            {100e3, 0x5aae61},
                                            {200e3, 0xc2a5cf},
                                            {400e3, 0x762a83},
                                            {800e3, 0x40004b}}};
    // Rows without a pressure would not be drawn at all; they are the ones to see.
    Style style = by_range({"压力", "gauge pressure"}, "coalesce(\"gauge_pressure_pa\", -1e10)", limits, {"kPa", "kPa"},
                           size_mm, 1e-3);
    style.classes[0].label = {"无气", "no supply"};
    style.classes[1].label = {"< 1.5 kPa", "< 1.5 kPa"};
    return style;
}

Style by_velocity() {
    constexpr std::array<Limit, 7> limits{
        {{0, 0xbdbdbd}, {0.1, 0x4575b4}, {1, 0x74add1}, {3, 0x66bd63}, {6, 0xd9c83f}, {10, 0xf46d43}, {20, 0xa50026}}};
    Style style = by_range({"流速", "velocity"}, "abs(\"velocity_m_s\")", limits, {"m/s", "m/s"}, 0.5);
    for (std::size_t i = 0; i < style.classes.size(); ++i)
        style.classes[i].size_mm = 0.3 + 0.12 * static_cast<double>(i);
    return style;
}

/// The four colours of Chinese risk maps, the worst drawn widest.
Style by_grade(const Field &grade, double size_mm) {
    Style style{{"风险等级", "risk grade"}, "grade", Renderer::categorised, {}, "circle"};
    style.classes = {{"red", 0, 0, label_of(grade, "red"), 0xd7191c, size_mm * 1.6},
                     {"orange", 0, 0, label_of(grade, "orange"), 0xf5871f, size_mm * 1.3},
                     {"yellow", 0, 0, label_of(grade, "yellow"), 0xf2d600, size_mm},
                     {"blue", 0, 0, label_of(grade, "blue"), 0x2b83ba, size_mm}};
    return style;
}

/// In decades, for it spans many; the grades cut it where the scheme says.
Style by_risk_density(double size_mm) {
    constexpr std::array<Limit, 7> limits{{{0, 0xbdbdbd},
                                           {100, 0x74add1},
                                           {300, 0x66bd63},
                                           {1e3, 0xd9c83f},
                                           {3e3, 0xfdae61},
                                           {1e4, 0xf46d43},
                                           {3e4, 0xa50026}}};
    return by_range({"风险密度", "risk density"}, "risk_cny_per_km_year", limits, {"元/(km·a)", "CNY/(km a)"}, size_mm);
}

/// What the rules ask of an asset; what they ask nothing of recedes.
Style by_conclusion(const Field &conclusion, double size_mm) {
    Style style{{"规范结论", "conclusion of the rules"}, "conclusion", Renderer::categorised, {}, "circle"};
    constexpr std::array<std::uint32_t, 4> colours{0xbdbdbd, 0x2b83ba, 0xf5871f, 0xd7191c};
    for (std::size_t i = 0; i < std::min(colours.size(), conclusion.codes.size()); ++i) {
        const Name &n = conclusion.codes[i];
        style.classes.push_back({std::string(n.code), 0, 0, label_of(n), colours[i], i == 0 ? 0.6 * size_mm : size_mm});
    }
    return style;
}

Style by_customers_out(double size_mm) {
    constexpr std::array<Limit, 6> limits{
        {{0, 0xbdbdbd}, {1, 0x74add1}, {50, 0x66bd63}, {500, 0xfdae61}, {2000, 0xf46d43}, {10000, 0xa50026}}};
    return by_range({"停气用户", "customers out"}, "customers_out", limits, {"户", "customers"}, size_mm);
}

Style valves() {
    Style style{{"阀门状态", "valve state"},
                "case when not \"operable\" then 'inoperable' when \"open\" then 'open' else 'closed' end",
                Renderer::categorised,
                {},
                "diamond"};
    style.classes = {{"open", 0, 0, {"开", "open"}, 0x1a9850, 2.2},
                     {"closed", 0, 0, {"关", "closed"}, 0x2c3e50, 2.6},
                     {"inoperable", 0, 0, {"不可操作", "inoperable"}, 0xd7191c, 2.6}};
    return style;
}

Style buildings(double size_mm) {
    Style style{{"老旧小区", "old estate"},
                "case when \"old_estate\" then 'old' else 'other' end",
                Renderer::categorised,
                {},
                "square"};
    style.classes = {{"old", 0, 0, {"老旧小区", "old estate"}, 0xe8c39e, size_mm},
                     {"other", 0, 0, {"其他建筑", "other building"}, 0xe0e0e0, size_mm}};
    return style;
}

Style by_severity() {
    constexpr std::array<std::uint32_t, 3> colours{0x4393c3, 0xf5a623, 0xd7191c};
    return with_marker(by_name<Severity>({"严重程度", "severity"}, "severity", colours, 2.4), "triangle");
}

std::vector<Style> result_styles(ShapeKind shape, const std::vector<Field> &fields) {
    const double size_mm = shape == ShapeKind::line ? 0.6 : 2.0;
    const auto has = [&](std::string_view name) { return find_field(fields, name) != nullptr; };
    std::vector<Style> styles;
    if (const Field *grade = find_field(fields, "grade")) styles.push_back(by_grade(*grade, size_mm));
    if (has("risk_cny_per_km_year")) styles.push_back(by_risk_density(size_mm));
    if (const Field *conclusion = find_field(fields, "conclusion"))
        styles.push_back(by_conclusion(*conclusion, size_mm));
    const auto of_values = [&](std::string_view column, Label name, const auto &colours) {
        if (const Field *field = find_field(fields, column))
            styles.push_back(by_value(std::move(name), *field, colours, size_mm));
    };
    // A risk is of one year; the works of a plan are of many.
    if (styles.empty()) of_values("year", {"改造年份", "year of work"}, urgent_first);
    of_values("design", {"改造方式", "way of renewal"}, distinct);
    if (has("velocity_m_s")) styles.push_back(by_velocity());
    if (has("gauge_pressure_pa")) styles.push_back(by_gauge_pressure(size_mm));
    if (has("customers_out")) styles.push_back(by_customers_out(size_mm));
    of_values("mode", {"运行方式", "mode"}, distinct);
    of_values("status", {"状态", "status"}, distinct);
    of_values("failure", {"失效方式", "failure"}, distinct);
    of_values("cause", {"动作原因", "cause"}, distinct);
    of_values("kind", {"类别", "kind"}, distinct);
    return styles;
}

} // namespace

std::vector<Style> styles_of(std::string_view layer, ShapeKind shape, const std::vector<Field> &fields) {
    if (shape == ShapeKind::none) return {};
    const auto by_kind = [&](Label name, double size_mm) {
        return by_value(std::move(name), *find_field(fields, "kind"), distinct, size_mm);
    };
    if (layer == "pipe")
        return {pipes_by_pressure_class(), by_name<Material>({"材质", "material"}, "material", material_colour, 0.6),
                by_year(0.6)};
    if (layer == "riser") {
        Style style = by_name<Material>({"材质", "material"}, "material", material_colour, 1.6);
        return {with_marker(style, "triangle"), with_marker(by_year(1.6), "triangle")};
    }
    if (layer == "node") return {by_kind({"点类别", "kind of point"}, 0.9)};
    if (layer == "valve") return {valves()};
    if (layer == "regulator")
        return {with_marker(by_name<RegulatorState>({"调压状态", "state"}, "state",
                                                    std::array<std::uint32_t, 3>{0x6a3d9a, 0x2c3e50, 0xd7191c}, 3.2),
                            "square")};
    if (layer == "source") return {with_marker(by_kind({"气源类别", "kind of source"}, 5.0), "star")};
    if (layer == "customer") return {by_name<CustomerKind>({"用户类别", "kind of customer"}, "kind", distinct, 1.0)};
    if (layer == "building") return {buildings(2.0)};
    if (layer == "enclosure") return {with_marker(by_kind({"空间类别", "kind of space"}, 1.8), "pentagon")};
    if (layer == "issue")
        return {by_severity(), with_marker(by_kind({"问题类别", "kind of problem"}, 2.4), "triangle")};
    if (layer == "repair") return {with_marker(by_kind({"修复类别", "kind of repair"}, 2.0), "cross_fill")};
    return result_styles(shape, fields);
}

} // namespace gastwin
