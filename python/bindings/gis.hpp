// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <pybind11/pybind11.h>

namespace gastwin::python {

/// write_csv() of every table.
void bind_csv(pybind11::module_ &m);

/// The styles of a twin's layers in one language.
void bind_map_styles(pybind11::module_ &m);

} // namespace gastwin::python
