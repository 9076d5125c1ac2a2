// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <pybind11/pybind11.h>

namespace gastwin::python {

/// F-N curve, risk by place, hot spots, map of individual risk.
void bind_risk_maps(pybind11::module_ &m);

} // namespace gastwin::python
