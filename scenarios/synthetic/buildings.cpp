// SPDX-License-Identifier: Apache-2.0
#include "scenarios/synthetic/buildings.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "models/units.hpp"
#include "scenarios/synthetic/loads.hpp"
#include "scenarios/synthetic/sizing.hpp"

namespace gastwin::synthetic {
namespace {

constexpr double service_drop_pa = 60.0, courtyard_drop_pa = 200.0;
constexpr double service_speed_m_s = 10.0;
constexpr double first_riser_m = 6.0;
constexpr double aerial_height_m = 2.5, storey_m = 2.9, floor_to_floor_m = 3.0;
constexpr std::int32_t old_before = 2000; // buildings older than this count as old estates

std::size_t at(std::int32_t row) { return static_cast<std::size_t>(row); }

/// The façade's origin (where the service enters) and the unit vectors along it and away from the street.
struct Site {
    Point entry, along, inward;
    [[nodiscard]] Point at(double along_m, double inward_m) const {
        return {entry.x + along_m * along.x + inward_m * inward.x, entry.y + along_m * along.y + inward_m * inward.y};
    }
};

Site site_of(const Plan &plan, const PlannedBuilding &b) {
    const Streets &s = plan.streets;
    const Point from = s.junction[at(s.from[at(b.section)])], to = s.junction[at(s.to[at(b.section)])];
    const double length = distance_m(from, to);
    Site site;
    site.along = {(to.x - from.x) / length, (to.y - from.y) / length};
    site.inward = {-site.along.y, site.along.x};
    const Point centre = plan.blocks[at(b.block)].centre;
    if ((centre.x - from.x) * site.inward.x + (centre.y - from.y) * site.inward.y < 0.0)
        site.inward = {site.along.y, -site.along.x};
    site.entry = {from.x + b.along * (to.x - from.x) + b.setback_m * site.inward.x,
                  from.y + b.along * (to.y - from.y) + b.setback_m * site.inward.y};
    return site;
}

BuildingIdx add_building(Draft &draft, const PlannedBuilding &b, const Site &site, std::size_t zone_row) {
    Network &net = draft.network;
    const BuildingIdx index = append_row(net.building, numbered("B", row_count(net.building), 5));
    const std::size_t row = index.row();
    const double width = b.units * unit_width_m;
    const Point middle = site.at(width / 2, 1.0 + building_depth_m / 2);
    net.building.x_m[row] = middle.x, net.building.y_m[row] = middle.y;
    net.building.area_m2[row] = width * building_depth_m;
    net.building.height_m[row] = b.floors * floor_to_floor_m;
    net.building.built_year[row] = b.built_year;
    net.building.floors[row] = b.floors;
    net.building.households[row] = b.households;
    net.building.kind[row] = "住宅";
    net.building.estate[row] = numbered("XQ", at(b.block), 4);
    net.building.community[row] = numbered("SQ", zone_row, 3);
    net.building.district[row] = numbered("JD", zone_row / 8, 2);
    net.building.old_estate[row] = b.built_year < old_before;
    const std::array ring{site.at(0, 1.0), site.at(width, 1.0), site.at(width, 1.0 + building_depth_m),
                          site.at(0, 1.0 + building_depth_m), site.at(0, 1.0)};
    net.building_outline.push_back(ring);
    return index;
}

RiserIdx add_riser(Draft &draft, const PlannedBuilding &b, BuildingIdx building, NodeIdx foot, std::int32_t households,
                   const Laying &aerial) {
    Risers &riser = draft.network.riser;
    const RiserIdx index = append_row(riser, numbered("R", row_count(riser)));
    const std::size_t row = index.row();
    riser.node[row] = foot, riser.building[row] = building;
    riser.floors[row] = b.floors, riser.households[row] = households;
    riser.height_m[row] = std::round(b.floors * storey_m * 10.0) / 10.0;
    riser.material[row] = aerial.material;
    riser.install_year[row] = aerial.year;
    const NominalSize &size = dn_sizes[at(size_row(Material::galvanised, b.floors > 9 ? "DN40" : "DN25"))];
    riser.diameter_text[row] = size.text, riser.inner_diameter_m[row] = size.inner_diameter_m;
    return index;
}

std::size_t add_customer(Draft &draft, NodeIdx node, BuildingIdx building, std::string id) {
    Customers &customer = draft.network.customer;
    const std::size_t row = append_row(customer, std::move(id)).row();
    customer.node[row] = node, customer.building[row] = building;
    return row;
}

/// Self-closing valve, hose and alarm of one household; the older the building, the fewer.
void add_devices(Draft &draft, std::size_t customer, std::int32_t built_year, const CityOptions &options) {
    Devices &device = draft.network.device;
    Random draw(options.seed, device_stream, customer);
    const auto add = [&](DeviceKind kind, const char *type, int life_a) {
        const std::size_t row = append_row(device, numbered("SB", row_count(device), 7)).row();
        const int year = std::min(options.today_year, std::max(built_year, options.today_year - draw.integer(0, 12)));
        const int month = draw.integer(1, 12);
        const auto date = [&](int y) {
            return std::to_string(y) + (month < 10 ? "-0" : "-") + std::to_string(month) + "-15";
        };
        device.customer[row] = CustomerIdx{customer};
        device.kind[row] = kind, device.type[row] = type;
        device.installed[row] = date(year), device.expires[row] = date(year + life_a);
    };
    const bool rubber = draw.chance(built_year < old_before ? 0.3 : 0.1);
    add(DeviceKind::hose, rubber ? "橡胶软管" : "不锈钢波纹软管", rubber ? 2 : 8);
    if (draw.chance(built_year < old_before ? 0.35 : 0.65)) add(DeviceKind::self_closing_valve, "自闭阀", 10);
    if (draw.chance(built_year < old_before ? 0.05 : 0.2)) add(DeviceKind::alarm, "家用报警器", 5);
}

/// Customers of one riser: one row, or one per household.
void add_households(Draft &draft, NodeIdx foot, BuildingIdx building, RiserIdx riser, const PlannedBuilding &b,
                    std::int32_t households, double share, const CityOptions &options) {
    Customers &customer = draft.network.customer;
    const double load_kg_s =
        kg_s_from_m3_h(options.load.household_connected_m3_h, draft.network.gas.reference_density_kg_m3());
    const std::int32_t rows = options.household_rows ? households : std::min(1, households);
    for (std::int32_t k = 0; k < rows; ++k) {
        const std::size_t row =
            add_customer(draft, foot, building, numbered("YH", row_count(draft.network.customer), 7));
        const std::int32_t here = households / rows;
        customer.riser[row] = riser;
        customer.households[row] = here;
        customer.connected_load_kg_s[row] = here * load_kg_s;
        customer.demand_kg_s[row] = here * load_kg_s * share;
        if (options.household_rows) {
            customer.floor[row] = 1 + k / households_per_floor_and_riser;
            add_devices(draft, row, b.built_year, options);
        }
    }
}

void add_unit_user(Draft &draft, NodeIdx node, BuildingIdx building, const UnitUser &user, const LoadModel &load) {
    if (user.connected_m3_h <= 0.0) return;
    Customers &customer = draft.network.customer;
    // Numbered by the building, so that household numbers run without gaps of meaning.
    const std::size_t row = add_customer(draft, node, building, numbered("DW", building.row(), 5));
    const UnitUserKind &kind = unit_user_kinds[at(user.kind)];
    customer.kind[row] = kind.kind;
    customer.special[row] = kind.special;
    customer.x_m[row] = position_of(draft, node).x, customer.y_m[row] = position_of(draft, node).y;
    customer.floor[row] = 1;
    const double load_kg_s = kg_s_from_m3_h(user.connected_m3_h, draft.network.gas.reference_density_kg_m3());
    customer.connected_load_kg_s[row] = load_kg_s;
    customer.demand_kg_s[row] = load_kg_s * load.unit_peak_factor;
}

/// Buried pipe from the tee to the façade, with the valve before the building. Returns the entry.
NodeIdx lay_service(Draft &draft, const Plan &plan, const PlannedBuilding &b, const Site &site, NodeIdx tee,
                    double load_m3_h, const CityOptions &options) {
    Random draw(options.seed, service_stream, row_count(draft.network.building));
    Laying laying{.role = PipeRole::service, .street = plan.streets.street_name(b.section)};
    laying.year = std::min(options.today_year, b.built_year + draw.integer(0, 1));
    laying.material = laying.year < 1998 ? Material::galvanised : laying.year < 2012 ? Material::pe80 : Material::pe100;
    laying.depth_m = std::round(draw.uniform(0.6, 0.9) * 100.0) / 100.0;
    const NodeIdx entry = add_node(draft, site.entry, 0.8, "出地");
    const double length = distance_m(position_of(draft, tee), position_of(draft, entry));
    const Duty duty{load_m3_h, options.set_gauge_pressure_pa, service_drop_pa / length, service_speed_m_s,
                    roughness_of(laying.material)};
    const auto smallest = size_row(laying.material, is_plastic(laying.material) ? "de63" : "DN50");
    open_section(draft, laying, choose_size(ladder(laying.material), smallest, duty));
    add_valve(draft, add_pipe(draft, tee, entry), 0.9, "楼前阀", options.seed);
    return entry;
}

} // namespace

void lay_building(Draft &draft, const Plan &plan, std::int32_t row, const Zone &zone, std::size_t zone_row, NodeIdx tee,
                  const CityOptions &options) {
    const PlannedBuilding &b = plan.buildings[at(row)];
    const Site site = site_of(plan, b);
    const double load = building_load(b, row, zone, options).local_m3_h;
    const NodeIdx entry = lay_service(draft, plan, b, site, tee, load, options);
    const BuildingIdx building = add_building(draft, b, site, zone_row);

    Random draw(options.seed, service_stream, (1ULL << 32U) + at(row));
    const std::int32_t risers = b.units * b.risers_per_unit;
    const double spacing = unit_width_m / b.risers_per_unit;
    Laying aerial{.depth_m = -aerial_height_m, .role = PipeRole::courtyard};
    aerial.year = std::min(options.today_year, b.built_year + draw.integer(0, 1));
    aerial.material = aerial.year > 2008 && draw.chance(0.3) ? Material::stainless : Material::galvanised;
    const double run = first_riser_m + spacing * (risers - 1);
    const Duty duty{load, options.set_gauge_pressure_pa, courtyard_drop_pa / run, service_speed_m_s, 1e-4};
    open_section(draft, aerial, choose_size(dn_sizes, size_row(Material::galvanised, "DN40"), duty));

    std::int32_t left = b.households;
    NodeIdx previous = entry;
    for (std::int32_t k = 0; k < risers && left > 0; ++k) {
        const NodeIdx foot = add_node(draft, site.at(first_riser_m + k * spacing, 0.0), -aerial_height_m, "立管");
        add_pipe(draft, previous, foot);
        previous = foot;
        const std::int32_t here = std::min(left, b.floors * households_per_floor_and_riser);
        left -= here;
        const RiserIdx riser = add_riser(draft, b, building, foot, here, aerial);
        add_households(draft, foot, building, riser, b, here, zone_coincidence(zone, options), options);
    }
    add_unit_user(draft, entry, building, unit_user_of(b, row, options.seed), options.load);
}

} // namespace gastwin::synthetic
