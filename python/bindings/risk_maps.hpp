// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <pybind11/pybind11.h>

#include <string>

#include "scenarios/individual_risk.hpp"

namespace gastwin::python {

/// A raster that stands in the network's system.
struct RiskMap {
    IndividualRisk risk;
    std::string crs;
};

/// F-N curve, risk by place, hot spots, map of individual risk.
void bind_risk_maps(pybind11::module_ &m);

} // namespace gastwin::python
