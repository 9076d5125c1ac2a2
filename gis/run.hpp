// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "models/table.hpp"

namespace gastwin {

/// What was done to a twin, when, by which version, from which inputs: the record that makes a result repeatable.
struct Runs {
    static constexpr std::string_view name = "run";
    std::vector<std::string> id, verb, started;
    std::vector<double> seconds;
    std::vector<std::string> version, options, inputs, seed, status;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "running number", &Runs::id),
            required("verb", "", "import, solve, risk, ...", &Runs::verb),
            optional("started", "", "ISO 8601 time with zone", &Runs::started, ""),
            optional("seconds", "s", "wall time", &Runs::seconds, missing_real),
            optional("version", "", "version of gastwin", &Runs::version, ""),
            optional("options", "", "options as a JSON object", &Runs::options, ""),
            optional("inputs", "", "input files and their SHA-256 as a JSON object", &Runs::inputs, ""),
            optional("seed", "", "seed of all random draws; empty: none", &Runs::seed, ""),
            optional("status", "", "outcome", &Runs::status, ""));
    }
};

/// One run, as handed to TwinWriter::write_run(); unknown parts stay empty.
struct Run {
    std::string verb, started = {};
    double seconds = missing_real;
    std::string version = {}, options = {}, inputs = {}, seed = {}, status = {};
};

} // namespace gastwin
