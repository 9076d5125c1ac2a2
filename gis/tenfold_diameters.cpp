// SPDX-License-Identifier: Apache-2.0
#include "gis/tenfold_diameters.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <string>

#include "gis/neighbours.hpp"
#include "gis/pipe_notes.hpp"

namespace gastwin {
namespace {

double size_of(const Pipes &pipe, std::size_t p) {
    return is_missing(pipe.outer_diameter_m[p]) ? pipe.inner_diameter_m[p] : pipe.outer_diameter_m[p];
}

struct SizeRange {
    double smallest = 0.0, usual_largest = std::numeric_limits<double>::infinity();
};

std::map<Group, SizeRange> size_ranges(const Pipes &pipe) {
    constexpr std::size_t enough = 20;
    std::map<Group, std::vector<double>> sizes;
    for (std::size_t p = 0; p < row_count(pipe); ++p)
        if (!is_missing(size_of(pipe, p))) sizes[group_of(pipe, p)].push_back(size_of(pipe, p));
    std::map<Group, SizeRange> ranges;
    for (auto &[group, values] : sizes) {
        SizeRange &range = ranges[group];
        range.smallest = *std::min_element(values.begin(), values.end());
        if (values.size() < enough) continue;
        const auto large = values.begin() + static_cast<std::ptrdiff_t>(values.size() * 95 / 100);
        std::nth_element(values.begin(), large, values.end());
        range.usual_largest = *large;
    }
    return ranges;
}

bool ten_times_too_large(const Pipes &pipe, const Neighbours &neighbours, const SizeRange &range, std::size_t p) {
    const double size = size_of(pipe, p);
    if (size / 10.0 < 0.8 * range.smallest) return false;
    double alike = 0.0, any = 0.0;
    neighbours.for_each(p, [&](std::size_t q) {
        const double other = size_of(pipe, q);
        if (is_missing(other)) return;
        any = std::max(any, other);
        if (group_of(pipe, q) == group_of(pipe, p)) alike = std::max(alike, other);
    });
    return size > 1.5 * range.usual_largest || (alike > 0.0 ? size >= 3.0 * alike : any > 0.0 && size >= 5.0 * any);
}

/// "DN1500" → "DN150"; "" when the number does not end in 0.
std::string tenth_of(const std::string &text) {
    const std::size_t first = text.find_first_of("0123456789");
    if (first == std::string::npos) return "";
    const std::size_t end = std::min(text.find_first_not_of("0123456789", first), text.size());
    if (text[end - 1] != '0') return "";
    return text.substr(0, end - 1) + text.substr(end);
}

} // namespace

void repair_diameters(Network &network, Issues &issues, Repairs &repairs, Provenances &provenances) {
    Pipes &pipe = network.pipe;
    const Neighbours neighbours(network);
    const std::map<Group, SizeRange> ranges = size_ranges(pipe);
    std::vector<std::size_t> wrong;
    for (std::size_t p = 0; p < row_count(pipe); ++p)
        if (!is_missing(size_of(pipe, p)) && ten_times_too_large(pipe, neighbours, ranges.at(group_of(pipe, p)), p))
            wrong.push_back(p);
    if (wrong.empty()) return;
    std::map<std::pair<std::string, bool>, std::size_t> example; // a pipe of each nominal size, plastic or not
    for (std::size_t p = 0; p < row_count(pipe); ++p)
        if (!is_missing(size_of(pipe, p)) && !std::binary_search(wrong.begin(), wrong.end(), p))
            example.emplace(std::pair{pipe.diameter_text[p], is_plastic(pipe.material[p])}, p);
    for (const std::size_t p : wrong) {
        const std::string before = pipe.diameter_text[p], after = tenth_of(before);
        report_pipe(issues, network, p, "diameter_x10", "diameter_text", before);
        const auto alike = example.find({after, is_plastic(pipe.material[p])});
        const double inner = pipe.inner_diameter_m[p], outer = pipe.outer_diameter_m[p];
        pipe.inner_diameter_m[p] = alike != example.end() ? pipe.inner_diameter_m[alike->second] : inner / 10.0;
        pipe.outer_diameter_m[p] = alike != example.end() ? pipe.outer_diameter_m[alike->second] : outer / 10.0;
        pipe.diameter_text[p] = after;
        const Point at = middle_of(network, p);
        add_repair(repairs, {.kind = "diameter_x10",
                             .layer = pipe.source[p],
                             .object_id = pipe.id[p],
                             .row = pipe.source_row[p],
                             .before = before + " inner " + std::to_string(inner) + " outer " + std::to_string(outer),
                             .after = after + " inner " + std::to_string(pipe.inner_diameter_m[p]),
                             .confidence = 0.9,
                             .x_m = at.x,
                             .y_m = at.y});
        record_pipe(provenances, pipe, p, "inner_diameter_m", before, std::to_string(pipe.inner_diameter_m[p]),
                    Origin::inferred, "a tenth, as its neighbours", 0.9);
    }
}

} // namespace gastwin
