// SPDX-License-Identifier: Apache-2.0
#include "gis/donors.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "gis/parts.hpp"

namespace gastwin {

namespace {

bool may_lend(const Pipes &pipe, const Attribute &attribute, std::size_t from, std::size_t to) {
    if (!attribute.known[from]) return false;
    const Group a = kin_of(pipe, attribute, from), b = kin_of(pipe, attribute, to);
    return widened(a) == widened(b) && (a.notation == b.notation || a.notation == 0 || b.notation == 0);
}

} // namespace

std::optional<std::size_t> best_donor(const Pipes &pipe, const Neighbours &neighbours, const Attribute &attribute,
                                      std::size_t p) {
    constexpr std::int32_t unknown_gap_a = 20;
    const auto rank = [&](std::size_t q) {
        const bool years =
            attribute.donor_by_year && !is_missing(pipe.install_year[p]) && !is_missing(pipe.install_year[q]);
        const std::int32_t gap = years ? std::abs(pipe.install_year[p] - pipe.install_year[q]) : unknown_gap_a;
        const bool other_material = attribute.donor_by_material && pipe.material[p] != pipe.material[q];
        return std::make_tuple(pipe.street[p] != pipe.street[q], other_material, gap, q);
    };
    std::optional<std::size_t> best;
    neighbours.for_each(p, [&](std::size_t q) {
        if (may_lend(pipe, attribute, q, p) && (!best || rank(q) < rank(*best))) best = q;
    });
    return best;
}

Evidence evidence_for(const Pipes &pipe, const Neighbours &neighbours, const Attribute &attribute, std::size_t p,
                      std::size_t donor) {
    std::int32_t alike = 0, all = 0;
    neighbours.for_each(p, [&](std::size_t q) {
        if (!may_lend(pipe, attribute, q, p)) return;
        ++all;
        if (attribute.alike(pipe, donor, q)) ++alike;
    });
    return all <= 1 ? Evidence::alone : alike == all ? Evidence::unanimous : Evidence::divided;
}

std::vector<Trial> guess_known(const Pipes &pipe, const Neighbours &neighbours, const Attribute &attribute) {
    const std::size_t pipes = row_count(pipe);
    std::array<std::vector<Trial>, 16> parts;
    for_each_part(parts.size(), [&](std::size_t part) {
        const std::size_t last = first_of_part(pipes, part + 1, parts.size());
        for (std::size_t p = first_of_part(pipes, part, parts.size()); p < last; ++p) {
            if (!attribute.known[p]) continue;
            const auto donor = best_donor(pipe, neighbours, attribute, p);
            const auto row = static_cast<std::int32_t>(p);
            if (!donor) parts[part].push_back({row, -1, Evidence::alone});
            else
                parts[part].push_back(
                    {row, static_cast<std::int32_t>(*donor), evidence_for(pipe, neighbours, attribute, p, *donor)});
        }
    });
    std::vector<Trial> trials;
    for (const std::vector<Trial> &part : parts) trials.insert(trials.end(), part.begin(), part.end());
    return trials;
}

bool Trial::judges(const Pipes &table, const Attribute &attribute) const {
    return donor >= 0 && !(attribute.undecided != nullptr &&
                           attribute.undecided(attribute.number(table, static_cast<std::size_t>(pipe)),
                                               attribute.number(table, static_cast<std::size_t>(donor))));
}

Skill::Skill(const Pipes &pipe, const Attribute &attribute, std::span<const Trial> trials) {
    for (const Trial &t : trials) {
        if (!t.judges(pipe, attribute)) continue;
        const auto truth = static_cast<std::size_t>(t.pipe), guess = static_cast<std::size_t>(t.donor);
        const double hit = attribute.alike(pipe, truth, guess) ? 1.0 : 0.0;
        for (Tally *tally : {&cases_[{kin_of(pipe, attribute, truth), t.evidence}], &all_})
            ++tally->tries, tally->hits += hit;
    }
}

double Skill::of(Case which) const {
    constexpr double usual = 0.7, weight_of_usual = 5.0, weight_of_all = 10.0;
    const double together = (all_.hits + weight_of_usual * usual) / (all_.tries + weight_of_usual);
    const auto found = cases_.find(which);
    const Tally tally = found == cases_.end() ? Tally{} : found->second;
    return (tally.hits + weight_of_all * together) / (tally.tries + weight_of_all);
}

} // namespace gastwin
