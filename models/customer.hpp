// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "models/names.hpp"
#include "models/table.hpp"

namespace gastwin {

enum class CustomerKind : std::uint8_t { household, commercial, public_service, industrial, heating, other };

template <> struct Names<CustomerKind> {
    static constexpr std::array<Name, 6> names{{{"household", "household", "居民"},
                                                {"commercial", "commercial", "商业"},
                                                {"public_service", "public service", "公共服务"},
                                                {"industrial", "industrial", "工业"},
                                                {"heating", "heating", "采暖"},
                                                {"other", "other", "其他"}}};
};

/// Who takes gas. Attached to a node, or to a position along a pipe (never moved to the nearest node: a closed
/// section must count the customers on it). One row may stand for several households.
struct Customers {
    static constexpr std::string_view name = "customer";
    std::vector<std::string> id;
    std::vector<NodeIdx> node;
    std::vector<PipeIdx> pipe;
    std::vector<double> position, demand_kg_s, connected_load_kg_s;
    std::vector<CustomerKind> kind;
    std::vector<std::int32_t> households;
    std::vector<std::string> special;
    std::vector<RiserIdx> riser;
    std::vector<BuildingIdx> building;
    std::vector<std::int32_t> floor;
    std::vector<double> x_m, y_m;
    std::vector<std::string> source;
    std::vector<std::int32_t> source_row;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "unique id", &Customers::id),
            optional("node", "", "node of connection", &Customers::node, {}),
            optional("pipe", "", "or: pipe of connection", &Customers::pipe, {}),
            optional("position", "", "0 at the pipe's from_node, 1 at its to_node", &Customers::position, missing_real,
                     fraction),
            required("demand_kg_s", "kg/s", "demand as it stands (load \"fixed\"); negative injects",
                     &Customers::demand_kg_s, {-1e5, 1e5}),
            optional("connected_load_kg_s", "kg/s", "nameplate of all appliances together, before coincidence",
                     &Customers::connected_load_kg_s, missing_real, {0.0, 1e5}),
            optional("kind", "", "kind of user", &Customers::kind, CustomerKind::household),
            optional("households", "", "households behind this row", &Customers::households, std::int32_t{0},
                     {0, 1000000}),
            optional("special", "", "special place (school, hospital, ...); empty: none", &Customers::special, ""),
            optional("riser", "", "riser that serves it", &Customers::riser, {}),
            optional("building", "", "building it is in", &Customers::building, {}),
            optional("floor", "", "floor", &Customers::floor, missing_int, {-10, 300}),
            optional("x_m", "m", "easting, where the register has one", &Customers::x_m, missing_real),
            optional("y_m", "m", "northing, where the register has one", &Customers::y_m, missing_real),
            optional("source", "", "file and layer it came from", &Customers::source, ""),
            optional("source_row", "", "1-based data row in the source", &Customers::source_row, missing_int));
    }
};

} // namespace gastwin
