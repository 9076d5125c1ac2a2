// SPDX-License-Identifier: Apache-2.0
// In both modules, for each has its own copy of what is not a bound type.
#include "python/bindings/module.hpp"

namespace gastwin::python {

Progress listener(const py::object &callback) {
    return [callback](std::string_view stage, double done) {
        const py::gil_scoped_acquire lock;
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        if (callback.is_none()) return true;
        const py::object answer = callback(std::string(stage), done);
        return answer.is_none() || answer.cast<bool>();
    };
}

} // namespace gastwin::python
