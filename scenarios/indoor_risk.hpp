// SPDX-License-Identifier: Apache-2.0
// Gas explosions in households, and what a hose, a self-closing valve, an alarm or a shut-off would change.
//
//   explosions/yr = level · households · Σ_source leaks(source) · E(source, devices)
//   leaks(hose)   = base · type · (past its life)          leaks(pipe) = base · (age / 25)^k
//   E             = Σ_release share · Σ_windows share · unnoticed · ignition, 0 where the room never gets flammable
//
// A release leaks as an orifice at the household's pressure into a well-mixed kitchen (models/release.hpp,
// accumulation.hpp) and takes the time t to the lower flammable limit. Until then somebody at home smells it with
// probability 1 − e^(−t/τ). With a self-closing valve a release by the hose that is above its limit is stopped with its
// reliability. An alarm that works ends what somebody at home did not smell; with a shut-off it needs nobody at home:
//   unnoticed at home  (1 − a) e^(−t/τ)            a: reliability of the alarm, 0 without
//   unnoticed, away    (1 − a) + a (1 − s)         s: reliability of the shut-off, 0 without
// The level makes the household of [anchor] explode as often as stated there: rates and shares only say by how much
// another one differs. Valid for low-pressure gas lighter than air; explosions by gas from outside are those of
// scenarios/risk.hpp and are not counted here.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/gas.hpp"
#include "models/table.hpp"
#include "scenarios/indoor_scheme.hpp"

namespace gastwin {

struct IndoorDevices {
    bool self_closing_valve = false, alarm = false, shut_off = false; ///< a shut-off does nothing without an alarm
};

/// Explosions per leak, by whether somebody is at home.
struct IndoorExplosions {
    double home = 0.0, away = 0.0;

    [[nodiscard]] double all() const { return home + away; }
};
[[nodiscard]] IndoorExplosions explosions_per_leak(const IndoorScheme &scheme, const Gas &gas, IndoorSource source,
                                                   const IndoorDevices &devices);

/// Factor that takes the scheme's rates to the level of its anchor; 0 where its household cannot explode.
[[nodiscard]] double indoor_level(const IndoorScheme &scheme, const Gas &gas);

/// What is known of households, one row each.
struct IndoorHouseholds {
    std::span<const std::int32_t> households; ///< behind the row
    std::span<const std::int32_t> hose_type;  ///< index into hose_types, -1: not recorded
    std::span<const std::uint8_t> hose_past_life;
    std::span<const std::uint8_t> self_closing_valve, alarm, shut_off; ///< there and working
    std::span<const double> pipe_age_a;                                ///< missing: not known
    std::span<const std::string> hose_types;                           ///< distinct texts as registered
};

struct HouseholdRisks {
    static constexpr std::string_view name = "result_household_risk", about = "";
    std::vector<std::string> id;
    std::vector<std::int32_t> rank;
    std::vector<double> leaks_per_year, explosions_per_year, risk_fatalities_per_year, risk_cny_per_year;
    std::vector<double> removed_by_hose, removed_by_self_closing_valve, removed_by_alarm, removed_by_shut_off;
    std::vector<std::string> causes, causes_zh;

    static constexpr auto columns() {
        using T = HouseholdRisks;
        const auto real = [](std::string_view n, std::string_view unit, std::string_view doc,
                             std::vector<double> T::*data) { return optional(n, unit, doc, data, missing_real); };
        return std::make_tuple(
            required("id", "", "customer", &T::id),
            optional("rank", "", "1: highest risk of the row per year", &T::rank, std::int32_t{0}),
            real("leaks_per_year", "1/a", "leaks of hose and indoor pipe, before the level", &T::leaks_per_year),
            real("explosions_per_year", "1/a", "gas explosions from hose and indoor pipe", &T::explosions_per_year),
            real("risk_fatalities_per_year", "1/a", "expected fatalities by these", &T::risk_fatalities_per_year),
            real("risk_cny_per_year", "CNY/a", "expected yearly loss by these, lives weighed by the scheme",
                 &T::risk_cny_per_year),
            real("removed_by_hose", "1/a", "explosions fewer with a hose as the anchor's, in its life",
                 &T::removed_by_hose),
            real("removed_by_self_closing_valve", "1/a", "explosions fewer with one; 0: it is there",
                 &T::removed_by_self_closing_valve),
            real("removed_by_alarm", "1/a", "explosions fewer with one; 0: it is there", &T::removed_by_alarm),
            real("removed_by_shut_off", "1/a", "explosions fewer with an alarm and a shut-off; 0: both are there",
                 &T::removed_by_shut_off),
            optional("causes", "", "the largest contributions", &T::causes, ""),
            optional("causes_zh", "", "the same in Chinese", &T::causes_zh, ""));
    }
};

/// One row per id. Bit-identical for any number of threads. Throws Error("usage") when lengths differ,
/// Error("dangling_reference") for a hose type that is not in the list.
[[nodiscard]] HouseholdRisks assess_households(std::span<const std::string> ids, const IndoorHouseholds &known,
                                               const Gas &gas = {},
                                               const IndoorScheme &scheme = default_indoor_scheme());

} // namespace gastwin
