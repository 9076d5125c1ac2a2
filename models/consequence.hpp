// SPDX-License-Identifier: Apache-2.0
// What a failure costs, in one unit. Money and lives are kept apart until the last line, where the scheme's value of
// a fatality times a gross-disproportion factor joins them:
//   serious incident  F·(value · disproportion) + property + customers·h·rate        F expected fatalities
//   leak              repair + isolating share · customers·h·rate
// F = floor + lethality_indoor · people reached by migrating gas + lethality_fire · people inside the impact radius of
// the hole, which few serious incidents have at full bore. Low-pressure mains have the first path only: their impact
// radius is tiny and says nothing about them.
#pragma once
#include <string>
#include <vector>

#include "models/classes.hpp"
#include "models/pipe.hpp"

namespace gastwin {

struct ConsequenceScheme {
    double persons_per_household = 0.0, presence = 0.0, people_per_floor_area_m2 = 0.0, cap_per_building = 0.0;
    double special_factor = 1.0;
    std::vector<std::string> special_words;
    double step_m = 0.0;
    double migration_reach_low_m = 0.0, migration_reach_medium_m = 0.0, migration_reach_high_m = 0.0;
    double above_ground_entry = 0.0;
    double fatalities_floor = 0.0, lethality_indoor = 0.0, lethality_fire = 0.0;
    double full_bore_share = 1.0, puncture_share = 0.0; ///< of serious incidents
    double puncture_median_m = 0.0, puncture_log_sd = 0.0;

    double medium_b_pa = 0.0, medium_a_pa = 0.0, subhigh_b_pa = 0.0, subhigh_a_pa = 0.0, high_b_pa = 0.0,
           high_a_pa = 0.0; ///< gauge

    double fatality_cny = 0.0, disproportion = 0.0, property_cny = 0.0, repair_buried_cny = 0.0,
           repair_above_ground_cny = 0.0;
    double isolating_share = 0.0, leak_outage_h = 0.0, serious_outage_h = 0.0, customer_hour_cny = 0.0;
};

/// Design gauge pressure of a class; 0 for low and unknown, which have no impact radius here.
[[nodiscard]] double design_gauge_pressure_pa(const ConsequenceScheme &scheme, PressureClass pressure_class);

/// How far gas from a buried leak finds its way into buildings. Unknown class: as medium.
[[nodiscard]] double migration_reach_m(const ConsequenceScheme &scheme, PressureClass pressure_class);

/// Share of serious incidents whose hole is at least this large, in a pipe of this bore: the pipe open at its full
/// bore, or a puncture, lognormal (PHMSA 2010-21: p10/p50/p90 12.7/50.8/152.4 mm); pinholes reach nobody by fire.
[[nodiscard]] double share_with_hole(const ConsequenceScheme &scheme, double at_least_m, double bore_m);

/// People that a failure may meet.
struct PeopleNear {
    double indoor = 0.0; ///< reached by migrating gas, weighed by distance, mean along the pipe
    double fire = 0.0;   ///< inside the potential impact radius of the hole, mean along the pipe and over holes
};

[[nodiscard]] double fatalities_per_serious(const ConsequenceScheme &scheme, const PeopleNear &people);
[[nodiscard]] double serious_cost_cny(const ConsequenceScheme &scheme, double fatalities, double customers_out);
[[nodiscard]] double leak_cost_cny(const ConsequenceScheme &scheme, bool above_ground, double customers_out);

} // namespace gastwin
