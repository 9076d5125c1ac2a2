// SPDX-License-Identifier: Apache-2.0
#include "gis/clearances.hpp"

#include <algorithm>
#include <array>

#include "models/table.hpp"

namespace gastwin {

Zones zones_of(PressureClass pressure_class) {
    constexpr std::array<Zones, 5> by_tier{{{0.5, 5.0}, {0.5, 5.0}, {0.5, 5.0}, {1.5, 15.0}, {5.0, 50.0}}};
    return by_tier[static_cast<std::size_t>(pressure_tier(pressure_class))];
}

Structure structure_of(std::string_view space_kind) {
    struct Word {
        std::string_view word;
        Structure structure;
    };
    constexpr std::array<Word, 10> words{{{"燃气", Structure::gas},
                                          {"gas", Structure::gas},
                                          {"热力", Structure::heat_trench},
                                          {"heat", Structure::heat_trench},
                                          {"电力", Structure::cable_duct},
                                          {"电缆", Structure::cable_duct},
                                          {"通信", Structure::cable_duct},
                                          {"电信", Structure::cable_duct},
                                          {"cable", Structure::cable_duct},
                                          {"telecom", Structure::cable_duct}}};
    const auto found = std::find_if(words.begin(), words.end(), [&](const Word &known) {
        return space_kind.find(known.word) != std::string_view::npos;
    });
    return found == words.end() ? Structure::drain : found->structure;
}

double clearance_m(Structure structure, PressureClass pressure_class) {
    using enum PressureClass;
    constexpr std::size_t classes = 5;
    constexpr std::array<std::array<double, classes>, 4> rows{
        {{0.7, 1.0, 1.5, 5.0, 13.5}, {1.0, 1.2, 1.2, 1.5, 2.0}, {1.0, 1.0, 1.0, 1.0, 1.5}, {1.0, 1.5, 1.5, 2.0, 4.0}}};
    if (structure == Structure::gas) return missing_real;
    constexpr std::array<std::pair<PressureClass, std::size_t>, 6> column{
        {{low, 0}, {medium_b, 1}, {medium_a, 2}, {medium, 2}, {subhigh_b, 3}, {subhigh_a, 4}}};
    const auto known =
        std::find_if(column.begin(), column.end(), [&](const auto &entry) { return entry.first == pressure_class; });
    return known == column.end() ? missing_real : rows[static_cast<std::size_t>(structure)][known->second];
}

} // namespace gastwin
