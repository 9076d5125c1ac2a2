// SPDX-License-Identifier: Apache-2.0
#include "gis/twin_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "engine/result.hpp"
#include "tests/support/random_twin.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gastwin {
namespace {

using test::bytes_of;
using test::difference;
using test::error_of;
using test::random_twin;
using test::small_twin;
using test::TemporaryFolder;

Twin written_and_read(const Twin &twin) {
    const TemporaryFolder folder;
    write_twin(twin, folder / "孪生体 twin.gpkg");
    return read_twin(folder / "孪生体 twin.gpkg");
}

TEST(TwinFile, EveryColumnOfEveryTableReadsBackToTheLastBit) {
    for (const std::uint64_t seed : {1, 2, 3}) {
        const Twin twin = random_twin(200, seed);
        const Twin back = written_and_read(twin);
        EXPECT_EQ(difference(twin, back), "");
        EXPECT_EQ(back.network.gas.molar_mass_kg_mol, twin.network.gas.molar_mass_kg_mol);
        EXPECT_EQ(back.network.gas.temperature_k, twin.network.gas.temperature_k);
        EXPECT_EQ(back.network.gas.viscosity_pa_s, twin.network.gas.viscosity_pa_s);
        EXPECT_EQ(back.network.gas.compressibility, twin.network.gas.compressibility);
        EXPECT_EQ(back.network.gas.b1, twin.network.gas.b1);
        EXPECT_EQ(back.network.gas.b2, twin.network.gas.b2);
        EXPECT_EQ(back.network.gas.gas_constant, twin.network.gas.gas_constant);
    }
}

TEST(TwinFile, EmptyTwinReadsBackEmpty) { EXPECT_EQ(difference(Twin{}, written_and_read({})), ""); }

TEST(TwinFile, OneNodeWithoutCoordinatesReadsBack) {
    Twin twin;
    append_row(twin.network.node, "唯一");
    EXPECT_EQ(difference(twin, written_and_read(twin)), "");
}

TEST(TwinFile, StraightPipesReadBackWithoutACourse) {
    Twin twin = small_twin();
    EXPECT_EQ(difference(twin, written_and_read(twin)), "");
    twin.network.pipe_line.push_back(std::vector<Point>{{0, 40}, {30, 40}});
    EXPECT_EQ(written_and_read(twin).network.pipe_line.rows(), 0u);
}

TEST(TwinFile, CoordinateSystemsAreKeptAsGiven) {
    Twin twin = small_twin();
    for (const char *crs : {"", "EPSG:4547", "EPSG:3826", "EPSG:4490"}) {
        twin.network.crs = crs;
        EXPECT_EQ(written_and_read(twin).network.crs, crs);
    }
    twin.network.crs = "EPSG:999999";
    EXPECT_EQ(error_of([&] { written_and_read(twin); }), "unknown_crs");
}

TEST(TwinFile, HundredThousandRowsReadBack) {
    Twin twin = small_twin();
    test::add_ids(twin.network.customer, 100000);
    std::mt19937_64 random(7);
    test::fill_randomly(twin.network, twin.network.customer, random);
    EXPECT_EQ(difference(twin, written_and_read(twin)), "");
}

TEST(TwinFile, BuildingsWithoutOutlinesAreCentroids) {
    Twin twin = small_twin();
    append_row(twin.network.building, "B");
    twin.network.building.x_m[0] = 3.0;
    twin.network.building.y_m[0] = 4.0;
    const TemporaryFolder folder;
    write_twin(twin, folder / "t.gpkg");
    Issues issues;
    Drawing drawn;
    (void)TwinReader(folder / "t.gpkg").read<Buildings>(issues, "building", &drawn);
    EXPECT_EQ(drawn.shape, ShapeKind::point);
    ASSERT_EQ(drawn.rows[0].size(), 1u);
    EXPECT_EQ(drawn.rows[0][0], (Point{3.0, 4.0}));
    EXPECT_EQ(difference(twin, read_twin(folder / "t.gpkg")), "");
}

TEST(TwinFile, ThingsOnAPipeLieOnItsCourse) {
    Twin twin = small_twin();
    Network &n = twin.network;
    n.pipe_line.push_back(std::vector<Point>{{0, 40}, {0, 60}, {30, 60}, {30, 40}});
    append_row(n.valve, "V");
    n.valve.pipe[0] = PipeIdx{0};
    n.valve.position[0] = 0.5; // of 70 m: 15 m along the top
    append_row(n.valve, "nowhere");
    append_row(n.regulator, "R");
    n.regulator.from_node[0] = NodeIdx{0};
    n.regulator.to_node[0] = NodeIdx{1};
    const Drawing valves = draw(n, n.valve), regulators = draw(n, n.regulator);
    EXPECT_EQ(valves.rows[0][0], (Point{15, 60}));
    EXPECT_TRUE(valves.rows[1].empty());
    EXPECT_EQ(regulators.rows[0][0], (Point{15, 40}));
}

TEST(TwinFile, ResultsLieWhereTheirRowsLie) {
    const Twin twin = small_twin();
    const TemporaryFolder folder;
    NodeResults result;
    for (const char *id : {"b", "unknown", "a"}) append_row(result, id);
    result.pressure_pa = {1.0 / 3.0, missing_real, 2e5};
    write_twin(twin, folder / "t.gpkg");
    TwinWriter writer = TwinWriter::update(folder / "t.gpkg");
    writer.write(twin.network, result);
    writer.commit();
    EXPECT_EQ(result_layers(folder / "t.gpkg"), std::vector<std::string>{"result_node"});
    EXPECT_EQ(difference(result, read_table<NodeResults>(folder / "t.gpkg")), "");
    Issues issues;
    Drawing drawn;
    (void)TwinReader(folder / "t.gpkg").read<NodeResults>(issues, "result_node", &drawn);
    EXPECT_EQ(drawn.rows[0][0], (Point{30, 40}));
    EXPECT_TRUE(drawn.rows[1].empty());
    EXPECT_EQ(drawn.rows[2][0], (Point{0, 40}));
    EXPECT_EQ(difference(twin, read_twin(folder / "t.gpkg")), "");
}

/// A result about several tables, as a ranking is.
struct MixedResults {
    static constexpr std::string_view name = "result_mixed", about = "";
    std::vector<std::string> id, table_name;
    std::vector<std::int32_t> rank;
    static constexpr auto columns() {
        return std::make_tuple(required("id", "", "asset", &MixedResults::id),
                               required("table_name", "", "its table", &MixedResults::table_name),
                               optional("rank", "", "1 is worst", &MixedResults::rank, missing_int));
    }
};

TEST(TwinFile, MixedResultsAreSplitByTableAndPutTogetherAgain) {
    Twin twin = small_twin();
    append_row(twin.network.riser, "L");
    twin.network.riser.node[0] = NodeIdx{1};
    const TemporaryFolder folder;
    write_twin(twin, folder / "t.gpkg");
    {
        TwinWriter writer = TwinWriter::update(folder / "t.gpkg");
        writer.write_split(twin.network, MixedResults{{"L", "P"}, {"riser", "pipe"}, {1, 2}});
        writer.commit();
    }
    EXPECT_EQ(result_layers(folder / "t.gpkg"), (std::vector<std::string>{"result_mixed_pipe", "result_mixed_riser"}));
    EXPECT_EQ(difference(read_table<MixedResults>(folder / "t.gpkg"), {{"P", "L"}, {"pipe", "riser"}, {2, 1}}), "");
    {
        TwinWriter writer = TwinWriter::update(folder / "t.gpkg");
        writer.write_split(twin.network, MixedResults{{"P"}, {"pipe"}, {1}});
        writer.commit();
    }
    EXPECT_EQ(result_layers(folder / "t.gpkg"), std::vector<std::string>{"result_mixed_pipe"});
}

TEST(TwinFile, RunsAccumulate) {
    const TemporaryFolder folder;
    write_twin(small_twin(), folder / "t.gpkg");
    for (const char *verb : {"import", "solve", "risk"}) {
        TwinWriter writer = TwinWriter::update(folder / "t.gpkg");
        writer.write_run({.verb = verb, .seconds = 0.1, .options = R"({"friction":"colebrook"})", .seed = "42"});
        writer.commit();
    }
    const Runs runs = read_table<Runs>(folder / "t.gpkg");
    EXPECT_EQ(runs.id, (std::vector<std::string>{"1", "2", "3"}));
    EXPECT_EQ(runs.verb, (std::vector<std::string>{"import", "solve", "risk"}));
    EXPECT_EQ(runs.options[1], R"({"friction":"colebrook"})");
}

/// The pipe table as it stands in a file in which somebody mistyped a material.
struct MisspeltPipes {
    static constexpr std::string_view name = "pipe";
    std::vector<std::string> id, from_node_id, to_node_id, material_code;
    std::vector<double> length_m, inner_diameter_m;
    static constexpr auto columns() {
        return std::make_tuple(required("id", "", "", &MisspeltPipes::id),
                               required("from_node", "", "", &MisspeltPipes::from_node_id),
                               required("to_node", "", "", &MisspeltPipes::to_node_id),
                               required("material", "", "", &MisspeltPipes::material_code),
                               required("length_m", "m", "", &MisspeltPipes::length_m),
                               required("inner_diameter_m", "m", "", &MisspeltPipes::inner_diameter_m));
    }
};

TEST(TwinFile, EditsThatCannotBeResolvedBecomeIssues) {
    Twin twin = small_twin();
    append_row(twin.network.node, "c");
    const TemporaryFolder folder;
    write_twin(twin, folder / "t.gpkg");
    // What a planner may do in QGIS: delete a node, misspell a material.
    Network edited = twin.network;
    const std::int32_t kept[] = {0, 2};
    edited.node = select_rows(twin.network.node, kept);
    const MisspeltPipes pipe{{"P"}, {"a"}, {"b"}, {"stele"}, {30.0}, {0.1}};
    TwinWriter writer = TwinWriter::update(folder / "t.gpkg");
    writer.write(edited, edited.node);
    writer.write(edited, pipe);
    writer.commit();
    const Twin back = read_twin(folder / "t.gpkg");
    ASSERT_EQ(row_count(back.issue), 2u);
    EXPECT_EQ(back.issue.kind, (std::vector<std::string>{"unknown_code", "dangling_reference"}));
    EXPECT_EQ(back.issue.value, (std::vector<std::string>{"stele", "b"}));
    EXPECT_EQ(back.issue.column, (std::vector<std::string>{"material", "to_node"}));
    EXPECT_EQ(back.network.pipe.material[0], Material::unknown);
    EXPECT_EQ(back.network.pipe.loss_coefficient[0], 0.0); // a column the file lacks takes its default
}

TEST(TwinFile, OtherFilesAreRefused) {
    const TemporaryFolder folder;
    EXPECT_EQ(error_of([&] { (void)read_twin(folder / "absent.gpkg"); }), "no_such_file");
    std::ofstream(folder / "text.gpkg") << "not a database";
    EXPECT_EQ(error_of([&] { (void)read_twin(folder / "text.gpkg"); }), "bad_twin");
    EXPECT_EQ(error_of([&] { (void)TwinWriter::update(folder / "text.gpkg"); }), "bad_twin");
    EXPECT_EQ(error_of([&] { (void)TwinWriter::update(folder / "absent.gpkg"); }), "no_such_file");
    EXPECT_EQ(error_of([&] { (void)read_twin(folder / "."); }), "bad_twin");
    TwinWriter other(folder / "other.gpkg"); // a GeoPackage, but no twin
    other.write(Network{}, NodeResults{});
    other.commit();
    EXPECT_EQ(error_of([&] { (void)read_twin(folder / "other.gpkg"); }), "bad_twin");
    EXPECT_EQ(error_of([&] { (void)read_table<NodeResults>(folder / "other.gpkg"); }), "bad_twin");
    write_twin(small_twin(), folder / "t.gpkg");
    EXPECT_EQ(error_of([&] { (void)read_table<NodeResults>(folder / "t.gpkg"); }), "bad_twin");
}

TEST(TwinFile, ATruncatedFileIsAnErrorAndNotAShorterTwin) {
    const TemporaryFolder folder;
    write_twin(random_twin(2000, 1), folder / "t.gpkg");
    for (const double share : {0.1, 0.5, 0.9}) {
        std::filesystem::copy_file(folder / "t.gpkg", folder / "cut.gpkg",
                                   std::filesystem::copy_options::overwrite_existing);
        const auto size = static_cast<double>(std::filesystem::file_size(folder / "t.gpkg"));
        std::filesystem::resize_file(folder / "cut.gpkg", static_cast<std::uintmax_t>(share * size));
        EXPECT_NE(error_of([&] { (void)read_twin(folder / "cut.gpkg"); }), "") << share;
    }
}

TEST(TwinFile, NothingAppearsWithoutCommit) {
    const TemporaryFolder folder;
    {
        TwinWriter writer(folder / "t.gpkg");
        writer.write(small_twin());
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder / "."));
}

TEST(TwinFile, StoppingLeavesTheOldFile) {
    const TemporaryFolder folder;
    write_twin(small_twin(), folder / "t.gpkg");
    const std::string before = bytes_of(folder / "t.gpkg");
    const auto stop_at_customers = [](std::string_view stage, double) { return stage != "write customer"; };
    EXPECT_EQ(error_of([&] { write_twin(random_twin(10, 1), folder / "t.gpkg", stop_at_customers); }), "interrupted");
    EXPECT_EQ(bytes_of(folder / "t.gpkg"), before);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / "."), {}), 1);
}

} // namespace
} // namespace gastwin
