// SPDX-License-Identifier: Apache-2.0
#include "scenarios/earthquake.hpp"

#include <algorithm>

#include "models/number_text.hpp"
#include "models/random.hpp"
#include "scenarios/risk.hpp"

namespace gastwin {
namespace {

constexpr std::uint64_t count_stream = 0xE401, place_stream = 0xE402; ///< of random numbers
constexpr double highest_velocity_m_s = 5.0;

} // namespace

std::vector<Damage> earthquake_damage(const Network &network, double peak_ground_velocity_m_s,
                                      const EarthquakeScheme &scheme, std::uint64_t seed) {
    if (!(peak_ground_velocity_m_s >= 0.0 && peak_ground_velocity_m_s <= highest_velocity_m_s))
        throw Error("value_out_of_range",
                    {.column = "peak_ground_velocity_m_s", .value = number_text(peak_ground_velocity_m_s)}, {},
                    "0 to 5 m/s");
    std::vector<Damage> damages;
    const Pipes &pipe = network.pipe;
    for (std::size_t p = 0; p < row_count(pipe); ++p) {
        if (!carries_gas(pipe.state[p]) || is_above_ground(default_scheme().failure, pipe, p)) continue;
        const double factor = scheme.factor[static_cast<std::size_t>(pipe.material[p])];
        const double mean = 1e-3 * pipe.length_m[p] * scheme.repairs_per_km * factor * peak_ground_velocity_m_s;
        Random random(seed, count_stream, p), place(seed, place_stream, p);
        for (int left = random.poisson(mean); left > 0; --left) {
            const double position = place.uniform();
            const bool breaks = place.chance(scheme.break_share);
            damages.push_back(
                {.at = {PipeIdx{p}, position}, .kind = breaks ? IncidentKind::rupture : IncidentKind::leak});
        }
    }
    std::stable_partition(damages.begin(), damages.end(),
                          [](const Damage &d) { return d.kind == IncidentKind::rupture; });
    return damages;
}

} // namespace gastwin
