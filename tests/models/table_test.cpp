// SPDX-License-Identifier: Apache-2.0
#include "models/table.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "models/check.hpp"
#include "models/inventory.hpp"

namespace gastwin {
namespace {

TEST(Table, AppendedRowTakesTheDocumentedDefaults) {
    Pipes pipe;
    const PipeIdx first = append_row(pipe, "P1");
    EXPECT_EQ(first.value, 0);
    EXPECT_DOUBLE_EQ(pipe.loss_coefficient[0], 0.0);
    EXPECT_TRUE(is_missing(pipe.friction_factor[0]));
    EXPECT_FALSE(pipe.from_node[0].valid());
    EXPECT_EQ(pipe.install_year[0], missing_int);
}

TEST(Table, EveryTableNamesEachOfItsColumnsOnceAndStartsWithId) {
    for_each_table(*std::make_unique<Network>(), [](const auto &table) {
        using Table = std::decay_t<decltype(table)>;
        std::set<std::string_view> names;
        std::size_t count = 0;
        for_each_column<Table>([&](const auto &column) {
            if (count++ == 0) {
                EXPECT_EQ(column.name, "id") << Table::name;
            }
            names.insert(column.name);
            EXPECT_FALSE(column.doc.empty()) << Table::name << "." << column.name;
        });
        EXPECT_EQ(names.size(), count) << Table::name;
        // No member is forgotten: the table is made of its listed columns and nothing else.
        EXPECT_EQ(sizeof(Table), count * sizeof(std::vector<int>)) << Table::name;
    });
}

TEST(Table, SelectRowsKeepsOrder) {
    Nodes node;
    for (const char *id : {"a", "b", "c"}) append_row(node, id);
    const std::array<std::int32_t, 2> rows{2, 0};
    EXPECT_EQ(select_rows(node, rows).id, (std::vector<std::string>{"c", "a"}));
}

TEST(Catalogue, SlugsAndNumbersAreUniqueAndBilingual) {
    std::set<std::string_view> slugs;
    std::set<int> numbers;
    for (const Kind &k : catalogue()) {
        EXPECT_TRUE(slugs.insert(k.slug).second) << k.slug;
        EXPECT_TRUE(numbers.insert(k.number).second) << k.number;
        for (const auto text : {k.en, k.zh, k.fix_en, k.fix_zh}) EXPECT_FALSE(text.empty()) << k.slug;
    }
}

TEST(Error, NamesCodePlaceAndRemedyInOneLine) {
    const Error error("missing_column", {.file = "a.csv", .layer = "管线", .column = "管径"});
    EXPECT_EQ(error.code(), "GT-0106");
    EXPECT_STREQ(error.what(), "GT-0106 a required column is missing, file a.csv, layer 管线, column 管径; add the "
                               "column, or map another name to it in a profile (--profile)");
}

TEST(Check, ReportsRowsAndNeverThrows) {
    Network network;
    append_row(network.node, "N1");
    append_row(network.node, "N1");
    const PipeIdx p = append_row(network.pipe, "P1");
    network.pipe.from_node[p.row()] = NodeIdx{0};
    network.pipe.to_node[p.row()] = NodeIdx{7};
    network.pipe.length_m[p.row()] = 0.0;
    network.pipe.inner_diameter_m[p.row()] = missing_real;
    const Issues issues = check(network);
    EXPECT_EQ(issues.kind,
              (std::vector<std::string>{"duplicate_id", "dangling_reference", "value_out_of_range", "missing_value"}));
    EXPECT_THROW(require_sound(network), Error);
}

TEST(References, UnknownIdsBecomeIssues) {
    Network network;
    append_row(network.node, "N1");
    append_row(network.pipe, "P1");
    Issues issues;
    resolve_references(network, network.pipe, {{"from_node", {"N1"}}, {"to_node", {"N9"}}}, issues);
    EXPECT_EQ(network.pipe.from_node[0], NodeIdx{0});
    EXPECT_FALSE(network.pipe.to_node[0].valid());
    ASSERT_EQ(row_count(issues), 1u);
    EXPECT_EQ(issues.value[0], "N9");
}

} // namespace
} // namespace gastwin
