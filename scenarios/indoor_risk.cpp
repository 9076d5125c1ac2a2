// SPDX-License-Identifier: Apache-2.0
#include "scenarios/indoor_risk.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "models/accumulation.hpp"
#include "models/error.hpp"
#include "models/failure.hpp"
#include "models/release.hpp"
#include "models/units.hpp"

namespace gastwin {
namespace {

constexpr double reference_age_a = 25.0, seconds_per_hour = 3600.0;
constexpr double share_worth_saying = 0.2; ///< of a row's explosions

/// Explosions per leak of each source for each of the eight sets of devices.
using Shares = std::array<std::array<IndoorExplosions, 8>, indoor_source_count>;

std::size_t number_of(const IndoorDevices &d) {
    return (d.self_closing_valve ? 1U : 0U) + (d.alarm ? 2U : 0U) + (d.shut_off ? 4U : 0U);
}

Shares all_shares(const IndoorScheme &scheme, const Gas &gas) {
    Shares shares;
    for (std::size_t source = 0; source < indoor_source_count; ++source)
        for (std::size_t d = 0; d < 8; ++d)
            shares[source][d] = explosions_per_leak(scheme, gas, static_cast<IndoorSource>(source),
                                                    {(d & 1U) != 0, (d & 2U) != 0, (d & 4U) != 0});
    return shares;
}

double times_of(const IndoorScheme &scheme, const std::string &type) {
    for (const HoseType &known : scheme.hose_type)
        if (holds_word(type, known.words)) return known.times;
    return scheme.hose_unknown_times;
}

double pipe_leaks(const IndoorScheme &scheme, double age_a) {
    const double age = is_missing(age_a) ? scheme.pipe_unknown_age_a : std::max(1.0, age_a);
    return scheme.pipe_per_year * std::pow(age / reference_age_a, scheme.pipe_age_exponent);
}

/// Yearly figures of one household, before the level.
struct Household {
    double hose = 0.0, pipe = 0.0; ///< leaks
    IndoorDevices devices;
};

IndoorExplosions explosions(const Shares &shares, const Household &h) {
    const IndoorExplosions &by_hose = shares[0][number_of(h.devices)], &by_pipe = shares[1][number_of(h.devices)];
    return {h.hose * by_hose.home + h.pipe * by_pipe.home, h.hose * by_hose.away + h.pipe * by_pipe.away};
}

void require_whole(std::span<const std::string> ids, const IndoorHouseholds &k) {
    const std::size_t n = ids.size();
    if (k.households.size() != n || k.hose_type.size() != n || k.hose_past_life.size() != n ||
        k.self_closing_valve.size() != n || k.alarm.size() != n || k.shut_off.size() != n || k.pipe_age_a.size() != n)
        throw Error("usage", {.layer = "customer"}, {}, "the columns have different lengths");
    const auto types = static_cast<std::int32_t>(k.hose_types.size());
    for (std::size_t i = 0; i < n; ++i)
        if (k.hose_type[i] < -1 || k.hose_type[i] >= types)
            throw Error("dangling_reference", {.layer = "customer", .column = "hose_type"}, {ids[i]});
}

void say(HouseholdRisks &r, std::size_t i, const std::string &en, const std::string &zh) {
    r.causes[i].append(r.causes[i].empty() ? "" : "; ").append(en);
    r.causes_zh[i].append(r.causes_zh[i].empty() ? "" : "；").append(zh);
}

/// What stands out of a row that has gas leaks at all.
void explain(HouseholdRisks &r, std::size_t i, const IndoorHouseholds &known, const Household &h, double all) {
    const double worth = share_worth_saying * all;
    if (all <= 0.0) return;
    if (r.removed_by_hose[i] > worth) {
        const bool recorded = known.hose_type[i] >= 0;
        const std::string type = recorded ? known.hose_types[static_cast<std::size_t>(known.hose_type[i])] : "";
        say(r, i, recorded ? "hose: " + type : "type of hose not on record",
            recorded ? "软管：" + type : "软管类型未记录");
        if (known.hose_past_life[i] != 0) say(r, i, "hose past its life", "软管超期");
    }
    if (!h.devices.self_closing_valve && r.removed_by_self_closing_valve[i] > worth)
        say(r, i, "no self-closing valve", "未装自闭阀");
    if (!h.devices.alarm && r.removed_by_alarm[i] > worth) say(r, i, "no alarm", "未装报警器");
    if (!is_missing(known.pipe_age_a[i]) && known.pipe_age_a[i] > reference_age_a) {
        const std::string years = std::to_string(static_cast<int>(known.pipe_age_a[i]));
        say(r, i, "indoor pipe " + years + " years old", "户内管使用" + years + "年");
    }
}

void rank_by_risk(HouseholdRisks &r) {
    std::vector<std::size_t> order(r.id.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if (r.risk_cny_per_year[a] != r.risk_cny_per_year[b]) return r.risk_cny_per_year[a] > r.risk_cny_per_year[b];
        return r.id[a] < r.id[b];
    });
    for (std::size_t i = 0; i < order.size(); ++i) r.rank[order[i]] = static_cast<std::int32_t>(i + 1);
}

} // namespace

