// SPDX-License-Identifier: Apache-2.0
#include "models/check.hpp"
#include "python/bindings/module.hpp"
#include "scenarios/connection_points.hpp"

namespace gastwin::python {

void bind_connection(py::module_ &m) {
    bind_table<ConnectionPoints>(m, "connection_point_table");
    m.def(
        "connection_points",
        [](const std::shared_ptr<Network> &network, const std::vector<double> &x_m, const std::vector<double> &y_m,
           double reach_m) {
            std::vector<Point> users(x_m.size());
            for (std::size_t i = 0; i < users.size(); ++i) users[i] = {x_m[i], y_m.at(i)};
            const py::gil_scoped_release unlocked;
            using Held = std::pair<std::shared_ptr<Network>, ConnectionPoints>; // the view reads names of the network
            const auto held = std::make_shared<Held>(network, connection_points(*network, users, {.reach_m = reach_m}));
            return View<ConnectionPoints>{held, &held->second, network.get()};
        },
        py::arg("network"), py::arg("x_m"), py::arg("y_m"), py::arg("reach_m"));
    m.def(
        "joined",
        [](const std::shared_ptr<Network> &network, const View<ConnectionPoints> &points,
           const std::vector<std::string> &ids) {
            if (ids.size() != row_count(*points.table)) throw py::index_error("ids");
            const py::gil_scoped_release unlocked;
            return std::make_shared<Network>(joined(*network, *points.table, ids));
        },
        py::arg("network"), py::arg("points"), py::arg("ids"));
}

} // namespace gastwin::python
