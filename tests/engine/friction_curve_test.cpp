// SPDX-License-Identifier: Apache-2.0
#include "engine/friction_curve.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/random.hpp"

namespace gastwin {
namespace {

constexpr FrictionLaw represented[] = {FrictionLaw::colebrook, FrictionLaw::swamee_jain,      FrictionLaw::hofer,
                                       FrictionLaw::haaland,   FrictionLaw::gb50028_steel_pe, FrictionLaw::nikuradse};

void expect_same(FrictionLaw law, double re, double roughness, const FrictionCurve &curve) {
    const Friction expected = friction(law, re, {roughness, 0.1}), found = curve(re);
    EXPECT_NEAR(found.value, expected.value, 2e-13 * expected.value)
        << code_of(law) << " Re " << re << " " << roughness;
    EXPECT_NEAR(found.slope, expected.slope, 3e-10 * expected.slope)
        << code_of(law) << " Re " << re << " " << roughness;
}

TEST(FrictionCurve, IsTheLawAtEveryReynoldsNumberAndRoughness) {
    Random random(1);
    for (const FrictionLaw law : represented) {
        ASSERT_TRUE(FrictionCurve::represents(law));
        for (const double roughness : {0.0, 1e-9, 1e-6, 3e-5, 1e-3, 0.02, 0.05, 0.2}) {
            const FrictionCurve curve(law, roughness);
            for (int i = 0; i < 4000; ++i)
                expect_same(law, std::pow(10.0, random.uniform(-3.0, 9.0)), roughness, curve);
        }
    }
}

TEST(FrictionCurve, IsTheLawAtTheSeamsOfTheLawAndOfTheCurve) {
    for (const FrictionLaw law : represented) {
        const FrictionCurve curve(law, 1e-3);
        for (const double seam :
             {0.0, 2000.0, 2050.0, 2250.0, 2300.0, 3700.0, 3750.0, 3937.5, 4000.0, 4500.0, 8000.0, 1.6384e7})
            for (const double re : {std::nextafter(seam, 0.0), seam, std::nextafter(seam, 1e9)})
                expect_same(law, re, 1e-3, curve);
    }
}

TEST(FrictionCurve, RisesEverywhere) {
    for (const FrictionLaw law : represented)
        for (const double roughness : {0.0, 1e-3, 0.05}) {
            const FrictionCurve curve(law, roughness);
            double before = 0.0;
            for (double re = 1.0; re < 1e8; re *= 1.0003) {
                const Friction here = curve(re);
                EXPECT_GT(here.value, before);
                EXPECT_GT(here.slope, 0.0);
                before = here.value;
            }
        }
}

TEST(FrictionCurve, LawsThatNeedTheDiameterAreNotRepresented) {
    for (const FrictionLaw law : {FrictionLaw::weymouth, FrictionLaw::lacey, FrictionLaw::gb50028_cast_iron})
        EXPECT_FALSE(FrictionCurve::represents(law));
}

} // namespace
} // namespace gastwin
