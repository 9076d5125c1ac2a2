// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "models/table.hpp"

namespace gastwin {

/// Junctions, pipe ends, connection points.
struct Nodes {
    static constexpr std::string_view name = "node";
    std::vector<std::string> id;
    std::vector<double> x_m, y_m, elevation_m, depth_m;
    std::vector<std::string> kind;

    static constexpr auto columns() {
        return std::make_tuple(required("id", "", "unique id", &Nodes::id),
                               optional("x_m", "m", "easting", &Nodes::x_m, missing_real),
                               optional("y_m", "m", "northing", &Nodes::y_m, missing_real),
                               optional("elevation_m", "m", "height of the pipe axis above the datum",
                                        &Nodes::elevation_m, 0.0, {-500, 9000}),
                               optional("depth_m", "m", "cover below ground; negative above ground", &Nodes::depth_m,
                                        missing_real, {-150, 50}),
                               optional("kind", "", "feature or appurtenance as surveyed", &Nodes::kind, ""));
    }
};

} // namespace gastwin
