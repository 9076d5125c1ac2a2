// SPDX-License-Identifier: Apache-2.0
// Pipes the survey lacks, told by what is left without gas.
//
// Whoever burns gas is reached by a pipe: users and regulators that the survey's pipes leave without supply prove that
// a row is missing. Which one, is inferred: the shortest way of one pressure tier from where a pipe is wanting (a tee
// with too few pipes, a dead end that is no riser, a pipe that comes out of the ground and none that goes in) to a
// supplied node, with a preference for one where a pipe is wanting too. What is drawn in is straight, carries no
// source row, and its missing attributes are imputed like any other.
// Caveat: a row missing from a loop leaves nobody without gas and stays unseen.
#pragma once
#include "gis/pipes.hpp"

namespace gastwin {

/// Draws in the missing pipes that reach users within ConnectOptions::bridge_m: issue and ledger row `missing_pipe`
/// each, its `before` empty; the pipe's number is NODE-NODE. To be called before valves are placed, which otherwise
/// would look like gaps where they are closed.
void draw_missing_pipes(Draft &draft, Assembly &assembly);

/// One row for each part of the network without a source (unsupplied_component), and where the likeliest supplied node
/// of the same tier lies within `reach_m`, the pipe that would connect it (missing_pipe). Nothing is changed.
void report_unsupplied(const Network &network, double reach_m, Issues &issues);

} // namespace gastwin
