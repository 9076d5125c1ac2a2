// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "models/table.hpp"

namespace gastwin {

/// What a value that was filled in may be instead: for each cell, possible values whose probabilities sum to 1.
/// A value in use is among them; a cell without rows here is known, or nothing else is known about it.
struct Candidates {
    static constexpr std::string_view name = "candidate";
    std::vector<std::string> id, table_name, object_id, column, value;
    std::vector<double> probability;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "running number", &Candidates::id),
            required("table_name", "", "table of the cell", &Candidates::table_name),
            required("object_id", "", "row id of the cell", &Candidates::object_id),
            required("column", "", "column of the cell", &Candidates::column),
            optional("value", "", "a value it may have, as the column is written", &Candidates::value, ""),
            optional("probability", "", "how likely it is that one", &Candidates::probability, 1.0, fraction));
    }
};

} // namespace gastwin
