// SPDX-License-Identifier: Apache-2.0
// Handbook sizing of the synthetic city's pipes, before the solver has its say. Part of synthetic_city().
//
// Law: GB 50028-2006 eq. 6.2.5 (low pressure) and 6.2.6-1 (above), with λ = 64/Re up to Re 2100 and Altshul's
// λ = 0.11 (K/d + 68/Re)^0.25 beyond, natural gas of 0.75 kg/m³ (0 °C) and 14.3e-6 m²/s at 15 °C.
// Valid for design loads in clean pipes; used to pick a size from a ladder, never to report a pressure.
#pragma once
#include <cstdint>
#include <span>

#include "models/pipe_size.hpp"

namespace gastwin::synthetic {

struct Duty {
    double flow_m3_h = 0.0;       ///< at 0 °C, 101.325 kPa
    double gauge_pressure_pa = 0; ///< at which speed counts; above 10 kPa the medium-pressure law is used
    double gradient = 0.0;        ///< allowed: Pa/m in low pressure, kPa²/m above
    double speed_m_s = 0.0;       ///< allowed
    double roughness_m = 1e-4;
};

/// Pressure gradient of a duty in a pipe of this bore, in the unit of Duty::gradient.
[[nodiscard]] double gradient(const Duty &duty, double inner_diameter_m);
[[nodiscard]] double speed_m_s(const Duty &duty, double inner_diameter_m);

/// Row of the smallest size, at or above `smallest`, that keeps gradient and speed; the largest where none does.
[[nodiscard]] std::int32_t choose_size(std::span<const NominalSize> ladder, std::int32_t smallest, const Duty &duty);

} // namespace gastwin::synthetic
