// SPDX-License-Identifier: Apache-2.0
// What gis/ does without GDAL: quality, repairs, mapping profiles, result tables, CSV, map styles. The rest is in
// gis_module.cpp.
#include "python/bindings/gis.hpp"

#include "gis/export.hpp"
#include "gis/profile.hpp"
#include "gis/quality.hpp"
#include "gis/safe_fixes.hpp"
#include "python/bindings/fill.hpp"
#include "python/bindings/module.hpp"
#include "python/bindings/result_tables.hpp"

namespace gastwin::python {
namespace {

/// A mended copy, for tables that Python has seen do not change; [(kind, repairs, supplied_before_m, supplied_after_m)]
std::pair<std::shared_ptr<Twin>, py::list> mend(const Twin &twin) {
    auto mended = std::make_shared<Twin>(twin);
    py::list effects;
    for (const FixEffect &e : fix_safely(*mended))
        effects.append(py::make_tuple(std::string(e.kind), e.repairs, e.supplied_before_m, e.supplied_after_m));
    return {std::move(mended), std::move(effects)};
}

/// A result table that Python has made up: {column: values}.
py::object result_table(const std::string &name, const py::dict &columns) {
    py::object made = py::none();
    for_each_result_table([&]<class Table>(std::type_identity<Table>) {
        if (name != Table::name) return;
        const auto table = std::make_shared<Table>();
        fill_table(*table, columns);
        made = py::cast(view_of(table, *table));
    });
    if (made.is_none()) throw py::key_error(name);
    return made;
}

} // namespace

void bind_gis(py::module_ &m) {
    bind_csv(m);
    bind_map_styles(m);
    m.def("result_table", &result_table, py::arg("name"), py::arg("columns"));
    py::class_<DataQuality>(m, "DataQuality")
        .def_readonly("rows_read", &DataQuality::rows_read)
        .def_readonly("supplied_length_share", &DataQuality::supplied_length_share)
        .def_readonly("imputed_share", &DataQuality::imputed_share)
        .def_readonly("grade", &DataQuality::grade);
    m.def("safe_fixes", [] {
        std::vector<std::tuple<std::string, std::string, std::string>> rows;
        for (const SafeFix &fix : safe_fixes()) rows.emplace_back(fix.kind, fix.en, fix.zh);
        return rows;
    });
    m.def("fix_safely", &mend, py::arg("twin"));
    m.def("data_quality", &data_quality, py::arg("twin"));
    m.def("profile_tables", &profile_tables);
    m.def("profile_codes", &profile_codes);
    m.def("bundled_profiles", [] {
        std::vector<std::pair<std::string, std::string>> profiles;
        for (const BundledProfile &profile : bundled_profiles()) profiles.emplace_back(profile.name, profile.text);
        return profiles;
    });
    m.def("export_formats", [] {
        std::vector<std::string> formats;
        for (const Name &n : Names<ExportFormat>::names) formats.emplace_back(n.code);
        return formats;
    });
}

} // namespace gastwin::python
