// SPDX-License-Identifier: Apache-2.0
// Classes that several tables share: pipe material, pressure class, state of use.
#pragma once
#include <array>
#include <cstdint>

#include "models/names.hpp"

namespace gastwin {

/// Pipe materials told apart by failure behaviour. `iron` is cast iron whose kind (grey or ductile) is unknown;
/// `pe` is polyethylene whose grade is unknown.
enum class Material : std::uint8_t {
    unknown,
    steel,
    galvanised,
    iron,
    grey_iron,
    ductile_iron,
    pe,
    pe80,
    pe100,
    pvc,
    copper,
    stainless,
    pex_al,
    rubber,
    other
};

template <> struct Names<Material> {
    static constexpr std::array<Name, 15> names{{{"unknown", "unknown", "未知"},
                                                 {"steel", "steel", "钢"},
                                                 {"galvanised", "galvanised steel", "镀锌钢"},
                                                 {"iron", "cast iron, kind unknown", "铸铁"},
                                                 {"grey_iron", "grey cast iron", "灰口铸铁"},
                                                 {"ductile_iron", "ductile iron", "球墨铸铁"},
                                                 {"pe", "polyethylene", "聚乙烯"},
                                                 {"pe80", "PE80", "PE80"},
                                                 {"pe100", "PE100", "PE100"},
                                                 {"pvc", "PVC", "聚氯乙烯"},
                                                 {"copper", "copper", "铜"},
                                                 {"stainless", "stainless steel", "不锈钢"},
                                                 {"pex_al", "PEX-Al", "铝塑"},
                                                 {"rubber", "rubber", "橡胶"},
                                                 {"other", "other", "其他"}}};
};

constexpr bool is_plastic(Material m) {
    return m == Material::pe || m == Material::pe80 || m == Material::pe100 || m == Material::pvc;
}

/// Pressure classes by maximum operating pressure, ascending. Limits: class_of_gauge_pressure(). `medium` is
/// 中压 whose A or B is not recorded.
enum class PressureClass : std::uint8_t {
    unknown,
    low,
    medium_b,
    medium,
    medium_a,
    subhigh_b,
    subhigh_a,
    high_b,
    high_a
};

template <> struct Names<PressureClass> {
    static constexpr std::array<Name, 9> names{{{"unknown", "unknown", "未知"},
                                                {"low", "low", "低压"},
                                                {"medium_b", "medium B", "中压B"},
                                                {"medium", "medium", "中压"},
                                                {"medium_a", "medium A", "中压A"},
                                                {"subhigh_b", "sub-high B", "次高压B"},
                                                {"subhigh_a", "sub-high A", "次高压A"},
                                                {"high_b", "high B", "高压B"},
                                                {"high_a", "high A", "高压A"}}};
};

/// Classes between which gas may pass only through a regulator belong to different tiers:
/// 0 unknown, 1 low, 2 medium, 3 sub-high, 4 high.
constexpr int pressure_tier(PressureClass c) {
    constexpr std::array<int, 9> tier{0, 1, 2, 2, 2, 3, 3, 4, 4};
    return tier[static_cast<std::size_t>(c)];
}

/// Class of a maximum operating gauge pressure (GB 50028 table 6.1.6: low < 0.01 MPa, medium B to 0.2, medium A to
/// 0.4, sub-high B to 0.8, sub-high A to 1.6, high B to 2.5, high A to 4.0; GB 55009 counts 0.01 MPa itself as low).
constexpr PressureClass class_of_gauge_pressure(double gauge_pressure_pa) {
    using enum PressureClass;
    if (!(gauge_pressure_pa >= 0.0)) return unknown;
    if (gauge_pressure_pa <= 0.01e6) return low;
    if (gauge_pressure_pa <= 0.2e6) return medium_b;
    if (gauge_pressure_pa <= 0.4e6) return medium_a;
    if (gauge_pressure_pa <= 0.8e6) return subhigh_b;
    if (gauge_pressure_pa <= 1.6e6) return subhigh_a;
    if (gauge_pressure_pa <= 2.5e6) return high_b;
    return high_a;
}

enum class UseState : std::uint8_t { unknown, in_use, abandoned, empty };

template <> struct Names<UseState> {
    static constexpr std::array<Name, 4> names{{{"unknown", "unknown", "未知"},
                                                {"in_use", "in use", "在用"},
                                                {"abandoned", "abandoned", "废弃"},
                                                {"empty", "laid but empty", "空管"}}};
};

/// Abandoned and empty pipes stay in the tables (they cost, age and are dug up) but pass no gas: graphs leave them out.
/// A pipe whose state is not recorded is taken as in use: a live pipe missed is worse than a dead one kept.
constexpr bool carries_gas(UseState state) { return state == UseState::unknown || state == UseState::in_use; }

} // namespace gastwin
