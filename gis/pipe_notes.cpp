// SPDX-License-Identifier: Apache-2.0
#include "gis/pipe_notes.hpp"

namespace gastwin {

void record_pipe(Provenances &provenances, const Pipes &pipe, std::size_t p, std::string column, std::string raw,
                 std::string value, Origin origin, std::string method, double confidence) {
    add_provenance(provenances, {.table_name = "pipe",
                                 .object_id = pipe.id[p],
                                 .column = std::move(column),
                                 .raw = std::move(raw),
                                 .value = std::move(value),
                                 .origin = origin,
                                 .method = std::move(method),
                                 .confidence = confidence,
                                 .source = pipe.source[p],
                                 .source_row = pipe.source_row[p]});
}

Point middle_of(const Network &network, std::size_t p) {
    return p < network.pipe_line.rows() ? point_along(network.pipe_line[p], 0.5) : Point{missing_real, missing_real};
}

void report_pipe(Issues &issues, const Network &network, std::size_t p, std::string_view kind, std::string column,
                 std::string value) {
    const Point at = middle_of(network, p);
    add_issue(issues, {.kind = kind,
                       .layer = network.pipe.source[p],
                       .object_id = network.pipe.id[p],
                       .row = network.pipe.source_row[p],
                       .column = std::move(column),
                       .value = std::move(value),
                       .x_m = at.x,
                       .y_m = at.y});
}

} // namespace gastwin
