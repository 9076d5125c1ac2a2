// SPDX-License-Identifier: Apache-2.0
#include "scenarios/line_raster.hpp"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace gastwin {
namespace {

constexpr double longest_part_m = 5.0, part_of_reach = 0.1, part_of_half_width = 0.5;
constexpr std::int32_t band_rows = 64; ///< summed by one thread at a time

struct Box {
    double left = std::numeric_limits<double>::infinity(), bottom = left, right = -left, top = -left;

    void add(Point p, double margin) {
        left = std::min(left, p.x - margin), right = std::max(right, p.x + margin);
        bottom = std::min(bottom, p.y - margin), top = std::max(top, p.y + margin);
    }
};

bool counts(const LineSources &lines, std::span<const ByDistance> functions, std::size_t i) {
    const auto finite = [](Point p) { return std::isfinite(p.x + p.y); };
    return lines.rate[i] > 0.0 && functions[static_cast<std::size_t>(lines.function[i])].reach_m() > 0.0 &&
           !lines.course[i].empty() && std::all_of(lines.course[i].begin(), lines.course[i].end(), finite);
}

Box box_of(const LineSources &lines, std::span<const ByDistance> functions, std::size_t i) {
    Box box;
    for (const Point p : lines.course[i]) box.add(p, functions[static_cast<std::size_t>(lines.function[i])].reach_m());
    return box;
}

Raster empty_raster(const Box &all, double cell_m) {
    Raster raster;
    raster.cell_m = cell_m;
    if (!(all.left <= all.right)) return raster;
    const double left = std::floor(all.left / cell_m), top = std::ceil(all.top / cell_m);
    const double columns = std::ceil(all.right / cell_m) - left, rows = top - std::floor(all.bottom / cell_m);
    if (!(columns * rows <= most_cells))
        throw Error("value_out_of_range", {.column = "cell_m", .value = std::to_string(cell_m)}, {},
                    "cells would be too many: take at least " +
                        std::to_string(cell_m * std::sqrt(columns * rows / most_cells)) + " m");
    raster.left_m = left * cell_m, raster.top_m = top * cell_m;
    raster.columns = static_cast<std::int32_t>(columns), raster.rows = static_cast<std::int32_t>(rows);
    raster.value.resize(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
    return raster;
}

/// The lines that reach into each band of rows, ascending.
std::vector<std::vector<std::int32_t>> lines_of_bands(const LineSources &lines, std::span<const ByDistance> functions,
                                                      const Raster &raster) {
    std::vector<std::vector<std::int32_t>> bands(static_cast<std::size_t>((raster.rows + band_rows - 1) / band_rows));
    const double band_m = band_rows * raster.cell_m;
    for (std::size_t i = 0; i < lines.rate.size(); ++i) {
        if (!counts(lines, functions, i)) continue;
        const Box box = box_of(lines, functions, i);
        const auto band = [&](double y) {
            return std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>((raster.top_m - y) / band_m), 0,
                                              std::ssize(bands) - 1);
        };
        for (std::ptrdiff_t b = band(box.top); b <= band(box.bottom); ++b)
            bands[static_cast<std::size_t>(b)].push_back(static_cast<std::int32_t>(i));
    }
    return bands;
}

/// Adds one spot to the rows first … last.
void add_spot(Raster &raster, Point spot, double rate, const ByDistance &f, std::int32_t first, std::int32_t last) {
    const double reach = f.reach_m(), cell = raster.cell_m;
    const double row = (raster.top_m - spot.y) / cell, column = (spot.x - raster.left_m) / cell, span = reach / cell;
    first = std::max(first, static_cast<std::int32_t>(std::ceil(row - span - 0.5)));
    last = std::min(last, static_cast<std::int32_t>(std::floor(row + span - 0.5)));
    for (std::int32_t r = first; r <= last; ++r) {
        const double dy = (r + 0.5 - row) * cell;
        const double half = std::sqrt(std::max(0.0, reach * reach - dy * dy)) / cell;
        const auto left = std::max(0, static_cast<std::int32_t>(std::ceil(column - half - 0.5)));
        const auto right = std::min(raster.columns - 1, static_cast<std::int32_t>(std::floor(column + half - 0.5)));
        double *value = raster.value.data() + raster.cell(r, 0);
        for (std::int32_t c = left; c <= right; ++c) {
            const double dx = (c + 0.5 - column) * cell;
            value[c] += rate * f.at(std::sqrt(dx * dx + dy * dy));
        }
    }
}

void add_line(Raster &raster, std::span<const Point> course, double rate, const ByDistance &f, std::int32_t first,
              std::int32_t last) {
    const double length = length_m(course);
    const double longest =
        std::min({longest_part_m, part_of_reach * f.reach_m(), part_of_half_width * f.half_width_m()});
    const double low = raster.top_m - (last + 1) * raster.cell_m - f.reach_m();
    const double high = raster.top_m - first * raster.cell_m + f.reach_m();
    if (!(length > 0.0)) return add_spot(raster, course[0], rate, f, first, last);
    for (std::size_t k = 1; k < course.size(); ++k) {
        const Point a = course[k - 1], b = course[k];
        const double piece = distance_m(a, b);
        if (!(piece > 0.0) || std::max(a.y, b.y) < low || std::min(a.y, b.y) > high) continue;
        const double parts = std::ceil(piece / longest);
        for (double j = 0.5; j < parts; j += 1.0) {
            const double s = j / parts;
            const Point spot{a.x + s * (b.x - a.x), a.y + s * (b.y - a.y)};
            if (spot.y >= low && spot.y <= high)
                add_spot(raster, spot, rate * piece / (length * parts), f, first, last);
        }
    }
}

} // namespace

