// SPDX-License-Identifier: Apache-2.0
#include "gis/unknown_policy.hpp"

#include <gtest/gtest.h>

#include "tests/gis/survey_builder.hpp"

namespace gastwin {
namespace {

using Columns = std::vector<std::string>;

/// Mains in a row: recorded 2010, 1985 and 2012, one without a year, one of 2012 and one of 1985 without a material.
SurveyBuilder mixed_survey() {
    SurveyBuilder b;
    for (int i = 0; i < 6; ++i) b.line("P" + std::to_string(i), "", "", {{50.0 * i, 0}, {50.0 * (i + 1), 0}});
    b.survey.line.install_year = {2010, 1985, 2012, missing_int, 2012, 1985};
    b.survey.line.material[4] = b.survey.line.material[5] = Material::unknown;
    b.survey.line.material[0] = Material::pe80;
    return b;
}

Twin connected_by(const Columns &columns) {
    ConnectOptions options;
    options.unknown_as_old = columns;
    return mixed_survey().connected(options);
}

std::vector<std::string> ruled(const Twin &twin) {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < row_count(twin.provenance); ++i)
        if (twin.provenance.origin[i] == Origin::rule) {
            EXPECT_EQ(twin.provenance.column[i], "install_year");
            ids.push_back(twin.provenance.object_id[i]);
        }
    return ids;
}

TEST(UnknownPolicy, EstimatesUnlessAskedFor) {
    const Twin twin = connected_by({});
    EXPECT_EQ(twin.network.pipe.install_year[3], 2012); // its neighbours'
    EXPECT_TRUE(ruled(twin).empty());
    EXPECT_GT(std::count(twin.candidate.column.begin(), twin.candidate.column.end(), "install_year"), 1);
}

TEST(UnknownPolicy, UnknownYearsAreBefore2000AndNothingElseChanges) {
    const Twin twin = connected_by({"install_year"}), estimated = connected_by({});
    EXPECT_EQ(twin.network.pipe.install_year, (std::vector<std::int32_t>{2010, 1985, 2012, 1999, 2012, 1985}));
    EXPECT_EQ(ruled(twin), (std::vector<std::string>{"P3"}));
    EXPECT_EQ(std::count(twin.candidate.column.begin(), twin.candidate.column.end(), "install_year"), 0)
        << "a rule is no guess";
    EXPECT_EQ(twin.network.pipe.material, estimated.network.pipe.material);
    EXPECT_EQ(std::count(twin.candidate.column.begin(), twin.candidate.column.end(), "material"),
              std::count(estimated.candidate.column.begin(), estimated.candidate.column.end(), "material"));
}

TEST(UnknownPolicy, UnknownMaterialsMakeOldPipesOfNewOnes) {
    const Twin twin = connected_by({"material"});
    EXPECT_EQ(twin.network.pipe.install_year, (std::vector<std::int32_t>{2010, 1985, 2012, 2012, 1999, 1985}));
    EXPECT_EQ(ruled(twin), (std::vector<std::string>{"P4"}));
    const std::size_t row = row_count(twin.provenance) - 1;
    EXPECT_EQ(twin.provenance.raw[row], "2012") << "what was recorded is kept";
    EXPECT_EQ(twin.provenance.value[row], "1999");
    EXPECT_EQ(ruled(connected_by({"material", "install_year"})), (std::vector<std::string>{"P3", "P4"}));
}

TEST(UnknownPolicy, AnEstimateBefore2000StandsAsARule) {
    SurveyBuilder b = mixed_survey();
    b.survey.line.install_year = {1985, 1985, 1985, missing_int, 1985, 1985};
    ConnectOptions options;
    options.unknown_as_old = {"install_year"};
    const Twin twin = b.connected(options);
    EXPECT_EQ(twin.network.pipe.install_year[3], 1985);
    EXPECT_EQ(ruled(twin), (std::vector<std::string>{"P3"}));
}

TEST(UnknownPolicy, RisersToo) {
    Network n;
    append_row(n.riser, "R0"), append_row(n.riser, "R1"), append_row(n.riser, "R2");
    n.riser.install_year = {missing_int, 2015, 2015};
    n.riser.material = {Material::galvanised, Material::unknown, Material::galvanised};
    Provenances provenances;
    treat_as_old(n, find_unknown(n, Columns{"install_year", "material"}), provenances);
    EXPECT_EQ(n.riser.install_year, (std::vector<std::int32_t>{1999, 1999, 2015}));
    EXPECT_EQ(provenances.object_id, (std::vector<std::string>{"R0", "R1"}));
    EXPECT_EQ(provenances.table_name, (std::vector<std::string>{"riser", "riser"}));
}

TEST(UnknownPolicy, OtherColumnsAreRefused) {
    for (const std::string column : {"owner", "condition", "", "id"}) try {
            static_cast<void>(connected_by({column}));
            FAIL() << column;
        } catch (const Error &e) {
            EXPECT_EQ(e.kind().slug, "value_out_of_range");
        }
}

} // namespace
} // namespace gastwin
