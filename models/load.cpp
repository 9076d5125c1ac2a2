// SPDX-License-Identifier: Apache-2.0
#include "models/load.hpp"

#include <algorithm>
#include <cmath>

namespace gastwin {

double coincidence_factor(const LoadModel &model, double households) {
    const auto &table = model.coincidence;
    const auto upper = std::lower_bound(table.begin(), table.end(), households,
                                        [](const Coincidence &row, double n) { return row.households < n; });
    double factor = 0.0;
    if (upper == table.begin()) factor = table.front().factor;
    else if (upper == table.end()) factor = table.back().factor;
    else {
        const auto lower = upper - 1;
        const double t = std::log(households / lower->households) / std::log(upper->households / lower->households);
        factor = lower->factor + t * (upper->factor - lower->factor);
    }
    return std::clamp(factor, model.smallest_coincidence, model.largest_coincidence);
}

} // namespace gastwin
