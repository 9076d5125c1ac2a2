// SPDX-License-Identifier: Apache-2.0
// The rule "where construction year, ownership, material or condition cannot be found, treat the pipe as built before
// 2000" (RET-08: 武隆府办发〔2022〕5号 and the like). A rule of administration, not an estimate: it is applied only
// where ConnectOptions::unknown_as_old names the columns, after all estimates, and its provenance says `rule`. Tables
// have no columns of ownership or condition; year and material can be named.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "models/issue.hpp"
#include "models/network.hpp"

namespace gastwin {

/// Pipes and risers of which one of the columns is not known.
struct UnknownRows {
    std::vector<Flag> pipe, riser; ///< empty: the rule is not asked for
};

/// To be asked before values are filled in. Throws Error("value_out_of_range") for columns other than "install_year"
/// and "material".
[[nodiscard]] UnknownRows find_unknown(const Network &network, std::span<const std::string> columns);

/// These rows are of 1999 or of what was recorded or estimated before that; one provenance row for each whose year was
/// unknown or has changed.
void treat_as_old(Network &network, const UnknownRows &unknown, Provenances &provenances);

} // namespace gastwin
