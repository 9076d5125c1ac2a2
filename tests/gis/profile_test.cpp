// SPDX-License-Identifier: Apache-2.0
#include "gis/profile.hpp"

#include <gtest/gtest.h>

#include "gis/text.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

std::string complaint(const std::string &toml) {
    try {
        static_cast<void>(parse_profile(toml, "my.toml"));
    } catch (const Error &error) {
        EXPECT_EQ(error.kind().slug, "bad_profile");
        EXPECT_EQ(error.place().file, "my.toml");
        return error.detail();
    }
    return "";
}

const std::string smallest = "[profile]\nname = \"x\"\n[[layer]]\ntable = \"line\"\n[layer.columns]\nid = [\"ID\"]\n";

TEST(Profile, BundledOnesAreSound) {
    ASSERT_EQ(bundled_profiles().size(), 3U);
    for (const BundledProfile &bundled : bundled_profiles()) {
        const Profile profile = load_profile(std::string(bundled.name));
        EXPECT_EQ(profile.name, bundled.name);
        for (const LayerSpec &layer : profile.layers) EXPECT_FALSE(layer.columns.empty()) << layer.table;
    }
}

TEST(Profile, LettersWhereABareKeyBeginsAreErrors) {
    for (const char *letter : {"·", "é", "々"}) EXPECT_NE(complaint(std::string(letter) + " = 1\n" + smallest), "");
}

TEST(Profile, KnowsEveryVariantOfTheSurveyColumns) {
    const Profile profile = load_profile("cjj61");
    const LayerSpec &line = profile.layers[0];
    ASSERT_EQ(line.table, "line");
    const auto column_of = [&](const std::string &header) {
        for (const ColumnSpec &column : line.columns)
            for (const std::string &key : column.keys)
                if (key == split_header(header).key) return column.name;
        return std::string("none");
    };
    const std::vector<std::pair<const char *, const char *>> cases{{"管线编号", "id"},
                                                                   {"GXBH", "id"},
                                                                   {"pipe_number", "id"},
                                                                   {"起点点号", "from_point"},
                                                                   {"S_POINT", "from_point"},
                                                                   {"START_SID", "from_point"},
                                                                   {"qddh", "from_point"},
                                                                   {"终止点号", "to_point"},
                                                                   {"E_POINT", "to_point"},
                                                                   {"afterPointNumber", "to_point"},
                                                                   {"起点埋深(m)", "from_depth_m"},
                                                                   {"zdms", "to_depth_m"},
                                                                   {"材质", "material"},
                                                                   {"cz", "material"},
                                                                   {"管径", "diameter"},
                                                                   {"D_S", "diameter"},
                                                                   {"sectionCaliber", "diameter"},
                                                                   {"压力级别", "pressure"},
                                                                   {"PRESSURE(MPa)", "pressure"},
                                                                   {"埋设方式", "laying"},
                                                                   {"建设年代", "install_year"},
                                                                   {"INSTALLATI", "install_year"},
                                                                   {"使用状态", "state"},
                                                                   {"所在道路", "street"},
                                                                   {"管长（m）", "length_m"},
                                                                   {"PIPELEN", "length_m"}};
    for (const auto &[header, name] : cases) EXPECT_EQ(column_of(header), name) << header;
}

TEST(Profile, SmallestAndComplete) {
    const Profile profile = parse_profile(smallest + "[codes.material]\nsteel = [\"Stahl\"]\n", "my.toml");
    EXPECT_EQ(profile.code_list("material").at("stahl"), "steel");
    EXPECT_EQ(profile.code_list("material").at("steel"), "steel"); // our own code always counts
    EXPECT_TRUE(profile.code_list("state").empty());
}

TEST(Profile, MisspeltKeysAreNamedWithTheNearest) {
    EXPECT_NE(complaint("[profle]\nname = \"x\"\n").find("did you mean \"profile\""), std::string::npos);
    EXPECT_NE(complaint(smallest + "materal = [\"M\"]\n").find("did you mean \"material\""), std::string::npos);
    EXPECT_NE(complaint("[profile]\n[[layer]]\ntable = \"lines\"\n").find("did you mean \"line\""), std::string::npos);
    EXPECT_NE(complaint(smallest + "[codes.materials]\n").find("did you mean \"material\""), std::string::npos);
    EXPECT_NE(complaint(smallest + "[codes.material]\nsteal = [\"S\"]\n").find("did you mean \"steel\""),
              std::string::npos);
    EXPECT_NE(complaint("[profile]\n[[layer]]\ntable = \"line\"\nrequire = [\"idd\"]\n[layer.columns]\nid = []\n")
                  .find("did you mean \"id\""),
              std::string::npos);
}

TEST(Profile, WrongTypesAndContradictions) {
    EXPECT_NE(complaint("[profile]\nname = \n"), "");
    EXPECT_NE(complaint("[profile]\n"), "");
    EXPECT_NE(complaint(smallest + "material = 5\n"), "");
    EXPECT_NE(complaint(smallest + "material = [1, 2]\n"), "");
    EXPECT_NE(complaint("[profile]\n[[layer]]\ntable = \"line\"\n"), "");
    EXPECT_NE(complaint("layer = 3\n[profile]\n"), "");
    EXPECT_NE(complaint("layer = [3]\n[profile]\n"), "");
    EXPECT_NE(complaint("[profile]\n[[layer]]\ntable = \"line\"\nshape = \"blob\"\n[layer.columns]\n"), "");
    EXPECT_NE(complaint(smallest + "[codes.valve_open]\nopen = [\"0\"]\nclosed = [\"0\"]\n").find("both"),
              std::string::npos);
}

TEST(Profile, UnknownNameListsTheBundledOnes) {
    try {
        static_cast<void>(load_profile("no_such_profile"));
        FAIL();
    } catch (const Error &error) {
        EXPECT_EQ(error.kind().slug, "no_such_file");
        EXPECT_NE(error.detail().find("cjj61"), std::string::npos);
    }
}

} // namespace
} // namespace gastwin
