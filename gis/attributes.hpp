// SPDX-License-Identifier: Apache-2.0
// What a survey may lack of a pipe, each attribute with its own idea of "the same".
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "gis/neighbours.hpp"

namespace gastwin {

/// One attribute: which rows have it, how to copy and to write it, when a guess will do for the truth.
struct Attribute {
    std::string column;
    std::string_view missing_kind;
    std::vector<Flag> known = {};
    void (*copy)(Pipes &, std::size_t from, std::size_t to) = nullptr;
    double (*number)(const Pipes &,
                     std::size_t) = nullptr; ///< NaN: missing; a material by its place in the list of materials
    std::string (*text)(double number) = nullptr;
    bool (*same)(double truth, double guess) = nullptr;
    bool (*undecided)(double truth, double guess) = nullptr; ///< a record too coarse to call the guess wrong
    bool donor_by_material = true, donor_by_year = true;     ///< what else than the value itself may choose a donor
    double class_share = 0.0;                                ///< values so much above the least of a class belong to it
    bool by_notation = false;                                ///< "de110" is plastic, "DN100" is not
    bool is_date = false; ///< guesses are wrong by so much, not one value for another

    [[nodiscard]] bool alike(const Pipes &pipe, std::size_t truth, std::size_t guess) const {
        return same(number(pipe, truth), number(pipe, guess));
    }
};

/// Pipes that this one may be judged by: its role and pressure tier, and where that matters how its size is written.
[[nodiscard]] Group kin_of(const Pipes &pipe, const Attribute &attribute, std::size_t p);

/// The same, however sizes are written.
[[nodiscard]] constexpr Group widened(Group kin) { return {kin.role, kin.tier}; }

[[nodiscard]] bool all_known(const Attribute &attribute);

/// The same: inner diameters within 6 %, one nominal size with another wall.
[[nodiscard]] Attribute diameter_of(const Pipes &pipe);

/// The same: one family; PE80, PE100 and PE count as one, so do the cast irons.
[[nodiscard]] Attribute material_of(const Pipes &pipe);

/// The same: within 5 years, no difference for age and technique.
[[nodiscard]] Attribute year_of(const Pipes &pipe);

} // namespace gastwin
