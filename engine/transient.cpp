// SPDX-License-Identifier: Apache-2.0
#include "engine/transient.hpp"

#include <algorithm>
#include <cmath>

#include "engine/quasi_steady.hpp"
#include "engine/transient_protection.hpp"
#include "engine/transient_record.hpp"
#include "engine/transient_start.hpp"
#include "models/check.hpp"

namespace gastwin {
namespace {

constexpr double first_step_s = 1.0; ///< at the start and after an event; grows quickly where nothing happens

/// Times no step may pass over: outputs, events, and where profiles bend.
std::vector<double> break_times(const TransientOptions &options, const std::vector<double> &outputs,
                                std::span<const PlannedEvent> events) {
    std::vector<double> times = outputs;
    for (const PlannedEvent &event : events) times.push_back(event.time_s);
    for (const auto *profiles : {&options.source_profile, &options.demand_profile})
        for (const Profile &profile : *profiles)
            times.insert(times.end(), profile.time_s.begin(), profile.time_s.end());
    const auto varies = [](const auto &row) {
        return std::adjacent_find(row.begin(), row.end(), std::not_equal_to<>()) != row.end();
    };
    if (std::any_of(options.factors.factor.begin(), options.factors.factor.end(), varies))
        for (auto hour = static_cast<std::int64_t>(std::ceil(options.from_s / 3600.0));
             3600.0 * static_cast<double>(hour) < options.to_s; ++hour)
            times.push_back(3600.0 * static_cast<double>(hour));
    std::sort(times.begin(), times.end());
    times.erase(std::unique(times.begin(), times.end()), times.end());
    const auto outside = [&](double t) { return t <= options.from_s || t > options.to_s; };
    times.erase(std::remove_if(times.begin(), times.end(), outside), times.end());
    return times;
}

class Simulation {
  public:
    Simulation(TransientModel model, std::vector<PlannedEvent> events, const Progress &progress)
        : model_{std::move(model)}, events_{std::move(events)}, progress_{progress}, time_s_{model_.options.from_s} {
        // What happened before the start shapes the state the simulation starts from.
        while (next_event_ < events_.size() && events_[next_event_].time_s < time_s_)
            apply(model_.controls, events_[next_event_++]);
        find_junctions(model_);
        state_ = start_state(model_, progress_);
        find_blocks(model_, state_.mode);
        guards_ = make_guards(model_);
        stored_kg_ = stored_kg(model_, state_);
        step_s_ =
            model_.options.adaptive ? std::min(first_step_s, model_.options.max_step_s) : model_.options.max_step_s;
    }

    TimeSeries run() {
        const TransientOptions &options = model_.options;
        const std::vector<double> outputs = output_times(options);
        record_now(rates_at_start());
        watch(model_, state_, time_s_, guards_);
        shut_devices();
        std::size_t next_output = 1;
        apply_events();
        for (const double goal : break_times(options, outputs, events_)) {
            while (time_s_ < goal)
                if (!advance(goal)) return std::move(run_);
            if (next_output < outputs.size() && goal == outputs[next_output]) {
                record_now(last_);
                ++next_output;
            }
            apply_events();
        }
        return std::move(run_);
    }

  private:
    /// Takes one step towards `goal`; false when there is none.
    bool advance(double goal) {
        const TransientOptions &options = model_.options;
        const double share = (time_s_ - options.from_s) / (options.to_s - options.from_s);
        report(progress_, "simulate", share);
        const double stop = std::min(goal, next_trip_s(guards_)), left = stop - time_s_;
        double duration = std::min(step_s_, options.max_step_s);
        if (duration >= left * (1.0 - 1e-9)) duration = left;
        else if (options.adaptive && duration > 0.5 * left) duration = 0.5 * left;
        const bool shortest = duration <= options.min_step_s;
        Step step = try_step(options.scheme, duration);
        // A regulator failing open, a compressor starting: pressures jump, and nothing but Euler's step follows.
        if (!step.solved && shortest && options.scheme != TimeScheme::backward_euler)
            step = try_step(TimeScheme::backward_euler, duration);
        if (step.solved && options.adaptive && !shortest && step.error <= 1.0 &&
            oversteps(model_, guards_, step.state, time_s_ + duration, duration)) {
            ++run_.rejected;
            step_s_ = std::max(options.min_step_s, 0.5 * duration);
            return true;
        }
        if (!step.solved || (step.error > 1.0 && !shortest)) {
            ++run_.rejected;
            if (shortest || duration < 1e-9) return give_up(step.explanation);
            step_s_ = std::max(options.min_step_s,
                               duration * (step.solved ? std::max(0.9 / std::sqrt(step.error), 0.1) : 0.25));
            return true;
        }
        accept(std::move(step), duration);
        time_s_ = duration == left ? stop : time_s_ + duration;
        watch(model_, state_, time_s_, guards_);
        shut_devices();
        return true;
    }

