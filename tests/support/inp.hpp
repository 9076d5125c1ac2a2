// SPDX-License-Identifier: Apache-2.0
// A reader for the few sections of EPANET input files that isolation tests need: nodes, sources (reservoirs and tanks),
// links, mean demands. Every link, pumps too, becomes a pipe; every valve-layer row a valve at that end of its link.
#pragma once
#include <filesystem>
#include <fstream>
#include <map>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/network.hpp"

namespace gastwin::test {

inline std::vector<std::string> words(const std::string &line) {
    std::istringstream in(line.substr(0, line.find(';')));
    std::vector<std::string> found;
    for (std::string word; in >> word;) found.push_back(word);
    return found;
}

/// Rows of each section, split at white space.
inline std::map<std::string, std::vector<std::vector<std::string>>> read_sections(const std::filesystem::path &path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    std::map<std::string, std::vector<std::vector<std::string>>> sections;
    std::string section;
    for (std::string line; std::getline(file, line);) {
        auto row = words(line);
        if (row.empty()) continue;
        if (row[0][0] == '[') section = row[0];
        else sections[section].push_back(std::move(row));
    }
    return sections;
}

inline NodeIdx find_node(const Network &network, const std::string &id) {
    for (std::size_t i = 0; i < row_count(network.node); ++i)
        if (network.node.id[i] == id) return NodeIdx{i};
    throw std::runtime_error("no node " + id);
}

inline PipeIdx find_pipe(const Network &network, const std::string &id) {
    for (std::size_t i = 0; i < row_count(network.pipe); ++i)
        if (network.pipe.id[i] == id) return PipeIdx{i};
    throw std::runtime_error("no pipe " + id);
}

/// Mean of each demand pattern.
inline std::map<std::string, double> pattern_means(const std::vector<std::vector<std::string>> &rows) {
    std::map<std::string, std::vector<double>> factors;
    for (const auto &row : rows)
        for (std::size_t i = 1; i < row.size(); ++i) factors[row[0]].push_back(std::stod(row[i]));
    std::map<std::string, double> means;
    for (const auto &[id, f] : factors) means[id] = std::accumulate(f.begin(), f.end(), 0.0) / double(f.size());
    return means;
}

/// US units (GPM, ft, in) to SI; demand in m³/s stands in demand_kg_s.
inline Network read_inp(const std::filesystem::path &path) {
    auto sections = read_sections(path);
    Network n;
    for (const char *section : {"[JUNCTIONS]", "[RESERVOIRS]", "[TANKS]"})
        for (const auto &row : sections[section]) append_row(n.node, row[0]);
    for (const char *section : {"[RESERVOIRS]", "[TANKS]"})
        for (const auto &row : sections[section]) {
            const auto s = append_row(n.source, row[0]).row();
            n.source.node[s] = find_node(n, row[0]);
            n.source.gauge_pressure_pa[s] = 1e5;
        }
    const auto means = pattern_means(sections["[PATTERNS]"]);
    for (const auto &row : sections["[JUNCTIONS]"]) {
        const double base = std::stod(row[2]);
        const auto mean = means.find(row.size() > 3 ? row[3] : "1");
        const double demand = base * (mean == means.end() ? 1.0 : mean->second) * 6.30901964e-5;
        if (demand <= 0.0) continue;
        const auto c = append_row(n.customer, row[0]).row();
        n.customer.node[c] = find_node(n, row[0]);
        n.customer.demand_kg_s[c] = demand;
    }
    for (const char *section : {"[PIPES]", "[PUMPS]", "[VALVES]"})
        for (const auto &row : sections[section]) {
            const auto p = append_row(n.pipe, row[0]).row();
            const bool is_pipe = section == std::string("[PIPES]");
            n.pipe.from_node[p] = find_node(n, row[1]);
            n.pipe.to_node[p] = find_node(n, row[2]);
            n.pipe.length_m[p] = is_pipe ? std::stod(row[3]) * 0.3048 : 1e-15; // pumps have none
            n.pipe.inner_diameter_m[p] = is_pipe ? std::stod(row[4]) * 0.0254 : 0.1;
        }
    return n;
}

inline void add_valve(Network &n, const std::string &link, const std::string &node) {
    const PipeIdx pipe = find_pipe(n, link);
    const NodeIdx end = find_node(n, node);
    if (n.pipe.from_node[pipe.row()] != end && n.pipe.to_node[pipe.row()] != end)
        throw std::runtime_error("valve at " + node + " is not at an end of " + link);
    const auto v = append_row(n.valve, link + "@" + node).row();
    n.valve.pipe[v] = pipe;
    n.valve.position[v] = n.pipe.from_node[pipe.row()] == end ? 0.0 : 1.0;
}

/// Rows of a CSV file without its header.
inline std::vector<std::vector<std::string>> read_csv(const std::filesystem::path &path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    std::vector<std::vector<std::string>> rows;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        std::istringstream in(line);
        rows.emplace_back();
        for (std::string cell; std::getline(in, cell, ',');) rows.back().push_back(cell);
    }
    return rows;
}

inline void add_valve_layer(Network &n, const std::filesystem::path &path) {
    for (const auto &row : read_csv(path)) add_valve(n, row.at(1), row.at(2));
}

} // namespace gastwin::test
