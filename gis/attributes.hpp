// SPDX-License-Identifier: Apache-2.0
// What a survey may lack of a pipe, each attribute with its own idea of "the same".
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "models/pipe.hpp"

namespace gastwin {

/// One attribute: which rows have it, how to copy it, how to write it, when one value will do for another.
struct Attribute {
    std::string column;
    std::string_view missing_kind;
    std::vector<Flag> known;
    void (*copy)(Pipes &, std::size_t from, std::size_t to);
    std::string (*text)(const Pipes &, std::size_t);
    bool (*alike)(const Pipes &, std::size_t, std::size_t);
};

[[nodiscard]] bool all_known(const Attribute &attribute);

/// Alike: inner diameters within 6 %, one nominal size with another wall.
[[nodiscard]] Attribute diameter_of(const Pipes &pipe);

/// Alike: one family; PE80, PE100 and PE count as one, so do the cast irons.
[[nodiscard]] Attribute material_of(const Pipes &pipe);

/// Alike: within 5 years, the same for age and technique.
[[nodiscard]] Attribute year_of(const Pipes &pipe);

} // namespace gastwin
