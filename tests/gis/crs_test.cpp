// SPDX-License-Identifier: Apache-2.0
// Check values: PROJ 9.1.1 for 114.306° E 30.520° N.
#include "gis/crs.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "gis/fill.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

constexpr Point wuhan{114.306, 30.520};

Point moved(Point p, const std::string &from, const std::string &to) {
    transform({&p, 1}, from, to);
    return p;
}

TEST(Crs, EastingFirstWhateverTheDefinitionSays) {
    const std::vector<std::tuple<const char *, double, double>> cases{{"EPSG:4547", 529369.728, 3377798.783},
                                                                      {"EPSG:4526", 38529369.728, 3377798.783},
                                                                      {"EPSG:4546", 817393.391, 3382412.424},
                                                                      {"EPSG:32650", 241488.785, 3379495.667}};
    for (const auto &[crs, east, north] : cases) {
        const Point p = moved(wuhan, "EPSG:4490", crs);
        EXPECT_NEAR(p.x, east, 1e-3) << crs;
        EXPECT_NEAR(p.y, north, 1e-3) << crs;
        const Point back = moved(p, crs, "EPSG:4490");
        EXPECT_NEAR(back.x, wuhan.x, 1e-9) << crs;
        EXPECT_NEAR(back.y, wuhan.y, 1e-9) << crs;
    }
}

TEST(Crs, EsriDefinitionsWithoutCodesAreMatchedByParameters) {
    EXPECT_EQ(
        crs_of_user(R"(PROJCS["CGCS2000_3_Degree_GK_CM_114E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",)"
                    R"(DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],)"
                    R"(UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],)"
                    R"(PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],)"
                    R"(PARAMETER["Central_Meridian",114.0],PARAMETER["Scale_Factor",1.0],)"
                    R"(PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]])"),
        "EPSG:4547");
    EXPECT_EQ(crs_of_user(R"(PROJCS["TWD97_TM2_zone_121",GEOGCS["GCS_TWD97",DATUM["D_Taiwan_Datum_1997",)"
                          R"(SPHEROID["GRS_1980",6378137,298.257222101]],PRIMEM["Greenwich",0],)"
                          R"(UNIT["Degree",0.017453292519943295]],PROJECTION["Transverse_Mercator"],)"
                          R"(PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",121],)"
                          R"(PARAMETER["scale_factor",0.9999],PARAMETER["false_easting",250000],)"
                          R"(PARAMETER["false_northing",0],UNIT["Meter",1]])"),
              "EPSG:3826");
    EXPECT_EQ(crs_of_user("4547"), "EPSG:4547");
    EXPECT_EQ(crs_of_user("EPSG:4547"), "EPSG:4547");
}

TEST(Crs, OtherParametersAreNotForcedIntoACode) {
    const std::string odd =
        crs_of_user("+proj=tmerc +lat_0=0 +lon_0=114.31 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m");
    EXPECT_EQ(odd.find("EPSG:"), std::string::npos) << odd;
    const Point p = moved({114.31, 30.0}, "EPSG:4490", odd);
    EXPECT_NEAR(p.x, 500000.0, 1e-3);
}

TEST(Crs, NonsenseIsAnError) {
    for (const char *bad : {"EPSG:0", "999999", "no such system", ""})
        EXPECT_THROW(static_cast<void>(crs_of_user(bad)), Error) << bad;
}

TEST(Crs, GuessesOnlyWhatCoordinatesTell) {
    EXPECT_EQ(guess_crs({114.3, 30.5})->crs, "EPSG:4490");
    EXPECT_EQ(guess_crs({38529369.7, 3377798.8})->crs, "EPSG:4526");
    EXPECT_EQ(guess_crs({20529369.7, 3377798.8})->crs, "EPSG:4498"); // six-degree zone 20
    EXPECT_FALSE(guess_crs({529369.7, 3377798.8}).has_value());      // eleven central meridians
    EXPECT_FALSE(guess_crs({2.35, 48.85}).has_value());              // degrees, but which datum?
    EXPECT_FALSE(guess_crs({1000.0, 2000.0}).has_value());
    EXPECT_FALSE(guess_crs({std::nan(""), 0.0}).has_value());
    // A guessed zone puts the point back where it is.
    const Point p = moved({38529369.728, 3377798.783}, guess_crs({38529369.7, 3377798.8})->crs, "EPSG:4490");
    EXPECT_NEAR(p.x, wuhan.x, 1e-7);
}

TEST(Crs, CoordinatesBeyondAllSystemsTellNothing) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
    for (const double x : {1e300, -1e300, 3e9, -5e5, inf, -inf, nan})
        for (const double y : {3.4e6, 1e300, nan}) {
            EXPECT_FALSE(guess_crs({x, y}).has_value()) << x << " " << y;
            if (!std::isnan(x)) {
                EXPECT_EQ(metric_crs({x, 60.0}), x < 0.0 ? "EPSG:32601" : "EPSG:32660") << x;
            }
        }
}

TEST(Crs, MetricSystemForDegrees) {
    EXPECT_EQ(metric_crs(wuhan), "EPSG:4547");
    EXPECT_EQ(metric_crs({75.0, 40.0}), "EPSG:4534");
    EXPECT_EQ(metric_crs({2.35, 48.85}), "EPSG:32631");
    EXPECT_EQ(metric_crs({151.2, -33.9}), "EPSG:32756");
    EXPECT_TRUE(is_geographic("EPSG:4490"));
    EXPECT_FALSE(is_geographic("EPSG:4547"));
}

TEST(Crs, NorthingFirstByMagnitude) {
    EXPECT_TRUE(north_first({3377798.8, 529369.7}));
    EXPECT_TRUE(north_first({3377798.8, 38529369.7}));
    EXPECT_TRUE(north_first({30.52, 114.306}));
    EXPECT_FALSE(north_first({529369.7, 3377798.8}));
    EXPECT_FALSE(north_first({38529369.7, 3377798.8}));
    EXPECT_FALSE(north_first({114.306, 30.52}));
    EXPECT_FALSE(north_first({180532.5, 2500615.0})); // Taiwan
    EXPECT_TRUE(north_first({2500615.0, 180532.5}));
}

} // namespace
} // namespace gastwin
