// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "models/issue.hpp"
#include "models/network.hpp"

namespace gastwin {

/// Diameters about ten times too large: three times those of its role that it meets (five times any it meets), or half
/// as large again as all but 5 % of its role, while a tenth of it is a size its role has (diameter_x10).
void repair_diameters(Network &network, Issues &issues, Repairs &repairs, Provenances &provenances);

} // namespace gastwin
