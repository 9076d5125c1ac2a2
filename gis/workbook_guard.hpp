// SPDX-License-Identifier: Apache-2.0
// Workbooks that would take all memory once GDAL unpacks them, found before it opens them. Internal to gis/.
//
// .xlsx and .ods are archives of XML: what they unpack to is counted member by member, because the archive's directory
// may lie, and the sheets are measured as they pass by. GDAL gives every row as many cells as the widest one has, and
// repeats rows and cells as often as they say. Archives within the archive (embedded documents) stay packed: nothing
// here or in GDAL opens them.
//
// .xls declares the extent of each sheet and the number of its texts; the driver sets that many cells aside. Its
// streams are followed here as the driver would.
//
// Refused
//   archive  more than 10 000 members; members that unpack to more than 64 MiB and a hundred times the file; XML with
//            entities or in UTF-16, which could hide what it declares and which no program writes
//   sheets   beyond 16 384 columns or 2 097 152 rows (twice what programs have); all sheets together more than 20
//            million cells, with content in fewer than 1 of 32; more than 2 thousand million repeated cells
//   .xls     beyond 65 536 rows or 256 columns; extents of more than 20 million cells and 5 for each byte of the file;
//            more texts than its bytes can hold; streams that lead outside the file or round in circles
// Caveat: a full sheet within these bounds may still need gigabytes; the bounds keep that in proportion to the file.
#pragma once
#include <filesystem>

namespace gastwin {

/// Throws Error("unreadable_file") for an archive (.xlsx, .ods) as above; the detail says what to do.
void refuse_sheet_bomb(const std::filesystem::path &archive);

/// The same for an .xls file, with or without the container that newer ones have.
void refuse_xls_bomb(const std::filesystem::path &workbook);

} // namespace gastwin
