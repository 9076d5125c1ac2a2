// SPDX-License-Identifier: Apache-2.0
// Who lends a value to a pipe that lacks it, and how often that is right.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>

#include "gis/attributes.hpp"
#include "gis/neighbours.hpp"

namespace gastwin {

/// The donor rule at the top of impute.hpp.
[[nodiscard]] std::optional<std::size_t> best_donor(const Pipes &pipe, const Neighbours &neighbours,
                                                    std::span<const Flag> known, std::size_t p);

/// Do the neighbours that could lend a value say the same as the donor?
enum class Evidence : std::uint8_t { alone, unanimous, divided };

[[nodiscard]] Evidence evidence_for(const Pipes &pipe, const Neighbours &neighbours, const Attribute &attribute,
                                    std::size_t p, std::size_t donor);

/// How often a rule is right, counted where the answer is known: each known value is guessed as if it were missing.
/// Few cases lean on all cases together, and those on a belief held before looking.
class Skill {
  public:
    using Case = std::pair<Group, Evidence>;

    void count(Case which, bool right) {
        for (Tally *tally : {&cases_[which], &all_}) ++tally->tries, tally->hits += right ? 1.0 : 0.0;
    }
    void count(const Skill &more) {
        for (const auto &[which, tally] : more.cases_) cases_[which].add(tally);
        all_.add(more.all_);
    }
    [[nodiscard]] double of(Case which) const {
        constexpr double usual = 0.7, weight_of_usual = 5.0, weight_of_all = 10.0;
        const double together = (all_.hits + weight_of_usual * usual) / (all_.tries + weight_of_usual);
        const auto found = cases_.find(which);
        const Tally tally = found == cases_.end() ? Tally{} : found->second;
        return (tally.hits + weight_of_all * together) / (tally.tries + weight_of_all);
    }

  private:
    struct Tally {
        double hits = 0.0, tries = 0.0; // whole numbers: sums do not depend on their order
        void add(const Tally &more) { hits += more.hits, tries += more.tries; }
    };
    std::map<Case, Tally> cases_;
    Tally all_;
};

} // namespace gastwin
