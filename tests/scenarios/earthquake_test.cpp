// SPDX-License-Identifier: Apache-2.0
#include "scenarios/earthquake.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/small_networks.hpp"

namespace gastwin {
namespace {

/// 2000 pipes of a kilometre, half of grey iron, half of PE.
Sketch field() {
    Sketch s;
    s.node();
    s.node();
    for (int i = 0; i < 2000; ++i) {
        const auto p = static_cast<std::size_t>(s.pipe(0, 1, 1000.0, 0.1));
        s.network.pipe.material[p] = i % 2 == 0 ? Material::grey_iron : Material::pe;
    }
    return s;
}

const EarthquakeScheme &usual() { return default_incident_scheme().earthquake; }

TEST(Earthquake, DamagesAreAsManyAsTheRateSaysByMaterial) {
    const Sketch s = field();
    const std::vector<Damage> damages = earthquake_damage(s.network, 0.8, usual(), 7);
    double iron = 0.0, breaks = 0.0, places = 0.0;
    for (const Damage &d : damages) {
        iron += s.network.pipe.material[d.at.pipe.row()] == Material::grey_iron;
        breaks += d.kind == IncidentKind::rupture;
        places += d.at.position;
    }
    const auto total = static_cast<double>(damages.size());
    const double iron_mean = 1000.0 * 0.2416 * 0.8, pe_mean = 0.3 * iron_mean;
    EXPECT_NEAR(iron, iron_mean, 4.0 * std::sqrt(iron_mean));
    EXPECT_NEAR(total - iron, pe_mean, 4.0 * std::sqrt(pe_mean));
    EXPECT_NEAR(breaks / total, 0.2, 4.0 * std::sqrt(0.16 / total));
    EXPECT_NEAR(places / total, 0.5, 4.0 * std::sqrt(1.0 / 12.0 / total));
}

TEST(Earthquake, MoreVelocityAddsDamagesAndTakesNoneAway) {
    const Sketch s = field();
    std::size_t before = 0;
    std::vector<int> last(2000, 0);
    for (const double velocity : {0.0, 0.1, 0.3, 1.0}) {
        const std::vector<Damage> damages = earthquake_damage(s.network, velocity, usual(), 7);
        std::vector<int> count(2000, 0);
        for (const Damage &d : damages) ++count[d.at.pipe.row()];
        for (std::size_t p = 0; p < count.size(); ++p) EXPECT_GE(count[p], last[p]);
        EXPECT_GE(damages.size(), before);
        EXPECT_EQ(damages.empty(), velocity == 0.0) << velocity;
        before = damages.size();
        last = count;
    }
    EXPECT_GT(before, 100U);
}

TEST(Earthquake, OnlyBuriedPipesWithGasBreakAndBreaksComeFirst) {
    Sketch s = field();
    for (std::size_t p = 0; p < 1000; ++p) s.network.pipe.depth_m[p] = -1.0;
    for (std::size_t p = 1000; p < 1500; ++p) s.network.pipe.state[p] = UseState::abandoned;
    const std::vector<Damage> damages = earthquake_damage(s.network, 2.0, usual(), 3);
    ASSERT_GT(damages.size(), 50U);
    for (const Damage &d : damages) EXPECT_GE(d.at.pipe.row(), 1500U);
    for (std::size_t i = 1; i < damages.size(); ++i)
        EXPECT_FALSE(damages[i].kind == IncidentKind::rupture && damages[i - 1].kind == IncidentKind::leak);
    EXPECT_NE(earthquake_damage(s.network, 2.0, usual(), 4).size(), damages.size());
}

TEST(Earthquake, VelocitiesThatMakeNoSenseAreErrors) {
    for (const double velocity : {-0.1, 5.1, missing_real})
        EXPECT_THROW(static_cast<void>(earthquake_damage(field().network, velocity, usual(), 1)), Error);
}

} // namespace
} // namespace gastwin
