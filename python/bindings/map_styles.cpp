// SPDX-License-Identifier: Apache-2.0
// The map styles of a twin and its results in one language, for project files; those in the twin file speak both.
#include <algorithm>

#include "gis/fields.hpp"
#include "gis/styles.hpp"
#include "python/bindings/gis.hpp"
#include "python/bindings/module.hpp"
#include "python/bindings/result_tables.hpp"

namespace gastwin::python {
namespace {

using NamedQml = std::pair<std::string, std::string>;
using LayerStyles = std::pair<std::string, std::vector<NamedQml>>; ///< layer, its styles with the default first

class StyleList {
  public:
    StyleList(const Network &network, Lang lang) : network_{network}, lang_{lang} {}

    /// A table of the twin, or a result about one table.
    template <TableType Table> void add(const Table &table) {
        if constexpr (requires { Table::about; }) add(Table::name, draw_about(network_, Table::about, {}).shape, table);
        else add(Table::name, draw(network_, table).shape, table);
    }

    /// A result about several tables, as TwinWriter::write_split lays it: one layer for each table that occurs.
    template <TableType Table> void add_split(const Table &table) {
        for_each_table(network_, [&](const auto &about) {
            const std::string_view name = std::decay_t<decltype(about)>::name;
            if (std::find(table.table_name.begin(), table.table_name.end(), name) == table.table_name.end()) return;
            add(std::string(Table::name) + "_" + std::string(name), draw(network_, about).shape, table);
        });
    }

    [[nodiscard]] std::vector<LayerStyles> take() { return std::move(layers_); }

  private:
    template <TableType Table> void add(std::string_view layer, ShapeKind shape, const Table &table) {
        std::vector<NamedQml> styles;
        for (const Style &style : styles_of(Table::name, shape, fields_of(network_, table)))
            styles.emplace_back(text_of(style.name, lang_), qml(style, shape, lang_));
        if (!styles.empty()) layers_.emplace_back(layer, std::move(styles));
    }

    const Network &network_;
    Lang lang_;
    std::vector<LayerStyles> layers_;
};

std::vector<LayerStyles> map_styles(const Twin &twin, const py::list &results, const std::string &lang) {
    StyleList list(twin.network, lang == "zh" ? Lang::zh : Lang::en);
    for_each_table(twin.network, [&](const auto &table) { list.add(table); });
    list.add(twin.issue);
    list.add(twin.repair);
    list.add(twin.exposure);
    for (const py::handle result : results)
        for_each_result_table([&]<class Table>(std::type_identity<Table>) {
            if (!py::isinstance<View<Table>>(result)) return;
            const Table &table = *result.cast<View<Table>>().table;
            if constexpr (requires { table.table_name; }) list.add_split(table);
            else list.add(table);
        });
    return list.take();
}

} // namespace

void bind_map_styles(py::module_ &m) {
    m.def("map_styles", &map_styles, py::arg("twin"), py::arg("results"), py::arg("lang"),
          "[(layer, [(style name, QML)])], the default style first.");
}

} // namespace gastwin::python
