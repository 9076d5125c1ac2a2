// SPDX-License-Identifier: Apache-2.0
#include "scenarios/individual_risk.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <tuple>

#include "models/check.hpp"
#include "scenarios/asset_place.hpp"
#include "scenarios/flow_jet.hpp"

namespace gastwin {
namespace {

constexpr double upright = 0.5 * std::numbers::pi;
constexpr double negligible = 1e-6; ///< probability of death
constexpr std::size_t steps = 200;  ///< of a function of distance

/// The flux at which so few die.
double flux_of_lethality(double probability, double exposure_s, ThermalLaw law) {
    double low = 0.0, high = 1e7;
    for (int i = 0; i < 100; ++i) {
        const double middle = std::midpoint(low, high);
        (thermal_lethality(middle, exposure_s, law) < probability ? low : high) = middle;
    }
    return high;
}

JetFlame flame_of(const Gas &gas, double hole_m, double bore_m, double gauge_pressure_pa) {
    const Air air;
    const double diameter_m = std::min(hole_m, bore_m), pressure_pa = air.pressure_pa + gauge_pressure_pa;
    const Orifice orifice{.area_m2 = 0.25 * std::numbers::pi * diameter_m * diameter_m};
    const double flow_kg_s = hole_m < bore_m ? orifice_release(gas, orifice, pressure_pa, air.pressure_pa).flow_kg_s
                                             : full_bore_release(gas, bore_m, pressure_pa, air.pressure_pa).usual_kg_s;
    return jet_flame(jet_of_flow(gas, orifice, flow_kg_s, air), {}, air);
}

template <class F> ByDistance sampled(double reach_m, F &&f) {
    ByDistance result;
    if (!(reach_m > 0.0)) return result;
    result.step_m = reach_m / static_cast<double>(steps);
    for (std::size_t i = 0; i <= steps; ++i) result.value.push_back(f(static_cast<double>(i) * result.step_m));
    return result;
}

void check_options(const IndividualRiskOptions &o) {
    const auto wrong = [](const char *column, double value) {
        throw Error("value_out_of_range", {.column = column, .value = std::to_string(value)});
    };
    if (!(o.exposure_s > 0.0 && o.exposure_s <= 3600.0)) wrong("exposure_s", o.exposure_s);
    double all = 0.0;
    for (const HoleShare &hole : o.hole) {
        if (!(hole.diameter_m > 0.0)) wrong("diameter_m", hole.diameter_m);
        if (!(hole.share >= 0.0)) wrong("share", hole.share);
        if (!(hole.ignited >= 0.0 && hole.ignited <= 1.0)) wrong("ignited", hole.ignited);
        all += hole.share;
    }
    if (!(all <= 1.0 + 1e-9)) wrong("share", all);
}

/// Functions of distance made once for each kind of pipe.
class Functions {
  public:
    Functions(const Network &network, const RiskScheme &scheme, const IndividualRiskOptions &options)
        : network_{network}, scheme_{scheme}, options_{options} {}

    std::int32_t of(std::size_t pipe) {
        const auto c = network_.pipe.pressure_class[pipe];
        const double bore_m = network_.pipe.inner_diameter_m[pipe];
        const bool above = is_above_ground(scheme_.failure, network_.pipe, pipe);
        const auto [found, added] = known_.try_emplace({c, bore_m, above}, static_cast<std::int32_t>(functions.size()));
        if (added)
            functions.push_back(death_by_distance(network_.gas, scheme_.consequence, c, bore_m, above, options_));
        return found->second;
    }

    std::vector<ByDistance> functions;

  private:
    const Network &network_;
    const RiskScheme &scheme_;
    const IndividualRiskOptions &options_;
    std::map<std::tuple<PressureClass, double, bool>, std::int32_t> known_;
};

} // namespace

ByDistance death_by_fire(const Gas &gas, double bore_m, double gauge_pressure_pa,
                         const IndividualRiskOptions &options) {
    if (!(gauge_pressure_pa > 0.0)) return {};
    const Air air;
    const double flux = flux_of_lethality(negligible, options.exposure_s, options.law);
    std::vector<std::pair<JetFlame, double>> flames; // and how often they burn
    double reach_m = 0.0;
    for (const HoleShare &hole : options.hole) {
        if (!(hole.share * hole.ignited > 0.0)) continue;
        flames.emplace_back(flame_of(gas, hole.diameter_m, bore_m, gauge_pressure_pa), hole.share * hole.ignited);
        reach_m = std::max(reach_m, flame_reach_m(flames.back().first, upright, air, flux));
    }
    return sampled(reach_m, [&](double d) {
        double death = 0.0;
        for (const auto &[flame, share] : flames)
            death +=
                share * thermal_lethality(flame_flux_w_m2(flame, upright, air, d), options.exposure_s, options.law);
        return death;
    });
}

ByDistance death_by_distance(const Gas &gas, const ConsequenceScheme &scheme, PressureClass pressure_class,
                             double bore_m, bool above_ground, const IndividualRiskOptions &options) {
    const ByDistance fire = death_by_fire(gas, bore_m, design_gauge_pressure_pa(scheme, pressure_class), options);
    const double migration_m = migration_reach_m(scheme, pressure_class);
    const double indoor = scheme.lethality_indoor * (above_ground ? scheme.above_ground_entry : 1.0);
    return sampled(std::max(migration_m, fire.reach_m()),
                   [&](double d) { return std::min(1.0, fire.at(d) + indoor * std::max(0.0, 1.0 - d / migration_m)); });
}

IndividualRisk individual_risk(const Network &network, const RiskResults &risk, const RiskScheme &scheme,
                               const IndividualRiskOptions &options, const Progress &progress) {
    require_sound(network);
    check_options(options);
    const std::vector<std::size_t> pipe_of = asset_rows(network, risk);
    Functions kinds(network, scheme, options);
    LineSources lines;
    IndividualRisk result;
    for (std::size_t i = 0; i < row_count(risk); ++i) {
        if (risk.table_name[i] != "pipe") continue;
        const std::vector<Point> course = pipe_course(network, pipe_of[i]);
        result.pipes_without_place += course.empty() ? 1 : 0;
        if (course.empty()) continue;
        lines.course.push_back(course);
        lines.rate.push_back(risk.serious_per_year[i]);
        lines.function.push_back(kinds.of(pipe_of[i]));
    }
    result.raster = raster_of_lines(lines, kinds.functions, options.cell_m, options.threads, progress);
    return result;
}

} // namespace gastwin
