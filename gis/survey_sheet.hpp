// SPDX-License-Identifier: Apache-2.0
// Survey rows as text, the way a surveyor fills them in. Internal to write_survey().
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "models/network.hpp"

namespace gastwin {

struct SheetLine {
    std::string id, from, to;
    double from_depth_m = 0.0, to_depth_m = 0.0;
    std::string material, diameter, pressure, year, state, laying, street;
    double length_m = 0.0;
    std::vector<Point> shape; ///< empty: null geometry
    std::int32_t pipe = -1;   ///< row in the network
};

struct SheetPoint {
    std::string id;
    Point at;
    double ground_m = 0.0, depth_m = 0.0;
    std::string feature, appurtenance;
};

/// Points: first the nodes in table order, then the valves.
struct SurveySheet {
    std::vector<SheetLine> line;
    std::vector<SheetPoint> point;
};

/// Every pipe and point once, spelled canonically.
[[nodiscard]] SurveySheet survey_sheet(const Network &network);

/// Rewrites materials, sizes, classes and years in the many spellings found in practice. What they mean stays, but for
/// the usual ambiguities: 铸铁 for grey or ductile iron, PE for a grade, DN for an outer diameter of plastic pipe.
void vary_spelling(SurveySheet &sheet, const Network &network, std::uint64_t seed);

/// Shortest text of a number rounded to so many decimals; "" for NaN.
[[nodiscard]] std::string sheet_number(double value, int decimals);

} // namespace gastwin
