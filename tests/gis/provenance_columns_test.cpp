// SPDX-License-Identifier: Apache-2.0
#include "gis/provenance_columns.hpp"

#include <gtest/gtest.h>

namespace gastwin {
namespace {

TEST(ProvenanceColumns, HoldWhatRowByRowWouldHold) {
    const std::vector<std::string> ids{"A", "a pipe with a long name", ""};
    Provenances rows, columns;
    for (Provenances *table : {&rows, &columns})
        add_provenance(*table, {.table_name = "valve", .object_id = "V1", .column = "kind"});
    for (std::size_t i = 0; i < ids.size(); ++i)
        add_provenance(rows, {.table_name = "pipe",
                              .object_id = ids[i],
                              .column = "role",
                              .raw = ids[ids.size() - 1 - i],
                              .value = std::to_string(i),
                              .origin = i == 1 ? Origin::rule : Origin::imputed,
                              .method = "as seen",
                              .confidence = 0.1 * static_cast<double>(i),
                              .source = "lines.shp",
                              .source_row = static_cast<std::int32_t>(i + 1)});
    const std::vector<std::string> values{"0", "1", "2"};
    add_provenances(columns, ids.size(),
                    {.table_name = "pipe",
                     .object_id = [&](std::size_t i) { return std::string_view(ids[i]); },
                     .column = [](std::size_t) { return std::string_view("role"); },
                     .raw = [&](std::size_t i) { return std::string_view(ids[ids.size() - 1 - i]); },
                     .value = [&](std::size_t i) { return std::string_view(values[i]); },
                     .origin = [](std::size_t i) { return i == 1 ? Origin::rule : Origin::imputed; },
                     .method = [](std::size_t) { return std::string_view("as seen"); },
                     .confidence = [](std::size_t i) { return 0.1 * static_cast<double>(i); },
                     .source = [](std::size_t) { return std::string_view("lines.shp"); },
                     .source_row = [](std::size_t i) { return static_cast<std::int32_t>(i + 1); }});
    add_provenances(columns, 0, {});
    for_each_column<Provenances>(
        [&](const auto &column) { EXPECT_EQ(rows.*column.data, columns.*column.data) << column.name; });
}

} // namespace
} // namespace gastwin
