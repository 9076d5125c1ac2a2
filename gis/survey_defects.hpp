// SPDX-License-Identifier: Apache-2.0
// Puts the labelled defects of real surveys into a clean sheet. Internal to write_survey().
#pragma once
#include <string>
#include <vector>

#include "gis/survey_sheet.hpp"
#include "gis/survey_writer.hpp"

namespace gastwin {

/// One defect: its kind (slug of the issue an importer should raise), the row that carries it, what was done.
struct DefectLabel {
    std::string defect, object_id, info;
};

/// Shares per pipe, point or valve are those of a 6,553-pipe district survey, times `intensity`; every kind that finds
/// a row to sit on occurs at least once. A line or point carries at most one defect of geometry or topology, and any
/// number of attribute defects. Lines lost to unsplit_T and deleted_pipe leave the sheet, copies are appended.
[[nodiscard]] std::vector<DefectLabel> inject_defects(SurveySheet &sheet, const Network &network,
                                                      const DefectOptions &options);

} // namespace gastwin
