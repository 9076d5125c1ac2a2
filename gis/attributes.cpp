// SPDX-License-Identifier: Apache-2.0
#include "gis/attributes.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "models/number_text.hpp"

namespace gastwin {
namespace {

/// Steels, irons and polyethylenes of unknown kind stand for their kinds.
Material family_of(double number) {
    using enum Material;
    switch (const auto material = static_cast<Material>(number); material) {
    case grey_iron:
    case ductile_iron:
        return iron;
    case pe80:
    case pe100:
        return pe;
    default:
        return material;
    }
}

constexpr double same_size_share = 0.06; ///< one nominal size with another wall
constexpr double same_era_a = 5.0;       ///< years of laying that mean the same for age and technique

/// Outer diameters after "de" are those of plastics (GB 15558.1), bores after "DN" those of metals, unless the number
/// is of both ladders and "DN" may have been written for either.
char notation_of(std::string_view size) {
    constexpr std::array<std::string_view, 11> either{"DN20",  "DN25",  "DN32",  "DN40",  "DN50", "DN125",
                                                      "DN200", "DN250", "DN400", "DN450", "DN500"};
    if (size.starts_with("de")) return 'e';
    return size.empty() || std::find(either.begin(), either.end(), size) != either.end() ? char{0} : 'N';
}

Attribute with_known(Attribute attribute, const Pipes &pipe) {
    attribute.known.resize(row_count(pipe));
    for (std::size_t p = 0; p < row_count(pipe); ++p) attribute.known[p] = !is_missing(attribute.number(pipe, p));
    return attribute;
}

} // namespace

Group kin_of(const Pipes &pipe, const Attribute &attribute, std::size_t p) {
    Group kin = group_of(pipe, p);
    if (attribute.by_notation) kin.notation = notation_of(pipe.diameter_text[p]);
    return kin;
}

bool all_known(const Attribute &attribute) {
    return std::find(attribute.known.begin(), attribute.known.end(), Flag{0}) == attribute.known.end();
}

Attribute diameter_of(const Pipes &pipe) {
    Attribute a{.column = "inner_diameter_m", .missing_kind = "missing_diameter", .class_share = same_size_share};
    a.copy = [](Pipes &t, std::size_t from, std::size_t to) {
        t.inner_diameter_m[to] = t.inner_diameter_m[from];
        t.outer_diameter_m[to] = t.outer_diameter_m[from];
        t.diameter_text[to] = t.diameter_text[from];
    };
    a.number = [](const Pipes &t, std::size_t p) { return t.inner_diameter_m[p]; };
    a.text = number_text;
    a.same = [](double truth, double guess) { return std::abs(truth - guess) <= same_size_share * truth; };
    return with_known(std::move(a), pipe);
}

Attribute material_of(const Pipes &pipe) {
    Attribute a{
        .column = "material", .missing_kind = "missing_material", .donor_by_material = false, .by_notation = true};
    a.copy = [](Pipes &t, std::size_t from, std::size_t to) { t.material[to] = t.material[from]; };
    a.number = [](const Pipes &t, std::size_t p) {
        return t.material[p] == Material::unknown ? missing_real : static_cast<double>(t.material[p]);
    };
    a.text = [](double number) { return std::string(code_of(static_cast<Material>(number))); };
    a.same = [](double truth, double guess) { return family_of(truth) == family_of(guess); };
    a.undecided = [](double truth, double guess) {
        // CJJ 61 has one code for all steels, and surveys write it for galvanised pipes too.
        return static_cast<Material>(truth) == Material::steel && static_cast<Material>(guess) == Material::galvanised;
    };
    return with_known(std::move(a), pipe);
}

Attribute year_of(const Pipes &pipe) {
    Attribute a{.column = "install_year", .missing_kind = "bad_install_year", .donor_by_year = false, .is_date = true};
    a.copy = [](Pipes &t, std::size_t from, std::size_t to) { t.install_year[to] = t.install_year[from]; };
    a.number = [](const Pipes &t, std::size_t p) {
        return is_missing(t.install_year[p]) ? missing_real : static_cast<double>(t.install_year[p]);
    };
    a.text = number_text;
    a.same = [](double truth, double guess) { return std::abs(truth - guess) <= same_era_a; };
    return with_known(std::move(a), pipe);
}

} // namespace gastwin