    Step try_step(TimeScheme scheme, double duration) {
        Step step = take_step(model_, scheme, state_, stored_kg_, gain_kg_s_, time_s_, duration);
        run_.iterations += step.iterations;
        tally_.iterations += step.iterations;
        return step;
    }

    void accept(Step step, double duration) {
        if (model_.options.adaptive) {
            const double longer = duration * std::min(0.9 / std::sqrt(std::max(step.error, 1e-6)), 5.0);
            step_s_ = std::max(longer, step.error <= 0.5 ? step_s_ : 0.0);
        } else {
            step_s_ = model_.options.max_step_s;
        }
        state_ = std::move(step.state);
        stored_kg_ = std::move(step.stored_kg);
        gain_kg_s_ = std::move(step.gain_kg_s);
        last_ = step.last;
        tally_.inflow_kg += duration * step.mean.inflow;
        tally_.supplied_kg += duration * (step.mean.supplied - step.mean.injected);
        tally_.unmet_kg += duration * (step.mean.demand - step.mean.supplied);
        tally_.leaked_kg += duration * step.mean.leak;
        tally_.relieved_kg += duration * step.mean.relieved;
        tally_.closure = std::max(tally_.closure, step.closure);
        tally_.step_s = duration;
        ++tally_.steps;
        ++run_.steps;
        run_.closure = std::max(run_.closure, step.closure);
        if (step.mean.demand - step.mean.supplied > 1e-9 * step.mean.demand)
            run_.status = std::max(run_.status, Status::service_infeasible);
    }

    bool give_up(const std::string &why) {
        run_.status = Status::max_iterations;
        run_.explanation = "at " + std::to_string(time_s_) + " s the shortest step finds no solution: " + why;
        record_now(last_);
        return false;
    }

    void apply_events() {
        bool moved = false, any = false;
        const Zones before = model_.zones;
        for (; next_event_ < events_.size() && events_[next_event_].time_s <= time_s_; ++next_event_) {
            moved |= apply(model_.controls, events_[next_event_]);
            any = true;
        }
        if (any) follow_controls(before, moved);
    }

    /// What protection shuts now.
    void shut_devices() {
        const Zones before = model_.zones;
        const Latched latched = latch(model_, time_s_, guards_, run_.trip);
        if (latched.any) follow_controls(before, latched.valve_moved);
    }

    /// The model for the controls as they have become; `before`: zones of the state, to be used when valves have moved.
    void follow_controls(const Zones &before, bool moved) {
        gain_kg_s_.clear();
        if (model_.options.adaptive) step_s_ = std::min(step_s_, first_step_s);
        if (moved) {
            find_junctions(model_);
            state_ = transfer(model_, before, state_);
            stored_kg_ = stored_kg(model_, state_);
        } else {
            refresh_stations(model_);
            refresh_demand(model_);
        }
    }

    [[nodiscard]] Rates rates_at_start() const {
        Rates rates;
        for (const double q : state_.source_kg_s) rates.inflow += q;
        for (const ReliefHere &valve : model_.relief) {
            const double p = state_.pressure_pa[static_cast<std::size_t>(model_.junction_of(valve.vertex))];
            rates.relieved += relief_outflow(model_.network.gas, valve.law, p).flow_kg_s;
        }
        for (const DemandHere &d : model_.demand) {
            const double factor = demand_factor(model_.controls, d.kind, d.profile, time_s_);
            rates.demand += factor * d.taken_kg_s;
            rates.supplied += factor * d.taken_kg_s *
                              served_at(model_, state_, model_.junction_vertex[static_cast<std::size_t>(d.junction)]);
        }
        return rates;
    }

    void record_now(const Rates &rates) {
        record(model_, state_, rates, tally_, time_s_, run_);
        tally_.closure = 0.0;
        tally_.steps = tally_.iterations = 0;
    }

    TransientModel model_;
    std::vector<PlannedEvent> events_;
    const Progress &progress_;
    double time_s_, step_s_ = 0.0;
    std::size_t next_event_ = 0;
    GasState state_;
    std::vector<double> stored_kg_, gain_kg_s_;
    std::vector<Guard> guards_;
    Rates last_;
    Tally tally_;
    TimeSeries run_;
};

} // namespace

TimeSeries simulate(const Network &network, std::span<const double> customer_demand_kg_s,
                    const TransientOptions &options, std::span<const Event> events, const Progress &progress) {
    require_sound(network);
    require_physical(network.gas);
    require_options(network, customer_demand_kg_s, options);
    std::vector<PlannedEvent> planned = plan_events(network, events);
    TransientModel model = make_model(network, customer_demand_kg_s, options, planned);
    TimeSeries run = Simulation(std::move(model), std::move(planned), progress).run();
    report(progress, "simulate", 1.0);
    return run;
}

} // namespace gastwin
