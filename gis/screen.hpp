// SPDX-License-Identifier: Apache-2.0
// Rows that cannot be used as they stand: impossible coordinates, repeated rows, missing or empty drawings.
// All but the last pass work before anything is joined.
#pragma once
#include "gis/draft.hpp"

namespace gastwin {

/// Takes over the inventory. Drawings and points with coordinates that are not numbers (not_a_number) or beyond 1e9 m
/// (coordinate_outlier) are set aside.
[[nodiscard]] Draft start_draft(Inventory inventory, const ConnectOptions &options);

/// Drawings and points far outside the survey: exchanged when that puts them inside (swapped_xy), else set aside
/// (coordinate_outlier). "Far" is ten times the reach of the middle 95 % plus 20 km around the medians, so that a
/// supply line from the next town stays.
void exchange_swapped_coordinates(Draft &draft);

/// A row that repeats another in everything but its depth and street stays out (duplicate_pipe_row).
void leave_out_repeated_rows(Draft &draft);

/// Lines without a drawing, or drawn without length, are drawn between their points (null_geometry,
/// zero_length_pipe); those whose points do not help stay out.
void restore_missing_drawings(Draft &draft);

/// Lines drawn as a single place, once joins are known: out when another line joins the same nodes, else restored.
void leave_out_doubtful_lines(Draft &draft);

} // namespace gastwin
