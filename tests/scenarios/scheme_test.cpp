// SPDX-License-Identifier: Apache-2.0
#include "scenarios/scheme.hpp"

#include <gtest/gtest.h>

#include "models/error.hpp"

namespace gastwin {
namespace {

/// The error that a scheme text raises.
Error error_of(std::string_view text) {
    try {
        (void)read_scheme(text, "my.toml");
    } catch (const Error &error) {
        return error;
    }
    throw std::logic_error("no error was raised");
}

TEST(Scheme, BundledFileIsCompleteAndEqualToItsOwnOverlay) {
    const RiskScheme &bundled = default_scheme();
    EXPECT_EQ(bundled.name, "default");
    EXPECT_GT(bundled.failure.setting.size(), 0U);
    EXPECT_EQ(bundled.failure.renewed_buried, Material::pe100);
    const RiskScheme again = read_scheme(default_scheme_text());
    EXPECT_EQ(again.failure.of(Material::grey_iron).leak, bundled.failure.of(Material::grey_iron).leak);
    EXPECT_EQ(again.failure.setting.size(), bundled.failure.setting.size());
}

TEST(Scheme, UserFileChangesOnlyWhatItNames) {
    const RiskScheme s = read_scheme("[material.steel]\nleak = 4\n[grade]\nred = 5e5\n");
    EXPECT_EQ(s.failure.of(Material::steel).leak, 4.0);
    EXPECT_EQ(s.failure.of(Material::steel).age_exponent, default_scheme().failure.of(Material::steel).age_exponent);
    EXPECT_EQ(s.grade.red, 5e5);
    EXPECT_EQ(s.grade.orange, default_scheme().grade.orange);
}

TEST(Scheme, UnknownKeysAreErrorsThatNameTheNearestKey) {
    const Error key = error_of("[leak]\n\nbase_per_km_yr = 0.1\n");
    EXPECT_EQ(key.code(), "GT-0601");
    EXPECT_EQ(key.detail(), "unknown key, did you mean 'base_per_km_year'?");
    EXPECT_EQ(key.place().row, 3);
    EXPECT_EQ(key.place().file, "my.toml");
    EXPECT_EQ(key.place().layer, "leak");
    EXPECT_EQ(error_of("[material.stel]\nleak = 1\n").detail(), "unknown key, did you mean 'steel'?");
    EXPECT_EQ(error_of("[grades]\nred = 1\n").detail(), "unknown key, did you mean 'grade'?");
    EXPECT_EQ(error_of("[entirely_else]\nx = 1\n").detail(), "unknown key");
}

TEST(Scheme, WrongTypesAndRangesAreErrors) {
    for (const char *text :
         {"[leak]\nbase_per_km_year = \"much\"\n", "[leak]\nbase_per_km_year = -1\n",
          "[leak]\nbase_per_km_year = nan\n", "[leak]\nbase_per_km_year = inf\n", "[leak]\nunknown_year = 1999.5\n",
          "leak = 3\n", "[serious]\nserious_per_leak = 2\n", "[leak]\nmin_age_a = 90\n", "[grade]\nyellow = 1e9\n",
          "[renewal]\nburied = \"gold\"\n", "[people]\nspecial_words = \"school\"\n", "[[setting]]\nleak = 2\n",
          "[[setting]]\nname = \"a\"\nabove_ground = 1\n", "[leak\n", "[setting]\nname = \"a\"\n"})
        EXPECT_EQ(error_of(text).kind().slug, "bad_scheme") << text;
}

TEST(Scheme, LettersWhereABareKeyBeginsAreErrors) {
    // Each stands in a block of characters that toml++ 3.3 calls unreachable there; none is white space.
    for (const char *letter : {"·", "é", "ж", "ᚁ", "‐", "々", "ⸯ", "\u1681", "\ufe00"}) {
        const Error error = error_of("[leak]\n" + std::string(letter) + "x = 1\n");
        EXPECT_EQ(error.kind().slug, "bad_scheme") << letter;
        EXPECT_EQ(error.place().row, 2) << letter;
        EXPECT_EQ(error_of("[" + std::string(letter) + "leak]\n").kind().slug, "bad_scheme") << letter;
    }
}

TEST(Scheme, MissingFileNamesItself) {
    try {
        (void)read_scheme_file("no/such/scheme.toml");
        FAIL();
    } catch (const Error &error) {
        EXPECT_EQ(error.kind().slug, "no_such_file");
        EXPECT_EQ(error.place().file, "no/such/scheme.toml");
    }
}

TEST(CostScheme, OverlayAndErrors) {
    EXPECT_EQ(read_cost_scheme("[riser]\ncny_per_m = 99\n").riser_cny_per_m, 99.0);
    EXPECT_THROW((void)read_cost_scheme("[buried]\ncny_per_m = [1.0]\n"), Error) << "one rate per diameter";
    EXPECT_THROW((void)read_cost_scheme("[buried]\nup_to_diameter_m = [0.3, 0.2, 0.1, 0.4, 0.5, 0.6]\n"), Error);
}

} // namespace
} // namespace gastwin
