// SPDX-License-Identifier: Apache-2.0
#include "engine/result.hpp"

namespace gastwin {

State::State() = default;
State::State(const State &) = default;
State::State(State &&) noexcept = default;
State &State::operator=(const State &) = default;
State &State::operator=(State &&) noexcept = default;
State::~State() = default;

} // namespace gastwin
