// SPDX-License-Identifier: Apache-2.0
// Synthetic cities shared by the benchmarks, and the figures every one of them reports.
#pragma once
#include <benchmark/benchmark.h>

#include "models/network.hpp"

namespace gastwin::bench {

/// A city of seed 1 with so many households. The last one asked for is kept: building it is not what is timed.
[[nodiscard]] const Network &city(std::int64_t households);

/// A square grid of streets with so many nodes to a side, all loops and no trees, four sources. The hard case for a
/// sparse factorisation.
[[nodiscard]] Network looped_grid(std::int32_t side);

/// Households that give about 1e4, 1e5 and, where `largest` asks for it, 1e6 nodes.
enum class Largest { hundred_thousand_nodes, million_nodes };
void sizes(benchmark::internal::Benchmark *bench, Largest largest);
inline void to_1e5_nodes(benchmark::internal::Benchmark *b) { sizes(b, Largest::hundred_thousand_nodes); }
inline void to_1e6_nodes(benchmark::internal::Benchmark *b) { sizes(b, Largest::million_nodes); }

/// Counters: nodes, nodes/s, and the process's highest memory so far in bytes.
void count_nodes(benchmark::State &state, const Network &network);

} // namespace gastwin::bench
