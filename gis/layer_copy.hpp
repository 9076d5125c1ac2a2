// SPDX-License-Identifier: Apache-2.0
// A layer of a twin file into any dataset that GDAL writes. Internal to gis/.
#pragma once
#include <string>

#include <cpl_string.h>

#include "models/progress.hpp"

class GDALDataset;
class OGRLayer;

namespace gastwin {

/// What a format cannot do, and how the copy gets round it.
struct CopyRules {
    bool shapes_as_text = false; ///< no geometry: WKT in a column "geom_wkt"
    bool fifteen_digits = false; ///< numbers rounded as the format would, columns and shapes alike
    std::size_t most_rows = 0;   ///< 0: no limit
    std::size_t most_characters = 0;
};

/// Fields, rows and shapes in their order. Failures are reported through GDAL (GdalErrors); what would be cut short
/// throws Error("cannot_write").
void copy_layer(OGRLayer &from, GDALDataset &to, CSLConstList creation_options, const CopyRules &rules,
                const Progress &progress);

} // namespace gastwin
