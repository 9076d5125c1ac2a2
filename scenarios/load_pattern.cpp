// SPDX-License-Identifier: Apache-2.0
#include "scenarios/load_pattern.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "scenarios/toml_fields.hpp"

namespace gastwin {

extern const std::string_view bundled_load_pattern; // generated from schemes/loads.toml

namespace {

const std::string file_name = "loads.toml";

/// One row of factors for each kind of customer.
template <std::size_t Count>
void read_rows(const toml::table &root, std::string_view section,
               std::array<std::array<double, Count>, customer_kind_count> &rows) {
    std::array<std::vector<double>, customer_kind_count> lists;
    std::vector<TomlField> fields;
    for (std::size_t kind = 0; kind < customer_kind_count; ++kind)
        fields.push_back({Names<CustomerKind>::names[kind].code, &lists[kind], not_negative});
    const TomlPlace place{file_name, std::string(section)};
    read_fields(section_of(root, section, file_name, true), place, fields, true);
    for (std::size_t kind = 0; kind < customer_kind_count; ++kind) {
        if (lists[kind].size() != Count)
            bad_scheme(place, fields[kind].key, std::to_string(Count) + " factors are needed");
        std::copy(lists[kind].begin(), lists[kind].end(), rows[kind].begin());
    }
}

LoadPattern read_pattern() {
    const toml::table root = parse_toml(bundled_load_pattern, file_name);
    constexpr std::array<std::string_view, 4> known{"hourly", "monthly", "peak", "appliance"};
    require_known(root, {file_name, ""}, known);
    LoadPattern pattern;
    read_rows(root, "hourly", pattern.hourly);
    read_rows(root, "monthly", pattern.monthly);
    const std::array<TomlField, 1> peak{{{"design_quantile", &pattern.design_quantile, fraction}}};
    read_fields(section_of(root, "peak", file_name, true), {file_name, "peak"}, peak, true);
    for (const toml::node &item : *root["appliance"].as_array()) {
        Appliance a;
        const std::array<TomlField, 3> fields{{{"name", &a.name},
                                               {"rated_m3_h", &a.rated_m3_h, positive},
                                               {"use_probability", &a.use_probability, fraction}}};
        read_fields(*item.as_table(), {file_name, "appliance"}, fields, true);
        pattern.appliance.push_back(std::move(a));
    }
    normalise(pattern);
    return pattern;
}

} // namespace

const LoadPattern &default_load_pattern() {
    static const LoadPattern pattern = read_pattern();
    return pattern;
}

} // namespace gastwin
