// SPDX-License-Identifier: Apache-2.0
// Values the survey lacks or gets obviously wrong, taken from the neighbourhood. Every value set here has a provenance
// row with origin `imputed` (from neighbours), `inferred` (role) or `rule` (nothing known), and a confidence; ranking
// widens with them and nobody should take them for measurements.
//
// Donor rule, for diameter, material and year alike: among the pipes that meet this one and have the same role and
// pressure tier, the one in the same street, then of the same material, then laid nearest in time, then the first in
// the table. Values spread outward pipe by pipe. A pipe without such a donor takes what is commonest among its role and
// tier, and where nothing at all is known a rule (0.1): inner diameter 0.1 m, 0.2 m above low pressure; material and
// year stay unknown.
//
// Sizes tell plastics from metals: "de110" lends no material to "DN100" (numbers of both ladders after "DN" tell
// nothing).
//
// The confidence stated is how often the rule would have been right in this very survey: every known value is guessed
// as if it were missing, counted by role, tier, for materials how the size is written, and whether the neighbours agree
// with each other. "Right" is: the same material (PE80, PE100 and PE count as one, so do the cast irons), inner
// diameter within 6 %, year within 5. A record "steel" does not judge the guess "galvanised", because CJJ 61 has one
// code for both. What was lent on from a guess is right when both are, or when the second mends the first; far from
// anything known that leaves the share of the value among its like. What else a value may be: gis/alternatives.hpp.
// Caveat: values missing for a reason (old pipes without papers) are guessed worse than this count says.
#pragma once
#include <span>

#include "models/candidate.hpp"
#include "models/issue.hpp"
#include "models/network.hpp"

namespace gastwin {

/// Roles the survey does not state: above ground → courtyard; a buried low-pressure pipe that rises from the ground at
/// one end, or a dead end of up to 30 m and DN 100 → service; everything else → main.
void infer_roles(Network &network, Provenances &provenances);

/// Missing diameters, materials and years by the donor rule, with what they may be instead. Adds missing_* issues where
/// the reader has not.
/// Pipes whose year a rule will set (one flag each, or none at all) get no candidates for it.
void impute_attributes(Network &network, Issues &issues, Provenances &provenances, Candidates &candidates,
                       std::span<const Flag> year_by_rule = {});

/// Roughness by material, where the survey gives none: plastics, copper and stainless steel 0.01 mm, steel and iron
/// 0.1 mm (GB 50028 section 6.2; user-replaceable).
void set_roughness(Network &network);

} // namespace gastwin
