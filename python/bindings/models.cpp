// SPDX-License-Identifier: Apache-2.0
#include "models/check.hpp"
#include "models/composition.hpp"
#include "models/fitting.hpp"
#include "python/bindings/fill.hpp"
#include "python/bindings/module.hpp"

namespace gastwin::python {
namespace {

/// Messages quote damaged files and names in old encodings; what is no UTF-8 is shown as U+FFFD.
py::str shown(std::string_view text) {
    PyObject *decoded = PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "replace");
    if (decoded == nullptr) throw py::error_already_set();
    return py::reinterpret_steal<py::str>(decoded);
}

/// gastwin::Error arrives in Python as gastwin.Error with its parts as attributes.
void bind_error(py::module_ &m) {
    static PyObject *error_type = PyErr_NewExceptionWithDoc(
        "gastwin.Error", "A broken precondition. Attributes: code, kind, file, layer, row, column, value, ids, fix.",
        nullptr, nullptr);
    m.attr("Error") = py::handle(error_type);
    py::register_exception_translator([](std::exception_ptr p) {
        try {
            if (p) std::rethrow_exception(p);
        } catch (const Error &e) {
            py::object instance = py::reinterpret_borrow<py::object>(error_type)(shown(e.what()));
            const Place &place = e.place();
            instance.attr("code") = e.code();
            instance.attr("kind") = std::string(e.kind().slug);
            instance.attr("file") = shown(place.file);
            instance.attr("layer") = shown(place.layer);
            instance.attr("row") = place.row >= 0 ? py::object(py::int_(place.row)) : py::object(py::none());
            instance.attr("column") = shown(place.column);
            instance.attr("value") = shown(place.value);
            py::list ids;
            for (const std::string &id : e.ids()) ids.append(shown(id));
            instance.attr("ids") = ids;
            instance.attr("messages") =
                py::dict(py::arg("en") = shown(e.message(Lang::en)), py::arg("zh") = shown(e.message(Lang::zh)));
            instance.attr("fixes") =
                py::dict(py::arg("en") = std::string(e.fix(Lang::en)), py::arg("zh") = std::string(e.fix(Lang::zh)));
            PyErr_SetObject(error_type, instance.ptr());
        }
    });
    m.def(
        "make_error",
        [](const std::string &slug, const std::string &file, const std::string &layer, const std::string &column,
           const std::string &value, const std::string &detail, std::int64_t row, std::vector<std::string> ids) {
            throw Error(slug, {.file = file, .layer = layer, .row = row, .column = column, .value = value},
                        std::move(ids), detail);
        },
        py::arg("kind"), py::kw_only(), py::arg("file") = "", py::arg("layer") = "", py::arg("column") = "",
        py::arg("value") = "", py::arg("detail") = "", py::arg("row") = -1, py::arg("ids") = std::vector<std::string>{},
        "Raises the Error of this kind of the catalogue.");
    m.def(
        "catalogue",
        [] {
            py::list list;
            for (const Kind &k : catalogue())
                list.append(py::dict(py::arg("code") = code_text(k.number), py::arg("kind") = std::string(k.slug),
                                     py::arg("severity") = std::string(code_of(k.severity)),
                                     py::arg("en") = std::string(k.en), py::arg("zh") = std::string(k.zh),
                                     py::arg("fix_en") = std::string(k.fix_en),
                                     py::arg("fix_zh") = std::string(k.fix_zh)));
            return list;
        },
        "Every kind of issue and error.");
}

EquationOfState equation_named(const std::string &name) {
    const auto equation = parse_code<EquationOfState>(name);
    if (!equation) throw Error("bad_gas", {.column = "eos", .value = name});
    return *equation;
}

void bind_gas(py::module_ &m) {
    const Gas d;
    py::class_<Gas>(m, "Gas")
        .def(py::init([](double molar_mass, double temperature, double viscosity, const std::string &compressibility,
                         double b1, double b2, double b3, double gas_constant) {
                 const auto model = parse_code<Compressibility>(compressibility);
                 if (!model) throw Error("bad_gas", {.column = "compressibility", .value = compressibility});
                 return Gas{molar_mass, temperature, viscosity, *model, b1, b2, gas_constant, b3};
             }),
             py::kw_only(), py::arg("molar_mass_kg_mol") = d.molar_mass_kg_mol,
             py::arg("temperature_k") = d.temperature_k, py::arg("viscosity_pa_s") = d.viscosity_pa_s,
             py::arg("compressibility") = "virial", py::arg("b1") = d.b1, py::arg("b2") = d.b2, py::arg("b3") = d.b3,
             py::arg("gas_constant") = d.gas_constant)
        .def_readonly("molar_mass_kg_mol", &Gas::molar_mass_kg_mol)
        .def_readonly("temperature_k", &Gas::temperature_k)
        .def_readonly("viscosity_pa_s", &Gas::viscosity_pa_s)
        .def_readonly("b1", &Gas::b1)
        .def_readonly("b2", &Gas::b2)
        .def_readonly("b3", &Gas::b3)
        .def_readonly("gas_constant", &Gas::gas_constant)
        .def_property_readonly("compressibility", [](const Gas &g) { return std::string(code_of(g.compressibility)); })
        .def_property_readonly("reference_density_kg_m3", &Gas::reference_density_kg_m3,
                               "Density at 0 °C and 101 325 Pa, kg/m³.")
        .def("compressibility_at", &compressibility, py::arg("pressure_pa"), "Z at an absolute pressure.")
        .def("density_kg_m3", &density_kg_m3, py::arg("pressure_pa"), "Density at an absolute pressure.")
        .def(
            "with_equation_of_state",
            [](const Gas &gas, const std::string &name, double critical_temperature_k, double critical_pressure_pa) {
                return with_equation_of_state(gas, equation_named(name),
                                              {critical_temperature_k, critical_pressure_pa});
            },
            py::arg("eos"), py::arg("critical_temperature_k") = CriticalPoint{}.temperature_k,
            py::arg("critical_pressure_pa") = CriticalPoint{}.pressure_pa,
            "This gas with the coefficients of a published equation of state.");
    m.def("equations_of_state", [] {
        std::vector<std::pair<std::string, std::string>> equations;
        for (const Name &n : Names<EquationOfState>::names) equations.emplace_back(n.code, n.en);
        return equations;
    });
}

Composition composition_of(const py::dict &fractions) {
    Composition composition;
    for (const auto &[formula, fraction] : fractions)
        composition.push_back({formula.cast<std::string>(), fraction.cast<double>()});
    return composition;
}

template <Named E> E temperature_named(int celsius, const char *column) {
    const auto found = parse_code<E>(std::to_string(celsius));
    if (!found) throw Error("bad_gas", {.column = column, .value = std::to_string(celsius)});
    return *found;
}

py::dict quality_of_fractions(const py::dict &fractions, int combustion_c, int metering_c) {
    const GasQuality q = quality_of(composition_of(fractions),
                                    temperature_named<CombustionTemperature>(combustion_c, "combustion_temperature_c"),
                                    temperature_named<MeteringTemperature>(metering_c, "metering_temperature_c"));
    py::dict values;
    values["molar_mass_kg_mol"] = q.molar_mass_kg_mol;
    values["compressibility"] = q.compressibility;
    values["density_kg_m3"] = q.density_kg_m3;
    values["relative_density"] = q.relative_density;
    values["gross_heating_value_j_m3"] = q.gross_heating_value_j_m3;
    values["net_heating_value_j_m3"] = q.net_heating_value_j_m3;
    values["gross_heating_value_j_kg"] = q.gross_heating_value_j_kg;
    values["net_heating_value_j_kg"] = q.net_heating_value_j_kg;
    values["gross_wobbe_j_m3"] = q.gross_wobbe_j_m3;
    values["net_wobbe_j_m3"] = q.net_wobbe_j_m3;
    return values;
}

void bind_composition(py::module_ &m) {
    m.def(
        "gas_of",
        [](const py::dict &fractions, double temperature_k, const std::string &eos) {
            return gas_of(composition_of(fractions), temperature_k, equation_named(eos));
        },
        py::arg("composition"), py::arg("temperature_k"), py::arg("eos"), "The gas of this composition.");
    m.def("gas_quality", &quality_of_fractions, py::arg("composition"), py::arg("combustion_temperature_c"),
          py::arg("metering_temperature_c"), "Density, heating values and Wobbe index by ISO 6976.");
    m.def(
        "gas_components",
        [] {
            std::vector<std::string> formulas;
            for (const Component &c : components()) formulas.emplace_back(c.formula);
            return formulas;
        },
        "Formulas that compositions may name.");
}

void bind_fittings(py::module_ &m) {
    m.def(
        "fitting_loss_coefficient",
        [](const std::string &name, double inner_diameter_m) {
            const auto fitting = parse_code<Fitting>(name);
            if (!fitting || !(inner_diameter_m > 0.0))
                throw Error("usage", {.column = "fitting", .value = name}, {}, "see gastwin.fittings()");
            return fitting_loss_coefficient(*fitting, inner_diameter_m);
        },
        py::arg("fitting"), py::arg("inner_diameter_m"), "Loss coefficient of a fitting.");
    m.def("fittings", [] {
        std::vector<std::pair<std::string, std::string>> names;
        for (const Name &n : Names<Fitting>::names) names.emplace_back(n.code, n.en);
        return names;
    });
}

/// Raises for the first row of `issues` that is an error.
void raise_first(const Issues &issues) {
    for (std::size_t i = 0; i < row_count(issues); ++i)
        if (issues.severity[i] == Severity::error)
            throw Error(
                issues.kind[i],
                {.layer = issues.layer[i], .row = issues.row[i], .column = issues.column[i], .value = issues.value[i]},
                {issues.object_id[i]}, issues.detail[i]);
}

std::shared_ptr<Network> network_from_columns(const py::dict &tables, const Gas &gas, const std::string &crs) {
    auto network = std::make_shared<Network>();
    network->gas = gas;
    network->crs = crs;
    Issues issues;
    std::vector<std::function<void()>> resolve;
    for_each_table(*network, [&](auto &table) {
        using Table = std::decay_t<decltype(table)>;
        const py::str name(Table::name.data(), Table::name.size());
        if (!tables.contains(name)) return;
        References references = fill_table(table, tables[name].cast<py::dict>());
        resolve.emplace_back([&network, &table, &issues, references = std::move(references)] {
            resolve_references(*network, table, references, issues);
        });
    });
    for (const auto &f : resolve) f();
    raise_first(issues);
    require_sound(*network);
    return network;
}

void bind_network(py::module_ &m) {
    py::class_<Network, std::shared_ptr<Network>> network(m, "Network");
    network.def_static("from_columns", &network_from_columns, py::arg("tables"), py::arg("gas"), py::arg("crs") = "");
    network.def_readwrite("gas", &Network::gas);
    network.def_readonly("crs", &Network::crs);
    network.def("table", [](const std::shared_ptr<Network> &n, const std::string &name) {
        py::object found = py::none();
        for_each_table(*n, [&](const auto &table) {
            if (std::decay_t<decltype(table)>::name == name) found = py::cast(view_of(n, table, n.get()));
        });
        if (found.is_none()) throw py::key_error(name);
        return found;
    });
    network.def("require_sound", [](const Network &n) { require_sound(n); });
    network.def("check", [](const Network &n) {
        auto issues = std::make_shared<Issues>(check(n));
        return view_of(issues, *issues);
    });
    const auto shapes = [](const Shapes &s, const py::object &self) {
        const auto *coordinates = reinterpret_cast<const double *>(s.points.data());
        py::array xy(py::dtype::of<double>(), {s.points.size(), std::size_t{2}}, {sizeof(Point), sizeof(double)},
                     coordinates, self);
        xy.attr("setflags")(py::arg("write") = false);
        return py::make_tuple(shared_array(s.start, self), xy);
    };
    network.def(
        "pipe_lines", [shapes](const py::object &self) { return shapes(self.cast<const Network &>().pipe_line, self); },
        "(start, xy): pipe i is drawn through xy[start[i]:start[i+1]]; no rows: straight between its nodes.");
    network.def("building_outlines", [shapes](const py::object &self) {
        return shapes(self.cast<const Network &>().building_outline, self);
    });
}

void bind_twin(py::module_ &m) {
    py::class_<Twin, std::shared_ptr<Twin>> twin(m, "Twin");
    // The network shares its life with the twin it stands in.
    twin.def(py::init([](const Network &network) {
        auto made = std::make_shared<Twin>();
        made->network = network;
        return made;
    }));
    twin.def_property_readonly("network",
                               [](const std::shared_ptr<Twin> &t) { return std::shared_ptr<Network>(t, &t->network); });
    twin.def_property_readonly("layer_read", [](const std::shared_ptr<Twin> &t) { return view_of(t, t->layer_read); });
    twin.def_property_readonly("issue", [](const std::shared_ptr<Twin> &t) { return view_of(t, t->issue); });
    twin.def_property_readonly("repair", [](const std::shared_ptr<Twin> &t) { return view_of(t, t->repair); });
    twin.def_property_readonly("candidate", [](const std::shared_ptr<Twin> &t) { return view_of(t, t->candidate); });
    twin.def_property_readonly("exposure", [](const std::shared_ptr<Twin> &t) { return view_of(t, t->exposure); });
    twin.def_property_readonly("provenance", [](const std::shared_ptr<Twin> &t) { return view_of(t, t->provenance); });
}

} // namespace

void bind_models(py::module_ &m) {
    bind_error(m);
    bind_gas(m);
    bind_composition(m);
    bind_fittings(m);
    for_each_table(*std::make_unique<Network>(), [&](const auto &table) {
        using Table = std::decay_t<decltype(table)>;
        bind_table<Table>(m, (std::string(Table::name) + "_table").c_str());
    });
    bind_table<LayersRead>(m, "layer_read_table");
    bind_table<Issues>(m, "issue_table");
    bind_table<Repairs>(m, "repair_table");
    bind_table<Provenances>(m, "provenance_table");
    bind_table<Candidates>(m, "candidate_table");
    bind_table<Exposures>(m, "exposure_table");
    bind_network(m);
    bind_twin(m);
    m.def("issue_messages", [](const View<Issues> &view, const std::string &lang) {
        std::vector<std::pair<std::string, std::string>> texts;
        const Lang l = lang == "zh" ? Lang::zh : Lang::en;
        for (std::size_t i = 0; i < row_count(*view.table); ++i)
            texts.emplace_back(issue_message(*view.table, i, l), std::string(issue_fix(*view.table, i, l)));
        return texts;
    });
}

} // namespace gastwin::python
