// SPDX-License-Identifier: Apache-2.0
// read_diameter() of gis/normalise.hpp: the one field whose text needs a small grammar,
//   size := [prefix] number [("×"|"x"|"*") wall] ["mm"] {"/" number}
//   prefix := "DN" | "de" | "D" | "Φ" | "φ" | "Ø" | "ø"
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "gis/normalise.hpp"
#include "gis/text.hpp"
#include "models/pipe_size.hpp"
#include "models/units.hpp"

namespace gastwin {
namespace {

using namespace std::string_view_literals;

enum class Prefix { none, dn, de, phi };

struct SizeText {
    Prefix prefix = Prefix::none;
    double number_mm = 0.0, wall_mm = missing_real;
    bool several = false;
};

std::optional<SizeText> split_size(std::string_view text) {
    SizeText size;
    if (take_prefix(text, "dn")) size.prefix = Prefix::dn;
    else if (take_prefix(text, "de")) size.prefix = Prefix::de;
    else
        for (const std::string_view phi : {"φ"sv, "Φ"sv, "ø"sv, "Ø"sv, "⌀"sv, "d"sv})
            if (size.prefix == Prefix::none && take_prefix(text, phi)) size.prefix = Prefix::phi;
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    size.number_mm = *number;
    if (take_prefix(text, "×") || take_prefix(text, "x") || take_prefix(text, "*")) {
        const auto wall = take_number(text);
        if (!wall) return std::nullopt;
        size.wall_mm = *wall;
    }
    take_prefix(text, "mm");
    size.several = text.starts_with("/");
    if (!text.empty() && !size.several) return std::nullopt;
    return size;
}

template <std::size_t N> const NominalSize *find_size(const std::array<NominalSize, N> &sizes, double number_mm) {
    const std::string digits = number_text(number_mm);
    const auto found =
        std::find_if(sizes.begin(), sizes.end(), [&](const NominalSize &s) { return s.text.substr(2) == digits; });
    return found == sizes.end() ? nullptr : &*found;
}

/// de sizes that networks use but models/pipe_size.hpp does not list.
bool is_de_size(double mm) {
    constexpr std::array more{20.0, 25.0, 75.0, 125.0, 140.0, 180.0, 225.0, 280.0, 355.0, 450.0, 500.0, 560.0, 630.0};
    return find_size(pe_sizes, mm) != nullptr || std::find(more.begin(), more.end(), mm) != more.end();
}

/// The size whose outer diameter this is, in the ISO series or the older Chinese one.
const NominalSize *dn_of_outer(double mm) {
    constexpr std::array<std::pair<double, std::string_view>, 7> older{
        {{57, "DN50"}, {76, "DN65"}, {89, "DN80"}, {108, "DN100"}, {159, "DN150"}, {219, "DN200"}, {325, "DN300"}}};
    for (const NominalSize &size : dn_sizes) {
        if (std::abs(size.outer_diameter_m * 1e3 - mm) < 0.25) return &size;
        for (const auto &[outer, text] : older)
            if (outer == mm && text == size.text) return &size;
    }
    return nullptr;
}

struct Nominal {
    std::string text;
    double outer_mm;
    bool is_de; ///< the wall follows an SDR
    std::string_view method;
    double confidence;
};

Nominal from_dn(double number, std::string_view method, double confidence) {
    const NominalSize *size = find_size(dn_sizes, number);
    double outer = number * 25.4 / 25.0;
    if (size != nullptr) outer = size->outer_diameter_m * 1e3;
    return {"DN" + number_text(number), outer, false, method, confidence};
}

Nominal from_de(double number, std::string_view method, double confidence) {
    return {"de" + number_text(number), number, true, method, confidence};
}

/// The de size that replaces a nominal bore where the ladders differ.
double de_for_dn(double dn) {
    constexpr std::array<std::pair<double, double>, 6> pairs{
        {{65, 75}, {80, 90}, {100, 110}, {125, 140}, {150, 160}, {300, 315}}};
    const auto found = std::find_if(pairs.begin(), pairs.end(), [&](const auto &pair) { return pair.first == dn; });
    return found == pairs.end() ? dn : found->second;
}

Nominal nominal_of(const SizeText &size, Material material) {
    const double mm = size.number_mm;
    const bool plastic = is_plastic(material), unknown = material == Material::unknown;
    const bool only_de = is_de_size(mm) && find_size(dn_sizes, mm) == nullptr;
    switch (size.prefix) {
    case Prefix::de:
        return from_de(mm, "outer diameter", 1.0);
    case Prefix::phi: {
        if (plastic) return from_de(mm, "outer diameter", 0.95);
        const NominalSize *dn = dn_of_outer(mm);
        return {dn != nullptr ? std::string(dn->text) : "Φ" + number_text(mm), mm, false, "outer diameter", 1.0};
    }
    case Prefix::dn:
        if (plastic && is_de_size(mm)) return from_de(mm, "DN on plastic pipe taken as de", 0.8);
        if (plastic) return from_de(de_for_dn(mm), "nominal bore to de size", 0.6);
        if (unknown && only_de) return from_de(mm, "DN that is only a de size", 0.6);
        return from_dn(mm, "DN", 1.0);
    case Prefix::none:
        break;
    }
    if (plastic) return from_de(mm, "bare number on plastic pipe taken as de", 0.9);
    if (unknown && only_de) return from_de(mm, "bare number that is only a de size", 0.6);
    if (find_size(dn_sizes, mm) == nullptr)
        if (const NominalSize *dn = dn_of_outer(mm))
            return {std::string(dn->text), mm, false, "bare number that is an outer diameter", 0.7};
    return from_dn(mm, "bare number taken as DN", unknown ? 0.6 : 0.9);
}

struct Wall {
    double wall_mm;
    std::string_view method;
    double confidence;
};

Wall wall_of(const SizeText &size, const Nominal &nominal, Material material, double sdr, const KnownWalls &walls) {
    if (size.wall_mm > 0.0 && 2.0 * size.wall_mm < nominal.outer_mm) return {size.wall_mm, "wall recorded", 1.0};
    if (nominal.is_de && !std::isnan(sdr)) return {nominal.outer_mm / sdr, "wall by SDR of the material", 1.0};
    const auto known = walls.find(wall_key(material, m_from_mm(nominal.outer_mm)));
    if (known != walls.end()) return {known->second * 1e3, "wall as recorded for this size in the layer", 0.9};
    if (nominal.is_de) return {nominal.outer_mm / 11.0, "wall by SDR 11", 0.7};
    const NominalSize *size_row = dn_of_outer(nominal.outer_mm);
    if (size_row != nullptr)
        return {(size_row->outer_diameter_m - size_row->inner_diameter_m) / 2.0 * 1e3, "wall by table", 0.8};
    return {nominal.outer_mm > 300.0 ? 8.0 : std::min(6.0, 0.05 * nominal.outer_mm), "wall by size", 0.5};
}

} // namespace

std::pair<bool, std::int64_t> wall_key(Material material, double outer_diameter_m) {
    return {is_plastic(material), std::llround(outer_diameter_m * 1e4)};
}

Reading<PipeSize> read_diameter(std::string_view text, std::string_view unit, Material material, double sdr,
                                const KnownWalls &walls) {
    const std::string key = fold(text);
    Reading<PipeSize> reading;
    if (key.empty()) {
        reading.problem = "missing_diameter";
        return reading;
    }
    auto size = split_size(key);
    if (!size) {
        reading.problem = "unknown_code";
        return reading;
    }
    if (size->prefix == Prefix::none && unit == "m") size->number_mm *= 1e3;
    if (size->prefix == Prefix::none && unit == "cm") size->number_mm *= 10.0;
    if (size->number_mm == 0.0) reading.problem = "missing_diameter";
    else if (size->number_mm < 5.0 || size->number_mm > 3000.0) reading.problem = "value_out_of_range";
    if (!reading.problem.empty()) return reading;
    const Nominal nominal = nominal_of(*size, material);
    const Wall wall = wall_of(*size, nominal, material, sdr, walls);
    reading.value = {nominal.text, m_from_mm(nominal.outer_mm), m_from_mm(nominal.outer_mm - 2.0 * wall.wall_mm),
                     std::isnan(size->wall_mm) ? missing_real : m_from_mm(wall.wall_mm)};
    reading.origin = Origin::normalised;
    reading.method = nominal.confidence < wall.confidence ? nominal.method : wall.method;
    reading.confidence = std::min(nominal.confidence, wall.confidence) * (size->several ? 0.5 : 1.0);
    if (size->several) reading.problem = "several_values";
    return reading;
}

} // namespace gastwin
