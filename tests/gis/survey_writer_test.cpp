// SPDX-License-Identifier: Apache-2.0
#include "gis/survey_writer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "gis/survey_defects.hpp"
#include "gis/survey_sheet.hpp"
#include "scenarios/synthetic_city.hpp"

namespace gastwin {
namespace {

namespace fs = std::filesystem;

Network city(std::int32_t households = 20000, std::uint64_t seed = 5) {
    CityOptions options;
    options.households = households, options.seed = seed;
    return synthetic_city(options);
}

std::string bytes_of(const fs::path &path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::size_t lines_of(const fs::path &path) {
    const std::string text = bytes_of(path);
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// Record count in a dbf header: bytes 4 to 7, little-endian.
std::size_t dbf_rows(const fs::path &path) {
    const std::string head = bytes_of(path).substr(0, 8);
    std::size_t rows = 0;
    for (int k = 7; k >= 4; --k) rows = rows * 256 + static_cast<unsigned char>(head[static_cast<std::size_t>(k)]);
    return rows;
}

class SurveyWriter : public testing::Test {
  protected:
    fs::path folder = fs::temp_directory_path() /
                      ("gastwin_survey_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    void SetUp() override { fs::remove_all(folder); }
    void TearDown() override { fs::remove_all(folder); }
};

TEST_F(SurveyWriter, WritesEveryRowOnceInGbk) {
    const Network net = city(2000);
    write_survey(net, folder);
    EXPECT_EQ(dbf_rows(folder / "survey/RQLINE.dbf"), row_count(net.pipe));
    EXPECT_EQ(dbf_rows(folder / "survey/RQPOINT.dbf"), row_count(net.node) + row_count(net.valve));
    EXPECT_EQ(lines_of(folder / "survey/管线表_gbk.csv"), 1 + row_count(net.pipe));
    EXPECT_EQ(lines_of(folder / "survey/管点表_gbk.csv"), 1 + row_count(net.node) + row_count(net.valve));
    EXPECT_EQ(lines_of(folder / "registers/立管台账.csv"), 1 + row_count(net.riser));
    EXPECT_EQ(lines_of(folder / "registers/调压设施台账.csv"), 1 + row_count(net.regulator));
    EXPECT_EQ(lines_of(folder / "registers/气源点.csv"), 1 + row_count(net.source));
    EXPECT_EQ(lines_of(folder / "registers/阀门台账.csv"), 1 + row_count(net.valve));
    EXPECT_EQ(lines_of(folder / "registers/用户台账.csv"), 1u + 2000u);
    EXPECT_EQ(lines_of(folder / "registers/维修工单.csv"), 1 + row_count(net.record));
    EXPECT_TRUE(fs::exists(folder / "registers/楼栋.gpkg"));
    EXPECT_FALSE(fs::exists(folder / "defects_truth.csv"));
    EXPECT_EQ(bytes_of(folder / "survey/RQLINE.cpg").substr(0, 3), "GBK");
    // 低压 in GBK, 管线编号 at the head of the csv.
    EXPECT_NE(bytes_of(folder / "survey/RQLINE.dbf").find("\xB5\xCD\xD1\xB9"), std::string::npos);
    EXPECT_EQ(bytes_of(folder / "survey/管线表_gbk.csv").substr(0, 8), "\xB9\xDC\xCF\xDF\xB1\xE0\xBA\xC5");
}

TEST_F(SurveyWriter, SameSeedSameFiles) {
    const Network net = city(2000);
    write_survey(net, folder / "a", {.enabled = true, .seed = 4});
    write_survey(net, folder / "b", {.enabled = true, .seed = 4});
    write_survey(net, folder / "c", {.enabled = true, .seed = 5});
    for (const char *name : {"survey/RQLINE.shp", "survey/管线表_gbk.csv", "survey/管点表_gbk.csv", "defects_truth.csv",
                             "registers/用户台账.csv"}) {
        EXPECT_EQ(bytes_of(folder / "a" / name), bytes_of(folder / "b" / name)) << name;
    }
    EXPECT_NE(bytes_of(folder / "a/defects_truth.csv"), bytes_of(folder / "c/defects_truth.csv"));
}

TEST_F(SurveyWriter, RefusesFoldersItCannotMake) {
    std::ofstream(folder) << "a file where the folder should be";
    EXPECT_THROW(write_survey(city(500), folder), Error);
    fs::remove(folder);
    EXPECT_THROW(write_survey(city(500), folder, {.enabled = true, .intensity = -1.0}), Error);
    Network lost = city(500);
    lost.crs = "EPSG:nowhere";
    EXPECT_THROW(write_survey(lost, folder), Error);
}

/// A sheet before and after, with its labels by kind.
struct Injected {
    Network net;
    SurveySheet clean, broken;
    std::map<std::string, std::vector<DefectLabel>> label;
    std::map<std::string, const SheetLine *> before, after;
    std::map<std::string, int> rows;

    explicit Injected(const DefectOptions &options, std::int32_t households = 20000) : net{city(households)} {
        clean = survey_sheet(net), broken = clean;
        for (DefectLabel &l : inject_defects(broken, net, options)) label[l.defect].push_back(l);
        for (const SheetLine &line : clean.line) before[line.id] = &line;
        for (const SheetLine &line : broken.line) after[line.id] = &line, ++rows[line.id];
    }
    std::set<std::string> ids(const std::string &defect) const {
        std::set<std::string> set;
        if (const auto found = label.find(defect); found != label.end())
            for (const DefectLabel &l : found->second) set.insert(l.object_id);
        return set;
    }
    /// Lines standing in both sheets for which `differs(before, after)` holds.
    template <class Differs> std::set<std::string> changed(const Differs &differs) const {
        std::set<std::string> set;
        for (const auto &[id, line] : after)
            if (const auto found = before.find(id); found != before.end() && differs(*found->second, *line))
                set.insert(id);
        return set;
    }
};

const char *const kinds[] = {"missing_material",
                             "missing_diameter",
                             "bad_install_year",
                             "valve_off_pipe",
                             "snap_gap",
                             "unsplit_T",
                             "wrong_pressure_class",
                             "depth_in_cm",
                             "flagged_abandoned_but_live",
                             "point_offset",
                             "overshoot",
                             "diameter_x10",
                             "duplicate_pipe_row",
                             "dangling_point_reference",
                             "endpoint_ids_reversed_vs_geometry",
                             "undershoot",
                             "missing_point_row",
                             "null_geometry",
                             "zero_length_pipe",
                             "duplicate_point_id",
                             "deleted_pipe",
                             "swapped_xy"};

TEST(SurveyDefects, EveryKindOccursAtItsShare) {
    const Injected set({.enabled = true, .seed = 1});
    EXPECT_EQ(set.label.size(), std::size(kinds));
    for (const char *kind : kinds) EXPECT_FALSE(set.ids(kind).empty()) << kind;
    const double pipes = static_cast<double>(set.clean.line.size());
    EXPECT_NEAR(static_cast<double>(set.ids("missing_material").size()), 371 / 6553.0 * pipes, 1.0);
    EXPECT_NEAR(static_cast<double>(set.ids("snap_gap").size()), 199 / 6553.0 * pipes, 1.0);
    const Injected half({.enabled = true, .intensity = 0.5, .seed = 1});
    EXPECT_NEAR(static_cast<double>(half.ids("missing_material").size()), 371 / 6553.0 * pipes / 2, 1.0);
    EXPECT_TRUE(Injected({.enabled = true, .intensity = 0.0, .seed = 1}).label.empty());
}

TEST(SurveyDefects, LabelsAreExactlyTheRowsThatChanged) {
    const Injected set({.enabled = true, .seed = 2});
    EXPECT_EQ(set.changed([](const auto &a, const auto &b) { return a.material != b.material; }),
              set.ids("missing_material"));
    EXPECT_EQ(set.changed([](const auto &a, const auto &b) { return a.year != b.year; }), set.ids("bad_install_year"));
    EXPECT_EQ(set.changed([](const auto &a, const auto &b) { return a.pressure != b.pressure; }),
              set.ids("wrong_pressure_class"));
    EXPECT_EQ(set.changed([](const auto &a, const auto &b) { return a.state != b.state; }),
              set.ids("flagged_abandoned_but_live"));
    const auto join = [&](std::initializer_list<const char *> names) {
        std::set<std::string> all;
        for (const char *name : names) all.merge(set.ids(name));
        return all;
    };
    EXPECT_EQ(set.changed([](const auto &a, const auto &b) { return a.diameter != b.diameter; }),
              join({"missing_diameter", "diameter_x10"}));
    EXPECT_EQ(set.changed([](const auto &a, const auto &b) { return a.from != b.from || a.to != b.to; }),
              join({"endpoint_ids_reversed_vs_geometry", "dangling_point_reference", "unsplit_T"}));
    EXPECT_EQ(set.changed([](const auto &a, const auto &b) { return a.shape != b.shape; }),
              join({"snap_gap", "overshoot", "undershoot", "null_geometry", "swapped_xy", "unsplit_T"}));
}

TEST(SurveyDefects, MovedEndsMoveByWhatTheLabelSays) {
    const Injected set({.enabled = true, .seed = 3});
    for (const auto &[kind, sign] : {std::pair{"overshoot", 1.0}, std::pair{"undershoot", -1.0}})
        for (const DefectLabel &l : set.label.at(kind)) {
            const double was = length_m(set.before.at(l.object_id)->shape),
                         is = length_m(set.after.at(l.object_id)->shape);
            EXPECT_NEAR(sign * (is - was), std::stod(l.info), 0.0101) << l.object_id;
        }
    for (const DefectLabel &l : set.label.at("snap_gap")) {
        const auto &a = set.before.at(l.object_id)->shape, &b = set.after.at(l.object_id)->shape;
        const bool first = l.info.ends_with("end 0");
        EXPECT_NEAR(first ? distance_m(a.front(), b.front()) : distance_m(a.back(), b.back()), std::stod(l.info),
                    0.0101);
        EXPECT_EQ(first ? a.back() : a.front(), first ? b.back() : b.front());
    }
}

TEST(SurveyDefects, RowsComeAndGoAsLabelled) {
    const Injected set({.enabled = true, .seed = 4});
    for (const std::string &id : set.ids("duplicate_pipe_row")) EXPECT_EQ(set.rows.at(id), 2);
    for (const std::string &id : set.ids("deleted_pipe")) EXPECT_FALSE(set.rows.contains(id));
    for (const std::string &id : set.ids("zero_length_pipe")) {
        EXPECT_EQ(id.back(), 'X');
        EXPECT_EQ(set.after.at(id)->shape.front(), set.after.at(id)->shape.back());
    }
    std::set<std::string> gone = set.ids("deleted_pipe");
    for (const DefectLabel &l : set.label.at("unsplit_T")) {
        const std::string other = l.info.substr(9, l.info.find(" at ") - 9);
        EXPECT_FALSE(set.rows.contains(other));
        EXPECT_EQ(set.after.at(l.object_id)->to, set.before.at(other)->to);
        EXPECT_NEAR(set.after.at(l.object_id)->length_m,
                    set.before.at(l.object_id)->length_m + set.before.at(other)->length_m, 1e-9);
        gone.insert(other);
    }
    EXPECT_EQ(set.rows.size(), set.clean.line.size() - gone.size() + set.ids("zero_length_pipe").size());
}

TEST(SurveyDefects, PointsAndValvesAsLabelled) {
    const Injected set({.enabled = true, .seed = 6});
    std::map<std::string, std::vector<Point>> point;
    for (const SheetPoint &p : set.broken.point) point[p.id].push_back(p.at);
    std::set<std::string> moved;
    for (const SheetPoint &p : set.clean.point) {
        if (set.ids("missing_point_row").contains(p.id)) {
            EXPECT_FALSE(point.contains(p.id));
            continue;
        }
        if (point.at(p.id)[0] != p.at) moved.insert(p.id);
        EXPECT_EQ(point[p.id].size() == 2, set.ids("duplicate_point_id").contains(p.id));
    }
    std::set<std::string> expected = set.ids("point_offset");
    expected.merge(set.ids("valve_off_pipe"));
    EXPECT_EQ(moved, expected);
    for (const DefectLabel &l : set.label.at("dangling_point_reference")) EXPECT_FALSE(point.contains(l.info));
}

TEST(SurveySheet, SpellingVariesButSizesDoNot) {
    const Network net = city(5000);
    SurveySheet sheet = survey_sheet(net);
    vary_spelling(sheet, net, 1);
    std::set<std::string> spellings;
    for (const SheetLine &line : sheet.line) {
        spellings.insert(line.diameter);
        const std::string nominal = net.pipe.diameter_text[static_cast<std::size_t>(line.pipe)].substr(2);
        const double outer = net.pipe.outer_diameter_m[static_cast<std::size_t>(line.pipe)] * 1e3;
        const std::size_t digit = line.diameter.find_first_of("0123456789");
        const double number = std::stod(line.diameter.substr(digit));
        EXPECT_TRUE(number == std::stod(nominal) || std::abs(number - outer) < 0.06) << line.diameter;
    }
    EXPECT_GT(spellings.size(), 30u);
}

TEST(SurveySheet, NumbersAreShort) {
    EXPECT_EQ(sheet_number(2.8, 4), "2.8");
    EXPECT_EQ(sheet_number(-0.00001, 2), "0");
    EXPECT_EQ(sheet_number(546000.1234, 3), "546000.123");
    EXPECT_EQ(sheet_number(missing_real, 2), "");
}

} // namespace
} // namespace gastwin
