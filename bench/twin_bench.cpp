// SPDX-License-Identifier: Apache-2.0
// The twin file: GeoPackage written and read back.
#include <filesystem>

#include "bench/cities.hpp"
#include "gis/twin_file.hpp"

namespace gastwin::bench {
namespace {

namespace fs = std::filesystem;

fs::path twin_path() { return fs::temp_directory_path() / "gastwin_twin_bench.gpkg"; }

void count_file(benchmark::State &state) {
    state.counters["bytes/s"] =
        benchmark::Counter(static_cast<double>(fs::file_size(twin_path())),
                           benchmark::Counter::kIsIterationInvariantRate, benchmark::Counter::kIs1024);
}

void twin_write(benchmark::State &state) {
    Twin twin;
    twin.network = city(state.range(0));
    for (auto _ : state) write_twin(twin, twin_path());
    count_nodes(state, twin.network);
    count_file(state);
    fs::remove(twin_path());
}
BENCHMARK(twin_write)->Apply(to_1e5_nodes);

void twin_read(benchmark::State &state) {
    const Network &network = city(state.range(0));
    Twin twin;
    twin.network = network;
    write_twin(twin, twin_path());
    for (auto _ : state) benchmark::DoNotOptimize(read_twin(twin_path()));
    count_nodes(state, network);
    count_file(state);
    fs::remove(twin_path());
}
BENCHMARK(twin_read)->Apply(to_1e5_nodes);

} // namespace
} // namespace gastwin::bench
