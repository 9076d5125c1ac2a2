// SPDX-License-Identifier: Apache-2.0
// The ledgers beside a survey. Internal to write_survey().
#pragma once
#include <filesystem>

#include "models/network.hpp"
#include "models/progress.hpp"

namespace gastwin {

/// 气源点, 调压设施台账, 阀门台账, 立管台账, 用户台账, 单位用户台账, 维修工单 as GBK csv, and 楼栋.gpkg, 地下空间.gpkg.
/// A ledger without rows is written with its header alone; a GeoPackage without rows is not written.
/// Throws Error: cannot_write, unknown_crs.
void write_registers(const Network &network, const std::filesystem::path &folder, const Progress &progress);

} // namespace gastwin
