// SPDX-License-Identifier: Apache-2.0
// Small surveys by hand, for the tests of gis/connect and its rooms.
#pragma once
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "gis/connect.hpp"

namespace gastwin {

struct SurveyBuilder {
    Inventory survey;

    SurveyBuilder &point(const std::string &id, double x, double y, const std::string &feature = "") {
        const auto p = append_row(survey.point, id).row();
        survey.point.x_m[p] = x;
        survey.point.y_m[p] = y;
        survey.point.feature[p] = feature;
        survey.point.source[p] = "points";
        survey.point.source_row[p] = static_cast<std::int32_t>(p + 1);
        return *this;
    }

    /// Defaults: low pressure, in use, DN 100 steel of 2000.
    SurveyBuilder &line(const std::string &id, const std::string &from, const std::string &to,
                        std::vector<Point> course, PressureClass pressure = PressureClass::low) {
        SurveyLines &l = survey.line;
        const auto i = append_row(l, id).row();
        l.from_point[i] = from;
        l.to_point[i] = to;
        l.pressure_class[i] = pressure;
        l.state[i] = UseState::in_use;
        l.inner_diameter_m[i] = 0.1;
        l.diameter_text[i] = "DN100";
        l.material[i] = Material::steel;
        l.install_year[i] = 2000;
        l.source[i] = "lines";
        l.source_row[i] = static_cast<std::int32_t>(i + 1);
        survey.line_shape.push_back(course);
        return *this;
    }

    SurveyBuilder &regulator(const std::string &id, const std::string &from, const std::string &to) {
        const auto r = append_row(survey.regulator.rows, id).row();
        survey.regulator.rows.set_gauge_pressure_pa[r] = 2800.0;
        survey.regulator.references["from_node"].push_back(from);
        survey.regulator.references["to_node"].push_back(to);
        return *this;
    }

    SurveyBuilder &source(const std::string &id, const std::string &node, double gauge_pressure_pa = 0.2e6) {
        const auto s = append_row(survey.source.rows, id).row();
        survey.source.rows.gauge_pressure_pa[s] = gauge_pressure_pa;
        survey.source.references["node"].push_back(node);
        return *this;
    }

    [[nodiscard]] Twin connected(const ConnectOptions &options = {}) const { return connect(survey, options); }
};

inline std::map<std::string, int> count_kinds(const std::vector<std::string> &kinds) {
    std::map<std::string, int> counts;
    for (const std::string &kind : kinds) ++counts[kind];
    return counts;
}

inline std::size_t row_of(const std::vector<std::string> &ids, const std::string &id) {
    const auto found = std::find(ids.begin(), ids.end(), id);
    if (found == ids.end()) throw std::out_of_range("no row " + id);
    return static_cast<std::size_t>(found - ids.begin());
}

/// "from to" of a pipe.
inline std::string ends_of(const Network &network, const std::string &pipe) {
    const std::size_t p = row_of(network.pipe.id, pipe);
    return network.node.id[network.pipe.from_node[p].row()] + " " + network.node.id[network.pipe.to_node[p].row()];
}

} // namespace gastwin
