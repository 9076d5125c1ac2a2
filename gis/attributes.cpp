// SPDX-License-Identifier: Apache-2.0
#include "gis/attributes.hpp"

#include <algorithm>
#include <cmath>

namespace gastwin {
namespace {

/// Steels, irons and polyethylenes of unknown kind stand for their kinds.
int material_family(Material material) {
    using enum Material;
    switch (material) {
    case grey_iron:
    case ductile_iron:
        return static_cast<int>(iron);
    case pe80:
    case pe100:
        return static_cast<int>(pe);
    default:
        return static_cast<int>(material);
    }
}

constexpr double same_size_share = 0.06; ///< one nominal size with another wall
constexpr std::int32_t same_era_a = 5;   ///< years of laying that mean the same for age and technique

} // namespace

bool all_known(const Attribute &attribute) {
    return std::find(attribute.known.begin(), attribute.known.end(), Flag{0}) == attribute.known.end();
}

Attribute diameter_of(const Pipes &pipe) {
    Attribute a{"inner_diameter_m", "missing_diameter", {}, nullptr, nullptr, nullptr};
    for (const double d : pipe.inner_diameter_m) a.known.push_back(!is_missing(d));
    a.copy = [](Pipes &t, std::size_t from, std::size_t to) {
        t.inner_diameter_m[to] = t.inner_diameter_m[from];
        t.outer_diameter_m[to] = t.outer_diameter_m[from];
        t.diameter_text[to] = t.diameter_text[from];
    };
    a.text = [](const Pipes &t, std::size_t p) { return std::to_string(t.inner_diameter_m[p]); };
    a.alike = [](const Pipes &t, std::size_t p, std::size_t q) {
        return std::abs(t.inner_diameter_m[p] - t.inner_diameter_m[q]) <= same_size_share * t.inner_diameter_m[p];
    };
    return a;
}

Attribute material_of(const Pipes &pipe) {
    Attribute a{"material", "missing_material", {}, nullptr, nullptr, nullptr};
    for (const Material m : pipe.material) a.known.push_back(m != Material::unknown);
    a.copy = [](Pipes &t, std::size_t from, std::size_t to) { t.material[to] = t.material[from]; };
    a.text = [](const Pipes &t, std::size_t p) { return std::string(code_of(t.material[p])); };
    a.alike = [](const Pipes &t, std::size_t p, std::size_t q) {
        return material_family(t.material[p]) == material_family(t.material[q]);
    };
    return a;
}

Attribute year_of(const Pipes &pipe) {
    Attribute a{"install_year", "bad_install_year", {}, nullptr, nullptr, nullptr};
    for (const std::int32_t y : pipe.install_year) a.known.push_back(!is_missing(y));
    a.copy = [](Pipes &t, std::size_t from, std::size_t to) { t.install_year[to] = t.install_year[from]; };
    a.text = [](const Pipes &t, std::size_t p) { return std::to_string(t.install_year[p]); };
    a.alike = [](const Pipes &t, std::size_t p, std::size_t q) {
        return std::abs(t.install_year[p] - t.install_year[q]) <= same_era_a;
    };
    return a;
}

} // namespace gastwin
