// SPDX-License-Identifier: Apache-2.0
// Nominal sizes that city networks are built of, with the bores used where a survey gives the nominal size alone.
//   DN: ISO 4200 outer diameters; walls 2.75 mm to DN20, 3.5 mm to DN80, 6 mm to DN250, 8 mm above. Older Chinese
//       pipe of 108/159/219/325 mm differs by 1 to 7 mm: a recorded wall or outer diameter goes before this table.
//   de: polyethylene SDR 11, bore = de (1 − 2/11).
#pragma once
#include <array>
#include <string_view>

namespace gastwin {

struct NominalSize {
    std::string_view text;
    double outer_diameter_m, inner_diameter_m;
};

inline constexpr std::array<NominalSize, 16> dn_sizes{{{"DN15", 0.0213, 0.0158},
                                                       {"DN20", 0.0269, 0.0214},
                                                       {"DN25", 0.0337, 0.0267},
                                                       {"DN32", 0.0424, 0.0354},
                                                       {"DN40", 0.0483, 0.0413},
                                                       {"DN50", 0.0603, 0.0533},
                                                       {"DN65", 0.0761, 0.0691},
                                                       {"DN80", 0.0889, 0.0819},
                                                       {"DN100", 0.1143, 0.1023},
                                                       {"DN150", 0.1683, 0.1563},
                                                       {"DN200", 0.2191, 0.2071},
                                                       {"DN250", 0.2730, 0.2610},
                                                       {"DN300", 0.3239, 0.3079},
                                                       {"DN400", 0.4064, 0.3904},
                                                       {"DN500", 0.5080, 0.4920},
                                                       {"DN600", 0.6100, 0.5940}}};

inline constexpr double sdr11_bore = 1.0 - 2.0 / 11.0;
inline constexpr std::array<NominalSize, 11> pe_sizes{{{"de32", 0.032, 0.032 * sdr11_bore},
                                                       {"de40", 0.040, 0.040 * sdr11_bore},
                                                       {"de50", 0.050, 0.050 * sdr11_bore},
                                                       {"de63", 0.063, 0.063 * sdr11_bore},
                                                       {"de90", 0.090, 0.090 * sdr11_bore},
                                                       {"de110", 0.110, 0.110 * sdr11_bore},
                                                       {"de160", 0.160, 0.160 * sdr11_bore},
                                                       {"de200", 0.200, 0.200 * sdr11_bore},
                                                       {"de250", 0.250, 0.250 * sdr11_bore},
                                                       {"de315", 0.315, 0.315 * sdr11_bore},
                                                       {"de400", 0.400, 0.400 * sdr11_bore}}};

} // namespace gastwin
