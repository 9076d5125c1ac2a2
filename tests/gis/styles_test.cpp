// SPDX-License-Identifier: Apache-2.0
#include "gis/styles.hpp"

#include <gtest/gtest.h>

#include "engine/result.hpp"
#include "gis/geopackage.hpp"
#include "gis/twin_file.hpp"
#include "tests/support/random_twin.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gastwin {
namespace {

using test::TemporaryFolder;

std::string query(const std::filesystem::path &path, const std::string &sql) {
    return query_text(*open_geopackage(path, false), sql);
}

TEST(Styles, EveryLayerWithGeometryHasOneDefault) {
    const TemporaryFolder folder;
    write_twin(test::random_twin(20, 1), folder / "t.gpkg");
    EXPECT_EQ(query(folder / "t.gpkg", "SELECT group_concat(table_name) FROM gpkg_geometry_columns WHERE 1 <> (SELECT "
                                       "count(*) FROM layer_styles WHERE f_table_name = table_name AND useAsDefault "
                                       "AND f_geometry_column = column_name)"),
              "");
    EXPECT_EQ(query(folder / "t.gpkg", "SELECT count(*) FROM layer_styles WHERE f_table_name = 'pipe'"), "3");
}

TEST(Styles, ResultsAreStyledByTheirColumns) {
    const Network network;
    const auto default_style = [&](const auto &result, ShapeKind shape) {
        return styles_of(std::decay_t<decltype(result)>::name, shape, fields_of(network, result)).at(0);
    };
    const Style node = default_style(NodeResults{}, ShapeKind::point),
                pipe = default_style(PipeResults{}, ShapeKind::line);
    EXPECT_EQ(node.renderer, Renderer::graduated);
    EXPECT_EQ(pipe.renderer, Renderer::graduated);
    EXPECT_EQ(pipe.attribute, "abs(\"velocity_m_s\")"); // flow against the drawn direction is as fast
    EXPECT_TRUE(styles_of("result_zone", ShapeKind::none, {}).empty());
}

TEST(Styles, RangesJoinWithoutGaps) {
    for (const Style &style : styles_of("result_node", ShapeKind::point, fields_of(Network{}, NodeResults{}))) {
        if (style.renderer != Renderer::graduated) continue;
        for (std::size_t i = 1; i < style.classes.size(); ++i)
            EXPECT_EQ(style.classes[i].low, style.classes[i - 1].high);
    }
}

TEST(Styles, KindsFoundGetTheirOwnClass) {
    Repairs repair;
    for (const char *kind : {"unsplit_T", "snap_gap", "unsplit_T"}) add_repair(repair, {.kind = kind});
    const Style style = styles_of("repair", ShapeKind::point, fields_of(Network{}, repair)).at(0);
    ASSERT_EQ(style.classes.size(), 3u);
    EXPECT_EQ(style.classes[0].value, "snap_gap");
    EXPECT_EQ(style.classes[0].label.zh, kind("snap_gap").zh);
    EXPECT_EQ(style.classes[0].label.en, kind("snap_gap").en);
    EXPECT_EQ(style.classes[2].value, ""); // everything else
}

TEST(Styles, CodesAreLabelledInBothLanguages) {
    ZoneResults zone;
    append_row(zone, "1");
    const Style style = styles_of("result_zone", ShapeKind::point, fields_of(Network{}, zone)).at(0);
    EXPECT_EQ(style.classes.at(0).value, "converged");
    EXPECT_EQ(text_of(style.classes.at(0).label, {}), "收敛 converged");
    EXPECT_EQ(text_of(style.classes.at(0).label, Lang::zh), "收敛");
    EXPECT_EQ(text_of(style.classes.at(0).label, Lang::en), "converged");
    EXPECT_EQ(text_of({"PE", "PE"}, {}), "PE"); // said once
}

TEST(Styles, TextIsEscaped) {
    Style style{
        {"s", "s"}, "\"a\" < 1 & 2", Renderer::categorised, {{"'x'", 0, 0, {"<&>", "<&>"}, 0x010203, 1}}, "circle"};
    const std::string text = qml(style, ShapeKind::line, {});
    EXPECT_NE(text.find("attr=\"&quot;a&quot; &lt; 1 &amp; 2\""), std::string::npos) << text;
    EXPECT_NE(text.find("label=\"&lt;&amp;&gt;\""), std::string::npos) << text;
    EXPECT_NE(text.find("v=\"1,2,3,255\""), std::string::npos) << text;
}

TEST(Styles, WhatAPlannerSavedStays) {
    const TemporaryFolder folder;
    const auto path = folder / "t.gpkg";
    const Twin twin = test::random_twin(5, 1);
    write_twin(twin, path);
    {
        const DatasetHandle edited = open_geopackage(path, true);
        run_sql(*edited, "UPDATE layer_styles SET useAsDefault = 0 WHERE f_table_name = 'pipe'");
        run_sql(*edited, "UPDATE layer_styles SET useAsDefault = 1 WHERE styleName LIKE '%material' AND f_table_name = "
                         "'pipe'");
        run_sql(*edited, "INSERT INTO layer_styles(f_table_name, f_geometry_column, styleName, styleQML, useAsDefault) "
                         "VALUES('pipe', 'geom', 'mine', 'qml of mine', 0)");
    }
    TwinWriter writer = TwinWriter::update(path);
    writer.write(twin);
    writer.commit();
    EXPECT_EQ(query(path, "SELECT count(*) FROM layer_styles WHERE f_table_name = 'pipe'"), "4");
    EXPECT_EQ(query(path, "SELECT styleQML FROM layer_styles WHERE styleName = 'mine'"), "qml of mine");
    EXPECT_EQ(query(path, "SELECT group_concat(styleName) FROM layer_styles WHERE useAsDefault AND f_table_name = "
                          "'pipe'"),
              "材质 material");
}

} // namespace
} // namespace gastwin
