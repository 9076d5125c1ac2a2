// SPDX-License-Identifier: Apache-2.0
// Loss coefficients of partly open valves, for the velocity in the pipe they stand in, added to what they have fully
// open.
// Source: Weisbach's measurements on water, as in Perry's Chemical Engineers' Handbook and most textbooks: gate valve
// at a quarter, half and three quarters closed; plug valve and butterfly valve at 5, 10, 20, 40 and 60° from open. Ball
// valves take the plug valve's figures [U]: the same rotating bore. Makes differ by a factor of two near shut: replace
// by the maker's curve where it matters.
#pragma once
#include "models/valve.hpp"

namespace gastwin {

/// ζ at this share of the full opening: of the lift for gates, of the quarter turn for the others. 0 when fully open;
/// strictly falling with the opening; between the measured points log ζ is linear, from the first of them to full
/// opening ζ is; nearer to shut than the last ζ ∝ 1/opening², as of an orifice. Valves of unknown type count as ball
/// valves. Precondition: 0 < opening ≤ 1.
[[nodiscard]] double valve_loss_coefficient(ValveType type, double opening);

} // namespace gastwin
