// SPDX-License-Identifier: Apache-2.0
#include "models/network.hpp"

namespace gastwin {

Network::Network() = default;
Network::Network(const Network &) = default;
Network::Network(Network &&) noexcept = default;
Network &Network::operator=(const Network &) = default;
Network &Network::operator=(Network &&) noexcept = default;
Network::~Network() = default;

template void resize_rows(Nodes &, std::size_t);
template void resize_rows(Pipes &, std::size_t);
template void resize_rows(Valves &, std::size_t);
template void resize_rows(Regulators &, std::size_t);
template void resize_rows(Sources &, std::size_t);
template void resize_rows(Risers &, std::size_t);
template void resize_rows(Customers &, std::size_t);
template void resize_rows(Devices &, std::size_t);
template void resize_rows(Buildings &, std::size_t);
template void resize_rows(Enclosures &, std::size_t);
template void resize_rows(Records &, std::size_t);

} // namespace gastwin
