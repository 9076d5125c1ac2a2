// SPDX-License-Identifier: Apache-2.0
#include "gis/quality.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "gis/supply.hpp"

namespace gastwin {
namespace {

constexpr std::array<std::string_view, 4> graded_columns{"material", "inner_diameter_m", "install_year",
                                                         "pressure_class"};

double imputed_share(const Twin &twin) {
    const std::size_t pipes = row_count(twin.network.pipe);
    if (pipes == 0) return 0.0;
    std::size_t imputed = 0;
    const Provenances &p = twin.provenance;
    for (std::size_t i = 0; i < row_count(p); ++i) {
        const bool guessed = p.origin[i] == Origin::imputed || p.origin[i] == Origin::rule;
        const bool graded =
            std::find(graded_columns.begin(), graded_columns.end(), p.column[i]) != graded_columns.end();
        if (guessed && graded && p.table_name[i] == Pipes::name) ++imputed;
    }
    return static_cast<double>(imputed) / static_cast<double>(graded_columns.size() * pipes);
}

/// 0 for the best grade, 4 for the worst: how many limits the badness exceeds.
std::ptrdiff_t steps_down(double badness, const std::array<double, 4> &limits) {
    return std::count_if(limits.begin(), limits.end(), [&](double limit) { return badness > limit; });
}

} // namespace

DataQuality data_quality(const Twin &twin) {
    DataQuality q;
    q.rows_read = std::accumulate(twin.layer_read.rows.begin(), twin.layer_read.rows.end(), std::int64_t{0});
    q.supplied_length_share = supplied_length_share(twin.network);
    q.imputed_share = imputed_share(twin);
    const std::ptrdiff_t steps = std::max(steps_down(1.0 - q.supplied_length_share, {0.01, 0.02, 0.05, 0.20}),
                                          steps_down(q.imputed_share, {0.02, 0.10, 0.25, 0.50}));
    q.grade = std::string(1, static_cast<char>('A' + steps));
    return q;
}

} // namespace gastwin
