// SPDX-License-Identifier: Apache-2.0
// Who lends a value to a pipe that lacks it, and how often that is right.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "gis/attributes.hpp"
#include "gis/neighbours.hpp"

namespace gastwin {

/// The donor rule at the top of impute.hpp. It never looks at what pipe p itself has of the attribute.
[[nodiscard]] std::optional<std::size_t> best_donor(const Pipes &pipe, const Neighbours &neighbours,
                                                    const Attribute &attribute, std::size_t p);

/// Do the neighbours that could lend a value say the same as the donor?
enum class Evidence : std::uint8_t { alone, unanimous, divided };

[[nodiscard]] Evidence evidence_for(const Pipes &pipe, const Neighbours &neighbours, const Attribute &attribute,
                                    std::size_t p, std::size_t donor);

/// What a rule is judged by apart: some of its guesses are better than others.
using Case = std::pair<Group, Evidence>;

/// A known value guessed as if it were missing.
struct Trial {
    std::int32_t pipe, donor; ///< rows; donor -1: none is to be had, the rule says nothing
    Evidence evidence;

    [[nodiscard]] bool judges(const Pipes &table, const Attribute &attribute) const;
};

/// Each known value guessed by the donor rule, in order of the pipes.
[[nodiscard]] std::vector<Trial> guess_known(const Pipes &pipe, const Neighbours &neighbours,
                                             const Attribute &attribute);

/// How often a rule is right. Few cases lean on all cases together, and those on a belief held before looking.
class Skill {
  public:
    Skill(const Pipes &pipe, const Attribute &attribute, std::span<const Trial> trials);

    [[nodiscard]] double of(Case which) const;

  private:
    struct Tally {
        double hits = 0.0, tries = 0.0;
    };
    std::map<Case, Tally> cases_;
    Tally all_;
};

} // namespace gastwin
