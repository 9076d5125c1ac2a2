// SPDX-License-Identifier: Apache-2.0
// The line of the reference's four regulator behaviours.
#pragma once
#include "tests/engine/small_networks.hpp"

namespace gastwin {

/// Source – 500 m DN100 – control – 500 m DN100 – customer.
struct Line {
    Sketch s;
    int source, up, down, end;

    explicit Line(double source_gauge_pa, double set_gauge_pa = 10000.0) {
        s.network.gas = reference_gas();
        source = s.node(), up = s.node(), down = s.node(), end = s.node();
        s.source(source, source_gauge_pa);
        s.pipe(source, up, 500, 0.1);
        s.pipe(down, end, 500, 0.1);
        s.regulator(up, down, set_gauge_pa);
        s.customer(end, 0.01);
    }
    Regulators &control() { return s.network.regulator; }
};

} // namespace gastwin
