// SPDX-License-Identifier: Apache-2.0
// Networks of the hydraulic reference data, read from the folder GASTWIN_SHARED_DATA.
#pragma once
#define BOOST_BIND_GLOBAL_PLACEHOLDERS // property_tree 1.74 still includes the old header
#include <boost/property_tree/json_parser.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "tests/engine/small_networks.hpp"

namespace gastwin {

inline std::filesystem::path hydraulics_data() { return std::filesystem::path(GASTWIN_SHARED_DATA) / "hydraulics"; }

/// The gas of pandapipes and STANET: density ρ_n at 0 °C and 101 325 Pa, Z = 1 + slope·p.
inline Gas stanet_gas(double norm_density, double viscosity, double slope_per_bar) {
    Gas gas;
    gas.molar_mass_kg_mol = norm_density * gas.gas_constant * zero_celsius_k / standard_pressure_pa;
    gas.temperature_k = 283.15;
    gas.viscosity_pa_s = viscosity;
    gas.compressibility = Compressibility::linear;
    gas.b2 = slope_per_bar * 1e-5;
    return gas;
}

/// Rows of a comma-separated file without quotes, by column name.
inline std::vector<std::map<std::string, std::string>> read_table(const std::filesystem::path &path) {
    std::ifstream file(path);
    std::vector<std::string> names;
    std::vector<std::map<std::string, std::string>> rows;
    for (std::string line; std::getline(file, line);) {
        std::istringstream cells(line);
        std::map<std::string, std::string> row;
        std::size_t column = 0;
        for (std::string cell; std::getline(cells, cell, ','); ++column)
            if (rows.empty() && names.size() == column) names.push_back(cell);
            else row[names.at(column)] = cell;
        if (!row.empty()) rows.push_back(std::move(row));
    }
    return rows;
}

/// One STANET case with the results that both programs give for it.
struct StanetCase {
    Sketch sketch;
    bool colebrook = false;
    std::vector<double> stanet_gauge_pa, pandapipes_gauge_pa, stanet_velocity, pandapipes_velocity;
};

inline StanetCase read_stanet(const std::filesystem::path &path) {
    namespace pt = boost::property_tree;
    pt::ptree json;
    pt::read_json(path.string(), json);
    StanetCase c;
    const auto number = [](const pt::ptree &row, const char *key) {
        return row.get<std::string>(key, "null") == "null" ? missing_real : row.get<double>(key);
    };
    c.sketch.network.gas = stanet_gas(json.get<double>("fluid_properties.density.value"),
                                      json.get<double>("fluid_properties.viscosity.value"),
                                      json.get<double>("fluid_properties.compressibility.slope", 0.0));
    c.colebrook = json.get<std::string>("pandapipes_friction_model") == "colebrook";
    std::map<int, int> node;
    c.sketch.network.gas.temperature_k = json.get_child("tables.junction").front().second.get<double>("tfluid_k");
    for (const auto &[key, row] : json.get_child("tables.junction")) {
        node[row.get<int>("index")] = c.sketch.node(row.get<double>("height_m"));
        c.stanet_gauge_pa.push_back(1e5 * number(row, "p_stanet"));
    }
    for (const auto &[key, row] : json.get_child("pandapipes_results.res_junction"))
        c.pandapipes_gauge_pa.push_back(1e5 * number(row, "p_bar"));
    for (const auto &[key, row] : json.get_child("tables.pipe")) {
        const int pipe = c.sketch.pipe(node.at(row.get<int>("from_junction")), node.at(row.get<int>("to_junction")),
                                       1e3 * row.get<double>("length_km"), 1e-3 * row.get<double>("inner_diameter_mm"),
                                       1e-3 * row.get<double>("k_mm"));
        c.sketch.network.pipe.loss_coefficient[static_cast<std::size_t>(pipe)] = row.get<double>("loss_coefficient");
        c.stanet_velocity.push_back(number(row, "v_stanet"));
    }
    for (const auto &[key, row] : json.get_child("pandapipes_results.res_pipe"))
        c.pandapipes_velocity.push_back(number(row, "v_mean_m_per_s"));
    for (const auto &[key, row] : json.get_child("tables.ext_grid"))
        c.sketch.source(node.at(row.get<int>("junction")), 1e5 * row.get<double>("p_bar"));
    for (const auto &[key, row] : json.get_child("tables.sink"))
        c.sketch.customer(node.at(row.get<int>("junction")),
                          row.get<double>("mdot_kg_per_s") * row.get<double>("scaling"));
    if (const auto injections = json.get_child_optional("tables.source"))
        for (const auto &[key, row] : *injections)
            c.sketch.customer(node.at(row.get<int>("junction")),
                              -row.get<double>("mdot_kg_per_s") * row.get<double>("scaling"));
    if (const auto valves = json.get_child_optional("tables.valve"))
        for (const auto &[key, row] : *valves)
            c.sketch.valve(node.at(row.get<int>("junction")), node.at(row.get<int>("element")),
                           row.get<std::string>("opened") == "true");
    return c;
}

/// The Schutterwald network and pandapipes' node pressures for one law ("nikuradse", "colebrook", "swamee-jain").
struct Schutterwald {
    Sketch sketch;
    std::vector<double> gauge_pa;
};

inline Schutterwald read_schutterwald(const std::string &law) {
    const auto file = [](const std::string &name) {
        return read_table(hydraulics_data() / "schutterwald" / ("schutterwald_all." + name + ".csv"));
    };
    Schutterwald town;
    town.sketch.network.gas = stanet_gas(0.73168106600, 1.06972466673e-5, -0.0022);
    for (const auto &row : file("junction")) town.sketch.node(std::stod(row.at("height_m")));
    for (const auto &row : file("pipe"))
        town.sketch.pipe(std::stoi(row.at("from_junction")), std::stoi(row.at("to_junction")),
                         1e3 * std::stod(row.at("length_km")), 1e-3 * std::stod(row.at("inner_diameter_mm")),
                         1e-3 * std::stod(row.at("k_mm")));
    for (const auto &row : file("ext_grid"))
        town.sketch.source(std::stoi(row.at("junction")), 1e5 * std::stod(row.at("p_bar")));
    for (const auto &row : file("sink"))
        town.sketch.customer(std::stoi(row.at("junction")), std::stod(row.at("mdot_kg_per_s")));
    for (const auto &row : file(law + ".res_junction")) town.gauge_pa.push_back(1e5 * std::stod(row.at("p_bar")));
    return town;
}

} // namespace gastwin
