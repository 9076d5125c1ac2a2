// SPDX-License-Identifier: Apache-2.0
#include "python/bindings/module.hpp"

namespace gastwin::python {

void bind_scenarios(py::module_&) {}

}  // namespace gastwin::python
