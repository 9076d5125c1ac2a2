// SPDX-License-Identifier: Apache-2.0
// Rows of the result tables at one output time.
#pragma once
#include "engine/transient_step.hpp"

namespace gastwin {

/// Sums since the start and since the last row.
struct Tally {
    double inflow_kg = 0.0, supplied_kg = 0.0, unmet_kg = 0.0, leaked_kg = 0.0, relieved_kg = 0.0;
    double closure = 0.0, step_s = 0.0;
    int steps = 0, iterations = 0;
};

/// Appends the rows of one time and lowers the run's status where service fails.
void record(const TransientModel &model, const GasState &state, const Rates &rates, const Tally &tally, double time_s,
            TimeSeries &run);

} // namespace gastwin
