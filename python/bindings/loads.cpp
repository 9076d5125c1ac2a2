// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "engine/loads.hpp"
#include "models/check.hpp"
#include "models/number_text.hpp"
#include "python/bindings/codes.hpp"
#include "python/bindings/module.hpp"
#include "scenarios/load_pattern.hpp"

namespace gastwin::python {
namespace {

/// Parameters of the load model by name; the one list of them on this side of the boundary.
template <class F> void for_each_parameter(LoadModel &model, F &&f) {
    f("household_connected_m3_h", model.household_connected_m3_h);
    f("smallest_coincidence", model.smallest_coincidence);
    f("largest_coincidence", model.largest_coincidence);
    f("unit_peak_factor", model.unit_peak_factor);
    f("household_m3_per_day", model.household_m3_per_day);
    f("unit_average_factor", model.unit_average_factor);
}

[[noreturn]] void wrong(std::string_view name, const py::handle &given, const char *needed) {
    throw Error("usage", {.column = std::string(name), .value = py::str(given)}, {}, needed);
}

/// A parameter that may be neither negative nor endless, of whatever type a user wrote it.
double positive_number(const py::handle &given, std::string_view name) {
    const py::object number = py::reinterpret_steal<py::object>(PyNumber_Float(given.ptr()));
    PyErr_Clear();
    const double value = number ? number.cast<double>() : missing_real;
    if (!(value >= 0.0) || !std::isfinite(value)) wrong(name, given, "a number from 0 on is needed");
    return value;
}

py::sequence list_of(const py::handle &given, std::string_view name, const char *needed) {
    if (!py::isinstance<py::sequence>(given) || py::isinstance<py::str>(given)) wrong(name, given, needed);
    return given.cast<py::sequence>();
}

py::dict table_of_names(const py::handle &given, std::string_view name) {
    if (!py::isinstance<py::dict>(given)) wrong(name, given, "a table of names is needed");
    return given.cast<py::dict>();
}

std::vector<Coincidence> coincidence_table(const py::handle &given) {
    constexpr const char *needed = "pairs (households, factor)";
    std::vector<Coincidence> table;
    for (const py::handle pair : list_of(given, "coincidence", needed)) {
        if (!py::isinstance<py::sequence>(pair) || py::len(pair) != 2) wrong("coincidence", pair, needed);
        const auto entry = pair.cast<py::sequence>();
        table.push_back({positive_number(entry[0], "coincidence"), positive_number(entry[1], "coincidence")});
    }
    if (table.empty()) wrong("coincidence", given, needed);
    return table;
}

/// Replaces the rows of the kinds named.
template <std::size_t Count>
void set_rows(std::array<std::array<double, Count>, customer_kind_count> &rows, const py::handle &given,
              const std::string &name) {
    for (const auto &[key, value] : table_of_names(given, name)) {
        const std::string code = py::str(key), place = name + "." + code;
        auto &row = rows[static_cast<std::size_t>(parse<CustomerKind>(code, "usage", name))];
        const std::string needed = std::to_string(Count) + " factors are needed";
        const py::sequence list = list_of(value, place, needed.c_str());
        if (list.size() != Count) wrong(place, value, needed.c_str());
        for (std::size_t i = 0; i < Count; ++i) row[i] = positive_number(list[i], place);
    }
}

std::vector<Appliance> appliances(const py::handle &given) {
    std::vector<Appliance> list;
    for (const py::handle item : list_of(given, "appliance", "a list of appliances is needed")) {
        const py::dict parts = table_of_names(item, "appliance");
        Appliance a;
        for (const auto &[key, value] : parts) {
            const std::string part = py::str(key);
            if (part == "name") a.name = py::str(value);
            else if (part == "rated_m3_h") a.rated_m3_h = positive_number(value, "appliance.rated_m3_h");
            else if (part == "use_probability") a.use_probability = positive_number(value, "appliance.use_probability");
            else wrong("appliance", key, "name, rated_m3_h, use_probability");
        }
        list.push_back(std::move(a));
    }
    return list;
}

/// Everything a `load_model=` from Python may change.
struct LoadSettings {
    LoadModel model;
    LoadPattern pattern;
};

LoadSettings load_settings(const py::dict &overrides) {
    LoadSettings settings{.model = {}, .pattern = default_load_pattern()};
    for (const auto &[key, value] : overrides) {
        const std::string name = py::str(key);
        bool known = true;
        if (name == "coincidence") settings.model.coincidence = coincidence_table(value);
        else if (name == "hourly") set_rows(settings.pattern.hourly, value, name);
        else if (name == "monthly") set_rows(settings.pattern.monthly, value, name);
        else if (name == "appliance") settings.pattern.appliance = appliances(value);
        else if (name == "peak")
            for (const auto &[part, quantile] : table_of_names(value, name)) {
                if (std::string(py::str(part)) != "design_quantile") wrong("peak", part, "design_quantile");
                settings.pattern.design_quantile = positive_number(quantile, "peak.design_quantile");
            }
        else {
            known = false;
            for_each_parameter(settings.model, [&](const char *parameter, double &target) {
                if (name != parameter) return;
                target = positive_number(value, name);
                known = true;
            });
        }
        if (!known)
            throw Error("usage", {.column = "load_model", .value = name}, {},
                        "unknown parameter; see gastwin.load_model()");
    }
    normalise(settings.pattern);
    return settings;
}

py::dict complete(const py::dict &overrides) {
    LoadSettings settings = load_settings(overrides);
    py::dict values;
    for_each_parameter(settings.model, [&](const char *name, double &value) { values[name] = value; });
    std::vector<std::pair<double, double>> coincidence;
    for (const Coincidence &c : settings.model.coincidence) coincidence.emplace_back(c.households, c.factor);
    values["coincidence"] = coincidence;
    const LoadPattern &pattern = settings.pattern;
    py::dict hourly, monthly;
    for (std::size_t kind = 0; kind < customer_kind_count; ++kind) {
        const py::str code(std::string(Names<CustomerKind>::names[kind].code));
        hourly[code] = std::vector<double>(pattern.hourly[kind].begin(), pattern.hourly[kind].end());
        monthly[code] = std::vector<double>(pattern.monthly[kind].begin(), pattern.monthly[kind].end());
    }
    values["hourly"] = hourly;
    values["monthly"] = monthly;
    py::list list;
    for (const Appliance &a : pattern.appliance)
        list.append(py::dict(py::arg("name") = a.name, py::arg("rated_m3_h") = a.rated_m3_h,
                             py::arg("use_probability") = a.use_probability));
    values["appliance"] = list;
    values["peak"] = py::dict(py::arg("design_quantile") = pattern.design_quantile);
    return values;
}

py::array as_array(const std::vector<double> &values) {
    return py::array_t<double>(static_cast<py::ssize_t>(values.size()), values.data());
}

py::array customer_demand(const std::shared_ptr<Network> &network, const std::string &load, std::optional<int> hour,
                          std::optional<int> month, const py::dict &overrides) {
    const Load kind = parse<Load>(load, "usage", "load");
    const LoadSettings settings = load_settings(overrides);
    if ((hour || month) && kind != Load::average)
        throw Error("usage", {.column = "load", .value = load}, {}, "an hour or month goes with the average load");
    std::vector<double> demand;
    {
        const py::gil_scoped_release unlocked;
        if (kind != Load::fixed) require_sound(*network); // other loads read the tables before a solver checks them
        const LoadTime time{.hour = hour.value_or(-1), .month = month.value_or(0)};
        demand = hour || month ? demand_at_kg_s(*network, time, settings.pattern, settings.model)
                               : customer_demand_kg_s(*network, kind, settings.model);
    }
    return as_array(demand);
}

py::array sample_demand(const std::shared_ptr<Network> &network, std::optional<int> hour, std::optional<int> month,
                        std::uint64_t seed, const py::dict &overrides) {
    const LoadOfCase draw = drawn_loads(network, hour, month, seed, overrides);
    std::vector<double> demand;
    {
        const py::gil_scoped_release unlocked;
        require_sound(*network);
        demand = draw(0);
    }
    return as_array(demand);
}

} // namespace

LoadOfCase drawn_loads(const std::shared_ptr<Network> &network, std::optional<int> hour, std::optional<int> month,
                       std::uint64_t seed, const py::dict &overrides) {
    std::optional<LoadTime> when;
    if (hour || month) when = LoadTime{.hour = hour.value_or(-1), .month = month.value_or(0)};
    return [network, when, seed, settings = load_settings(overrides)](std::size_t load_case) {
        return sampled_demand_kg_s(*network, when, seed + load_case, settings.pattern, settings.model);
    };
}

namespace {

double share_of(std::int64_t households, std::int64_t draws, std::uint64_t seed, const py::dict &overrides) {
    const LoadSettings settings = load_settings(overrides);
    constexpr std::int64_t most = 2'000'000'000; // random numbers: some ten seconds
    if (households < 1 || draws < 1 || households > most / draws)
        throw Error("value_out_of_range",
                    {.column = households < 1 ? "households" : "draws",
                     .value = std::to_string(households < 1 ? households : draws)},
                    {}, "both from 1 on, and households times draws up to " + std::to_string(most));
    const py::gil_scoped_release unlocked;
    return simultaneous_share(settings.pattern, households, {.draws = draws, .seed = seed});
}

} // namespace

void bind_loads(py::module_ &m) {
    m.def("load_model", &complete, py::arg("changes"));
    m.def("customer_demand", &customer_demand, py::arg("network"), py::arg("load"), py::arg("hour"), py::arg("month"),
          py::arg("load_model"));
    m.def("sample_demand", &sample_demand, py::arg("network"), py::arg("hour"), py::arg("month"), py::arg("seed"),
          py::arg("load_model"));
    m.def("simultaneous_share", &share_of, py::arg("households"), py::arg("draws"), py::arg("seed"),
          py::arg("load_model"));
}

} // namespace gastwin::python
