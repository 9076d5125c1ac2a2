// SPDX-License-Identifier: Apache-2.0
#include "engine/transient_step.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "engine/transient_stage.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

constexpr double gamma_sdirk = 1.0 - std::numbers::sqrt2 / 2.0;
constexpr double smallest_gauge_pa = 1000.0; ///< below it the tolerance is not relative any more

/// Largest error in pressure over what is allowed.
double scaled_error(const TransientModel &model, const GasState &state, const std::vector<double> &error_kg) {
    double largest = 0.0;
    for (std::size_t j = 0; j < error_kg.size(); ++j) {
        const double p = state.pressure_pa[j];
        const double gauge = p - model.atmosphere_pa[at(model.junction_vertex[j])];
        const double error_pa = std::abs(error_kg[j]) / (model.volume_m3[j] * density_slope(model.network.gas, p));
        largest = std::max(largest, error_pa / (model.options.tolerance * std::max(gauge, smallest_gauge_pa)));
    }
    return largest;
}

double sum(const std::vector<double> &values) { return std::accumulate(values.begin(), values.end(), 0.0); }

/// a + factor (b − a), entry by entry.
std::vector<double> beyond(const std::vector<double> &a, const std::vector<double> &b, double factor) {
    std::vector<double> c(a.size());
    for (std::size_t i = 0; i < a.size(); ++i) c[i] = a[i] + factor * (b[i] - a[i]);
    return c;
}

/// One stage; its net inflows are (m − carried)/τ.
bool stage(TransientModel &model, Step &step, const std::vector<double> &carried_kg,
           const std::vector<double> &carried_flow, double time_s, double duration_s) {
    const Loads loads = loads_at(model, time_s);
    step.explanation =
        solve_stage(model, {time_s, duration_s, carried_kg, carried_flow}, loads, step.state, step.iterations);
    if (!step.explanation.empty()) return false;
    step.stored_kg = stored_kg(model, step.state);
    step.gain_kg_s.resize(carried_kg.size());
    for (std::size_t j = 0; j < carried_kg.size(); ++j)
        step.gain_kg_s[j] = (step.stored_kg[j] - carried_kg[j]) / duration_s;
    step.last = rates_of(model, loads, step.state);
    return true;
}

void add(Rates &sum, const Rates &rates, double factor) {
    sum.inflow += factor * rates.inflow;
    sum.demand += factor * rates.demand;
    sum.supplied += factor * rates.supplied;
    sum.injected += factor * rates.injected;
    sum.leak += factor * rates.leak;
    sum.relieved += factor * rates.relieved;
}

void finish(const TransientModel &model, Step &step, const std::vector<double> &stored_kg_before,
            const std::vector<double> &error_kg, double duration_s) {
    const double before = sum(stored_kg_before);
    const double out = step.mean.supplied + step.mean.leak + step.mean.relieved - step.mean.injected - step.mean.inflow;
    step.closure = std::abs(sum(step.stored_kg) - before + duration_s * out) / std::max(before, 1e-300);
    step.error = model.options.adaptive && !error_kg.empty() ? scaled_error(model, step.state, error_kg) : 0.0;
    step.solved = true;
}

} // namespace

Step take_step(TransientModel &model, TimeScheme scheme, const GasState &state, const std::vector<double> &stored,
               const std::vector<double> &gain_kg_s, double time_s, double duration_s) {
    Step step;
    step.state = state;
    std::vector<double> error(stored.size());
    if (scheme == TimeScheme::backward_euler) {
        if (!stage(model, step, stored, state.pipe_kg_s, time_s + duration_s, duration_s)) return step;
        add(step.mean, step.last, 1.0);
        for (std::size_t j = 0; j < error.size(); ++j)
            error[j] = gain_kg_s.empty() ? 0.0 : 0.5 * duration_s * (step.gain_kg_s[j] - gain_kg_s[j]);
        finish(model, step, stored, error, duration_s);
        return step;
    }
    const double first = gamma_sdirk * duration_s, onward = (1.0 - gamma_sdirk) / gamma_sdirk;
    if (!stage(model, step, stored, state.pipe_kg_s, time_s + first, first)) return step;
    add(step.mean, step.last, 1.0 - gamma_sdirk);
    const std::vector<double> carried = beyond(stored, step.stored_kg, onward);
    const std::vector<double> euler = beyond(stored, step.stored_kg, 1.0 / gamma_sdirk);
    const std::vector<double> carried_flow = beyond(state.pipe_kg_s, step.state.pipe_kg_s, onward);
    if (!stage(model, step, carried, carried_flow, time_s + duration_s, first)) return step;
    add(step.mean, step.last, gamma_sdirk);
    for (std::size_t j = 0; j < error.size(); ++j) error[j] = step.stored_kg[j] - euler[j];
    finish(model, step, stored, error, duration_s);
    return step;
}

double served_at(const TransientModel &model, const GasState &state, std::int32_t vertex) {
    const std::size_t j = at(model.junction_of(vertex));
    const double cut_off = model.atmosphere_pa[at(model.junction_vertex[j])] + model.options.cut_off_gauge_pressure_pa;
    return served_share(state.pressure_pa[j], cut_off, model.options.cut_off_band_pa).flow_kg_s;
}

} // namespace gastwin
