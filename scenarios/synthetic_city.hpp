// SPDX-License-Identifier: Apache-2.0
// A seeded synthetic city: streets, buildings and the gas network that serves them, from 1e3 to 1e7 households.
//
// Guarantees
//   · same options → bit-identical network, whatever the number of threads;
//   · the households add up to exactly `households`;
//   · one connected network: every low-pressure zone hangs below its own regulators, every regulator below a source,
//     and pipes of different pressure class meet only at regulators;
//   · with the demands it carries (load "fixed": peak hour) every riser foot, main and speed keeps the limits of
//     CityLimits, verified with the steady solver; pipes are upsized until it does.
// Caveats: places, names, shares of materials, loads and leak rates are invented. They make a plausible test case
// and must not be quoted as statistics.
#pragma once
#include <cstdint>

#include "models/load.hpp"
#include "models/network.hpp"
#include "models/progress.hpp"

namespace gastwin {

struct CityOptions {
    std::int32_t households = 10000;
    std::uint64_t seed = 1;
    bool household_rows = false; ///< one customer row per household with its devices, instead of one per riser
    bool records = true;         ///< leak records of the last `record_years` years
    std::int32_t record_years = 10;
    std::int32_t today_year = 2024;
    double source_gauge_pressure_pa = 0.2e6;
    double set_gauge_pressure_pa = 2800.0;
    double households_per_zone = 1600.0;    ///< aimed at; zones come out between a few hundred and about 2,500
    double households_per_source = 60000.0; ///< one gate station per so many
    LoadModel load = {};                    ///< peak loads the network is sized for
};

/// What the undamaged network keeps at the peak hour.
struct CityLimits {
    double riser_foot_gauge_pa = 2200.0;
    double medium_gauge_pa = 0.1e6;
    double low_speed_m_s = 11.0;
    double medium_speed_m_s = 20.0;
};

/// Throws Error("value_out_of_range") for options outside their meaning (households < 1 or > 2e7, ...).
[[nodiscard]] Network synthetic_city(const CityOptions &options, const Progress &progress = {});

} // namespace gastwin
