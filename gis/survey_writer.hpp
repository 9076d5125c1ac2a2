// SPDX-License-Identifier: Apache-2.0
// A network written the way a utility hands it over: survey point and line tables, ledgers beside them, and, for
// tests, the truth and the list of defects that were put in.
//
//   FOLDER/survey/RQLINE.shp, RQPOINT.shp   GBK with .cpg; columns of a CJJ 61 survey
//   FOLDER/survey/管线表_gbk.csv, 管点表_gbk.csv   the same rows
//   FOLDER/registers/*.csv, 楼栋.gpkg, 地下空间.gpkg   ledgers: GBK, CRLF; ids as in the survey
//   FOLDER/truth/twin.gpkg                  the network as it is
//   FOLDER/defects_truth.csv                defect, object_id, info; UTF-8; only when defects are put in
//
// Guarantees: without defects every pipe, point, valve and ledger row is written once, spelled canonically, and reading
// the folder back gives the same topology, sizes and loads. With defects every label names a row that really carries
// that defect; spelling then varies as in practice, which is no labelled defect. Same seed, same files.
// Caveats: households of one riser get one row each; a survey knows no set points, so operating states are not written.
#pragma once
#include <cstdint>
#include <filesystem>

#include "models/network.hpp"
#include "models/progress.hpp"

namespace gastwin {

struct DefectOptions {
    bool enabled = false;
    double intensity = 1.0; ///< 1: shares of a typical old district survey (gis/survey_defects.cpp); 0: none
    std::uint64_t seed = 1;
};

/// Creates the folders; files of the same names are replaced. Throws Error: cannot_write; unknown_crs;
/// value_out_of_range for an intensity that is negative, not finite or above 10.
void write_survey(const Network &network, const std::filesystem::path &folder, const DefectOptions &defects = {},
                  const Progress &progress = {});

} // namespace gastwin
