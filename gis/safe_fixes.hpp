// SPDX-License-Identifier: Apache-2.0
// Repairs of a twin that need no judgement, for twins edited after their import: gastwin check --fix safe.
//
// Safe means certain (one reading of the data alone makes sense) and reversible (the ledger's `before` restores the
// row). Kinds that choose between readings, such as closing gaps, moving valves or changing classes, belong to the
// import and to people.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "models/inventory.hpp"

namespace gastwin {

struct SafeFix {
    std::string_view kind; ///< slug in the catalogue, of its issues and ledger rows
    std::string_view en, zh;
    std::size_t (*mend)(Twin &); ///< returns how many rows it mended
};

/// THE table of what "safe" covers, in the order of application.
[[nodiscard]] std::span<const SafeFix> safe_fixes();

/// What one kind did. Length counts as supplied as in supplied_length_share(): pipes in use on a node that gas reaches.
struct FixEffect {
    std::string_view kind;
    std::size_t repairs;
    double supplied_before_m, supplied_after_m;
};

/// Applies all of them; each mended row becomes an issue and a ledger row. A second call mends nothing. O(n log n).
[[nodiscard]] std::vector<FixEffect> fix_safely(Twin &twin);

} // namespace gastwin
