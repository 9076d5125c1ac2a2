// SPDX-License-Identifier: Apache-2.0
#include "engine/result.hpp"
#include "python/bindings/module.hpp"

namespace gastwin::python {

void bind_engine(py::module_& m) {
    bind_table<NodeResults>(m, "result_node_table");
    bind_table<PipeResults>(m, "result_pipe_table");
    bind_table<RegulatorResults>(m, "result_regulator_table");
    bind_table<CustomerResults>(m, "result_customer_table");
    bind_table<ZoneResults>(m, "result_zone_table");
}

}  // namespace gastwin::python
