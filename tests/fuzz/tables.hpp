// SPDX-License-Identifier: Apache-2.0
// Names of text tables that the bundled profile knows, and one it does not.
#pragma once
#include <array>

namespace gastwin::fuzz {

inline constexpr std::array table_names{"RQLINE",   "RQPOINT",  "楼栋",     "立管台账", "调压设施台账",
                                        "气源点",   "阀门台账", "用户台账", "维修工单", "隐患台账",
                                        "施工项目", "地下空间", "搭建物",   "表",       "单位用户台账"};

} // namespace gastwin::fuzz
