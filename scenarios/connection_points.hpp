// SPDX-License-Identifier: Apache-2.0
// Where new users could be joined to the network: for each of them and each pressure tier the nearest point of a pipe
// that carries gas, is no riser and no indoor pipe, and lies within reach.
//
// The way there is taken as straight. A point whose way crosses no building is preferred to a nearer one whose way
// does; the building the user is in does not count. Ties go to the pipe first in the table. Caveats: fences, rivers and
// roads are not known; pipes without coordinates are never found.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/network.hpp"

namespace gastwin {

struct ConnectionOptions {
    double reach_m = 100.0;
    int highest_tier = 2; ///< see pressure_tier(): low and medium, and pipes of unknown class
};

/// One row per user and tier, users in the order given, the shortest way first.
struct ConnectionPoints {
    static constexpr std::string_view name = "connection_point";
    std::vector<std::string> id;
    std::vector<std::int32_t> user, buildings_crossed;
    std::vector<PipeIdx> pipe;
    std::vector<double> position, x_m, y_m, distance_m;
    std::vector<PressureClass> pressure_class;

    static constexpr auto columns() {
        using T = ConnectionPoints;
        return std::make_tuple(
            required("id", "", "running number", &T::id), required("user", "", "row of the user, from 0", &T::user),
            required("pipe", "", "pipe to join", &T::pipe),
            required("position", "", "0 at the pipe's from_node, 1 at its to_node", &T::position),
            required("x_m", "m", "easting of the point on the pipe", &T::x_m),
            required("y_m", "m", "northing of the point on the pipe", &T::y_m),
            required("distance_m", "m", "from the user to that point, straight", &T::distance_m),
            optional("pressure_class", "", "class of the pipe", &T::pressure_class, PressureClass::unknown),
            optional("buildings_crossed", "", "buildings in the straight way, the user's own apart",
                     &T::buildings_crossed, std::int32_t{0}));
    }
};

/// `users`: where they are; one that is not finite has no rows. O(pipes · users within reach of each).
[[nodiscard]] ConnectionPoints connection_points(const Network &network, std::span<const Point> users,
                                                 const ConnectionOptions &options = {});

/// The network with one more customer per row of `points`, named by `ids`, who draws nothing yet; for trial loads.
/// Throws Error("duplicate_id") where an id is taken.
[[nodiscard]] Network joined(const Network &network, const ConnectionPoints &points, std::span<const std::string> ids);

} // namespace gastwin
