// SPDX-License-Identifier: Apache-2.0
// Codes that arrive from Python by name.
#pragma once
#include <string>

#include "python/bindings/module.hpp"

namespace gastwin::python {

/// The value of a code; an Error of kind `error` that lists the known codes otherwise.
template <Named E> E parse(const std::string &code, std::string_view error, std::string_view column) {
    if (const auto value = parse_code<E>(code)) return *value;
    std::string known;
    for (const Name &n : Names<E>::names) known += (known.empty() ? "known: " : ", ") + std::string(n.code);
    throw Error(error, {.column = std::string(column), .value = code}, {}, known);
}

} // namespace gastwin::python
