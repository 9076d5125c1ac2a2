// SPDX-License-Identifier: Apache-2.0
// Provenance of very many cells at once.
#pragma once
#include <functional>
#include <string_view>

#include "models/issue.hpp"

namespace gastwin {

/// What each column says in the given one of the new rows; asked by several threads.
struct ProvenanceCells {
    template <class T> using Of = std::function<T(std::size_t row)>;
    std::string_view table_name;
    Of<std::string_view> object_id, column, raw, value;
    Of<Origin> origin;
    Of<std::string_view> method;
    Of<double> confidence;
    Of<std::string_view> source;
    Of<std::int32_t> source_row;
};

/// As add_provenance() row by row, but written column by column.
void add_provenances(Provenances &provenances, std::size_t rows, const ProvenanceCells &cells);

} // namespace gastwin
