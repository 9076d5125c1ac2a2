// SPDX-License-Identifier: Apache-2.0
// How far the data behind a twin can be trusted, in one letter and the figures it follows from.
#pragma once
#include <string>

#include "models/inventory.hpp"

namespace gastwin {

/// Grade A to E, the worse of two: by the share of pipe length connected to a source (A from 99 %, B 98 %, C 95 %,
/// D 80 %) and by the share of the pipes' materials, sizes, years and pressure classes that had to be imputed (A up to
/// 2 %, B 10 %, C 25 %, D 50 %). The limits are our own convention.
struct DataQuality {
    std::int64_t rows_read = 0;
    double supplied_length_share = 0.0;
    double imputed_share = 0.0;
    std::string grade;
};

[[nodiscard]] DataQuality data_quality(const Twin &twin);

} // namespace gastwin
