// SPDX-License-Identifier: Apache-2.0
#include "scenarios/synthetic_city.hpp"

#include "models/check.hpp"
#include "models/number_text.hpp"
#include "scenarios/synthetic/buildings.hpp"
#include "scenarios/synthetic/history.hpp"
#include "scenarios/synthetic/limits.hpp"
#include "scenarios/synthetic/mains.hpp"

namespace gastwin {
namespace {

void require_meaning(const CityOptions &o) {
    const auto refuse = [](const char *column, double value) {
        throw Error("value_out_of_range", {.column = column, .value = number_text(value)});
    };
    if (o.households < 1 || o.households > 20'000'000) refuse("households", o.households);
    if (o.record_years < 0 || o.record_years > 60) refuse("record_years", o.record_years);
    if (o.today_year < 1990 || o.today_year > 2100) refuse("today_year", o.today_year);
    if (!(o.source_gauge_pressure_pa > 0.12e6 && o.source_gauge_pressure_pa <= 0.4e6))
        refuse("source_gauge_pressure_pa", o.source_gauge_pressure_pa);
    if (!(o.set_gauge_pressure_pa >= 2600.0 && o.set_gauge_pressure_pa <= 10e3))
        refuse("set_gauge_pressure_pa", o.set_gauge_pressure_pa);
    if (!(o.households_per_zone >= 100.0)) refuse("households_per_zone", o.households_per_zone);
    if (!(o.households_per_source >= 1000.0 && o.households_per_source <= 80'000.0))
        refuse("households_per_source", o.households_per_source);
}

} // namespace

Network synthetic_city(const CityOptions &options, const Progress &progress) {
    using namespace synthetic;
    require_meaning(options);

    // Streets first: everything else stands along them.
    report(progress, "streets", 0.0);
    const Plan plan = plan_city(options);
    const std::vector<Zone> zones = make_zones(plan, options);
    const MediumPressure medium = route_medium_pressure(plan, zones, options);

    // From the sources down to the risers.
    Draft draft;
    draft.network.crs = "EPSG:4547";
    const JunctionNodes junctions = lay_medium_pressure(draft, plan, zones, medium, options);
    for (std::size_t z = 0; z < zones.size(); ++z) {
        report(progress, "network", static_cast<double>(z) / static_cast<double>(zones.size()));
        const std::vector<NodeIdx> tees = lay_zone(draft, plan, zones[z], junctions, options);
        for (std::size_t k = 0; k < tees.size(); ++k)
            lay_building(draft, plan, zones[z].building[k], zones[z], z, tees[k], options);
    }

    // The solver has the last word on sizes; leaks depend on them.
    meet_limits(draft, CityLimits{}, progress);
    if (options.records) add_leak_records(draft, options);
    add_enclosures(draft, options);
    return std::move(draft.network);
}

} // namespace gastwin