double ByDistance::at(double distance_m) const {
    const double t = distance_m / step_m;
    if (!(t < static_cast<double>(value.size()) - 1.0)) return 0.0;
    const auto i = static_cast<std::size_t>(t);
    return value[i] + (t - static_cast<double>(i)) * (value[i + 1] - value[i]);
}

double ByDistance::half_width_m() const {
    const auto half = std::find_if(value.begin(), value.end(), [&](double v) { return v <= 0.5 * value.front(); });
    return half == value.end() ? reach_m()
                               : step_m * static_cast<double>(std::max<std::ptrdiff_t>(1, half - value.begin()));
}

Raster raster_of_lines(const LineSources &lines, std::span<const ByDistance> functions, double cell_m, int threads,
                       const Progress &progress) {
    if (!(cell_m > 0.0 && std::isfinite(cell_m)))
        throw Error("value_out_of_range", {.column = "cell_m", .value = std::to_string(cell_m)}, {},
                    "a positive number is needed");
    Box all;
    for (std::size_t i = 0; i < lines.rate.size(); ++i) {
        if (!counts(lines, functions, i)) continue;
        const Box box = box_of(lines, functions, i);
        all.add({box.left, box.bottom}, 0.0);
        all.add({box.right, box.top}, 0.0);
    }
    Raster raster = empty_raster(all, cell_m);
    if (raster.value.empty()) return raster;
    const auto bands = lines_of_bands(lines, functions, raster);
    const int workers = threads > 0 ? threads : omp_get_max_threads();
    const auto together = 8 * static_cast<std::size_t>(workers);
    for (std::size_t done = 0; done < bands.size(); done += together) {
        report(progress, "individual risk", static_cast<double>(done) / static_cast<double>(bands.size()));
        const std::size_t end = std::min(bands.size(), done + together);
#pragma omp parallel for schedule(dynamic) num_threads(workers)
        for (std::size_t b = done; b < end; ++b) {
            const auto first = static_cast<std::int32_t>(b) * band_rows;
            const std::int32_t last = std::min(raster.rows, first + band_rows) - 1;
            for (const std::int32_t i : bands[b]) {
                const auto row = static_cast<std::size_t>(i);
                add_line(raster, lines.course[row], lines.rate[row],
                         functions[static_cast<std::size_t>(lines.function[row])], first, last);
            }
        }
    }
    report(progress, "individual risk", 1.0);
    return raster;
}

} // namespace gastwin
