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

/// A transmission network of GasSteadySim.jl with ratio compressors, and its published solution for one equation of
/// state. Rows of the maps' numbers are those of the sketch's tables.
struct Transmission {
    Sketch sketch;
    std::map<std::string, int> node, pipe, compressor;
    std::map<std::string, double> pressure_pa, pipe_flow_kg_s, compressor_flow_kg_s;
};

/// The equations of state of these cases (reference/hydraulics.md section 5).
inline Gas transmission_gas(const std::string &eos, double temperature_k, double gravity) {
    Gas gas;
    gas.gas_constant = 8.314;
    gas.molar_mass_kg_mol = 0.02896 * gravity;
    gas.temperature_k = temperature_k;
    const double pull = 344400.0 * std::pow(10.0, 1.785 * gravity) / std::pow(1.8 * temperature_k, 3.825);
    constexpr double psi_pa = 6894.75729;
    if (eos == "full_cnga") gas.b1 = 1.0 + pull * 101350.0 / psi_pa, gas.b2 = pull / psi_pa;
    if (eos == "simple_cnga") gas.b1 = 1.00300865, gas.b2 = 2.96848838e-8;
    return gas;
}

inline Transmission read_transmission(const std::string &name, const std::string &eos, const std::string &solution) {
    namespace pt = boost::property_tree;
    const auto file = [&](const std::string &part) {
        pt::ptree json;
        pt::read_json((hydraulics_data() / "steady_transmission" / name / (part + ".json")).string(), json);
        return json;
    };
    const pt::ptree network = file("network"), boundary = file("bc"), params = file("params").get_child("params");
    Transmission t;
    t.sketch.network.gas =
        transmission_gas(eos, params.get<double>("Temperature (K):"), params.get<double>("Gas specific gravity (G):"));
    const auto ends = [&](const pt::ptree &row) {
        return std::pair(t.node.at(row.get<std::string>("fr_node")), t.node.at(row.get<std::string>("to_node")));
    };
    for (const auto &[id, row] : network.get_child("nodes")) t.node[id] = t.sketch.node();
    for (const auto &[id, row] : network.get_child("pipes")) {
        const auto [from, to] = ends(row);
        t.pipe[id] = t.sketch.pipe(from, to, row.get<double>("length"), row.get<double>("diameter"));
        t.sketch.network.pipe.friction_factor[static_cast<std::size_t>(t.pipe[id])] =
            row.get<double>("friction_factor");
    }
    for (const auto &[id, row] : network.get_child("compressors")) {
        const auto [from, to] = ends(row);
        t.compressor[id] = t.sketch.regulator(from, to, 0.0);
        const auto r = static_cast<std::size_t>(t.compressor[id]);
        t.sketch.network.regulator.control[r] = PressureControl::compressor_ratio;
        t.sketch.network.regulator.ratio[r] = boundary.get<double>("boundary_compressor." + id + ".value");
    }
    if (const auto valves = network.get_child_optional("valves"))
        for (const auto &[id, row] : *valves) t.sketch.valve(ends(row).first, ends(row).second, true);
    for (const auto &[id, pressure] : boundary.get_child("boundary_pslack")) {
        const auto row = static_cast<std::size_t>(t.sketch.source(t.node.at(id), missing_real));
        t.sketch.network.source.pressure_pa[row] = pressure.get_value<double>();
    }
    for (const auto &[id, flow] : boundary.get_child("boundary_nonslack_flow"))
        t.sketch.customer(t.node.at(id), flow.get_value<double>());
    const pt::ptree exact = file(solution);
    for (const auto &[id, value] : exact.get_child("nodal_pressure")) t.pressure_pa[id] = value.get_value<double>();
    for (const auto &[id, value] : exact.get_child("pipe_flow")) t.pipe_flow_kg_s[id] = value.get_value<double>();
    for (const auto &[id, value] : exact.get_child("compressor_flow"))
        t.compressor_flow_kg_s[id] = value.get_value<double>();
    return t;
}

} // namespace gastwin
