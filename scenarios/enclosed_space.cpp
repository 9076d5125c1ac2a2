// SPDX-License-Identifier: Apache-2.0
#include "scenarios/enclosed_space.hpp"

#include <cmath>

#include "models/accumulation.hpp"
#include "models/number_text.hpp"
#include "models/release.hpp"

namespace gastwin {
namespace {

constexpr std::uint64_t stream = 0xE5C1; ///< of random numbers
constexpr double hour_s = 3600.0;

void require(bool legal, const char *column, double value) {
    if (!legal) throw Error("value_out_of_range", {.column = column, .value = number_text(value)});
}

void require_range(const UnknownValue &value, const char *column, bool positive, double most) {
    require(value.low >= 0.0 && value.high <= most && (!positive || value.high > 0.0), column, value.high);
    require(value.low <= value.high, column, value.low);
}

void require_legal(const EnclosedSpace &space, const EnclosedSpaceOptions &options) {
    require_range(space.hole_m, "hole_m", true, 3.0);
    require_range(space.gauge_pressure_pa, "gauge_pressure_pa", true, 1e7);
    require_range(space.volume_m3, "volume_m3", true, 1e9);
    require(space.volume_m3.low > 0.0, "volume_m3", space.volume_m3.low);
    require_range(space.air_changes_per_h, "air_changes_per_h", false, 1e4);
    require_range(space.entering_share, "entering_share", false, 1.0);
    require(space.after_s > 0.0 && std::isfinite(space.after_s), "after_s", space.after_s);
    require(options.lower_share > 0.0, "lower_share", options.lower_share);
    require(options.upper_share > options.lower_share && options.upper_share <= 1.0, "upper_share",
            options.upper_share);
    require(options.samples >= 1, "samples", options.samples);
}

} // namespace

double UnknownValue::sample(Random &random) const {
    const double u = random.uniform(); // drawn for known values too: what follows does not depend on what is known
    if (low == high) return low;
    return low > 0.0 ? low * std::pow(high / low, u) : std::lerp(low, high, u);
}

EnclosedSpaceOutcome gas_in_enclosed_space(const EnclosedSpace &space, const EnclosedSpaceOptions &options) {
    require_legal(space, options);
    std::vector<double> release, escaped, share, flammable, fuel;
    EnclosedSpaceOutcome outcome;
    const double density = density_kg_m3(options.gas, standard_pressure_pa);
    int reached = 0, too_rich = 0;
    for (std::int32_t i = 0; i < options.samples; ++i) {
        Random random(options.seed, stream, static_cast<std::uint64_t>(i));
        const Orifice hole{.area_m2 = circle_area_m2(space.hole_m.sample(random)),
                           .discharge_coefficient = options.discharge_coefficient};
        const double pressure_pa = standard_pressure_pa + space.gauge_pressure_pa.sample(random);
        const double volume_m3 = space.volume_m3.sample(random);
        const double changes_per_h = space.air_changes_per_h.sample(random);
        const double flow_kg_s = orifice_release(options.gas, hole, pressure_pa, standard_pressure_pa).flow_kg_s;
        const VentilatedRoom room{.volume_m3 = volume_m3,
                                  .gas_m3_s = space.entering_share.sample(random) * flow_kg_s / density,
                                  .ventilation_m3_s = changes_per_h * volume_m3 / hour_s};
        release.push_back(flow_kg_s);
        escaped.push_back(flow_kg_s * space.after_s);
        share.push_back(mixed_fraction(room, space.after_s));
        flammable.push_back(time_to_fraction_s(room, options.lower_share));
        reached += flammable.back() <= space.after_s;
        too_rich += share.back() > options.upper_share;
        if (share.back() >= options.lower_share && share.back() <= options.upper_share)
            fuel.push_back(share.back() * volume_m3 * density);
    }
    const auto of_all = [&](double draws) { return draws / options.samples; };
    outcome.flammable_share = of_all(static_cast<double>(fuel.size()));
    outcome.reached_share = of_all(reached);
    outcome.too_rich_share = of_all(too_rich);
    outcome.release_kg_s = quantiles(std::move(release));
    outcome.escaped_kg = quantiles(std::move(escaped));
    outcome.fraction = quantiles(std::move(share));
    outcome.flammable_s = quantiles(std::move(flammable));
    outcome.fuel_kg = quantiles(std::move(fuel));
    return outcome;
}

} // namespace gastwin