IndoorExplosions explosions_per_leak(const IndoorScheme &scheme, const Gas &gas, IndoorSource source,
                                     const IndoorDevices &devices) {
    const double alarm = devices.alarm ? scheme.alarm_reliability : 0.0;
    const double shut_off = devices.alarm && devices.shut_off ? scheme.shut_off_reliability : 0.0;
    const double gas_kg_m3 = standard_pressure_pa / gas.a2_m2_s2(); // in the room
    IndoorExplosions sum;
    for (const IndoorRelease &release : scheme.release) {
        if (release.source != source) continue;
        const Orifice hole{.area_m2 = std::numbers::pi / 4.0 * release.hole_m * release.hole_m,
                           .discharge_coefficient = scheme.discharge_coefficient};
        const double flow_kg_s =
            orifice_release(gas, hole, standard_pressure_pa + scheme.gauge_pressure_pa, standard_pressure_pa).flow_kg_s;
        const double flow_m3_h = seconds_per_hour * flow_kg_s / gas.reference_density_kg_m3();
        const bool seen = source == IndoorSource::hose && flow_m3_h > scheme.valve_closes_above_m3_h;
        const double goes_on = devices.self_closing_valve && seen ? 1.0 - scheme.valve_reliability : 1.0;
        for (const bool shut : {true, false}) {
            const double changes_h = shut ? scheme.air_changes_shut_h : scheme.air_changes_open_h;
            const VentilatedRoom kitchen{.volume_m3 = scheme.room_m3,
                                         .gas_m3_s = flow_kg_s / gas_kg_m3,
                                         .ventilation_m3_s = changes_h * scheme.room_m3 / seconds_per_hour};
            const double time_s = time_to_fraction_s(kitchen, scheme.lower_flammable_share);
            if (!std::isfinite(time_s)) continue;
            const double share = release.share * goes_on * (shut ? scheme.shut_share : 1.0 - scheme.shut_share);
            const double home = (1.0 - alarm) * std::exp(-time_s / scheme.smell_s);
            const double away = 1.0 - alarm * shut_off;
            sum.home += share * scheme.presence * home * scheme.ignition_home;
            sum.away += share * (1.0 - scheme.presence) * away * scheme.ignition_away;
        }
    }
    return sum;
}

double indoor_level(const IndoorScheme &scheme, const Gas &gas) {
    const Household anchor{.hose = scheme.hose_per_year * times_of(scheme, scheme.anchor_hose_type),
                           .pipe = pipe_leaks(scheme, scheme.anchor_pipe_age_a),
                           .devices = {}};
    const double all = anchor.hose * explosions_per_leak(scheme, gas, IndoorSource::hose, {}).all() +
                       anchor.pipe * explosions_per_leak(scheme, gas, IndoorSource::pipe, {}).all();
    return all > 0.0 ? scheme.anchor_explosions_per_year / all : 0.0;
}

HouseholdRisks assess_households(std::span<const std::string> ids, const IndoorHouseholds &known, const Gas &gas,
                                 const IndoorScheme &scheme) {
    require_whole(ids, known);
    const Shares shares = all_shares(scheme, gas);
    const double level = indoor_level(scheme, gas);
    const double new_hose = scheme.hose_per_year * times_of(scheme, scheme.anchor_hose_type);
    std::vector<double> times;
    for (const std::string &type : known.hose_types) times.push_back(times_of(scheme, type));
    HouseholdRisks r;
    resize_rows(r, ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        Household h{.hose = 0.0,
                    .pipe = pipe_leaks(scheme, known.pipe_age_a[i]),
                    .devices = {known.self_closing_valve[i] != 0, known.alarm[i] != 0, known.shut_off[i] != 0}};
        const std::int32_t type = known.hose_type[i];
        h.hose = scheme.hose_per_year * (type < 0 ? scheme.hose_unknown_times : times[static_cast<std::size_t>(type)]);
        if (known.hose_past_life[i] != 0) h.hose *= scheme.hose_past_life_times;
        const double count = std::max(known.households[i], 0), yearly = level * count;
        const IndoorExplosions now = explosions(shares, h);
        const auto removed = [&](const Household &changed) {
            return std::max(0.0, yearly * (now.all() - explosions(shares, changed).all()));
        };
        const auto with = [&](IndoorDevices devices) {
            return removed({.hose = h.hose, .pipe = h.pipe, .devices = devices});
        };
        const IndoorDevices &d = h.devices;
        r.id[i] = ids[i];
        r.leaks_per_year[i] = count * (h.hose + h.pipe);
        r.explosions_per_year[i] = yearly * now.all();
        r.risk_fatalities_per_year[i] =
            yearly * (now.home * scheme.people_home * scheme.lethality + now.all() * scheme.next_door_fatalities);
        r.risk_cny_per_year[i] = r.explosions_per_year[i] * scheme.property_cny +
                                 r.risk_fatalities_per_year[i] * scheme.fatality_cny * scheme.disproportion;
        r.removed_by_hose[i] = removed({.hose = std::min(h.hose, new_hose), .pipe = h.pipe, .devices = d});
        r.removed_by_self_closing_valve[i] = with({true, d.alarm, d.shut_off});
        r.removed_by_alarm[i] = with({d.self_closing_valve, true, d.shut_off});
        r.removed_by_shut_off[i] = with({d.self_closing_valve, true, true});
        explain(r, i, known, h, r.explosions_per_year[i]);
    }
    rank_by_risk(r);
    return r;
}

} // namespace gastwin
