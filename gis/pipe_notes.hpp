// SPDX-License-Identifier: Apache-2.0
// What the record says about single pipes.
#pragma once
#include <string>
#include <string_view>

#include "models/issue.hpp"
#include "models/network.hpp"

namespace gastwin {

/// A cell of pipe p that did not come from the survey as it is.
void record_pipe(Provenances &provenances, const Pipes &pipe, std::size_t p, std::string column, std::string raw,
                 std::string value, Origin origin, std::string method, double confidence);

/// Where on the map a row about pipe p belongs.
[[nodiscard]] Point middle_of(const Network &network, std::size_t p);

void report_pipe(Issues &issues, const Network &network, std::size_t p, std::string_view kind, std::string column,
                 std::string value);

} // namespace gastwin
