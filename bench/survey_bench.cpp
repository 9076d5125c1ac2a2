// SPDX-License-Identifier: Apache-2.0
// The way through files: a defective survey written, read back, and joined to a network.
#include <filesystem>

#include "bench/cities.hpp"
#include "gis/connect.hpp"
#include "gis/import.hpp"
#include "gis/survey_writer.hpp"

namespace gastwin::bench {
namespace {

namespace fs = std::filesystem;

/// A survey folder of the city, made once and removed at the end.
class Folder {
  public:
    const fs::path &of(std::int64_t households) {
        if (built_for_ != households) {
            fs::remove_all(path_);
            write_survey(city(households), path_, {.enabled = true, .seed = 1});
            built_for_ = households;
        }
        return path_;
    }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }

  private:
    fs::path path_ = fs::temp_directory_path() / "gastwin_survey_bench";
    std::int64_t built_for_ = 0;
} folder;

double bytes_in(const fs::path &path) {
    double sum = 0.0;
    for (const auto &entry : fs::recursive_directory_iterator(path))
        if (entry.is_regular_file()) sum += static_cast<double>(entry.file_size());
    return sum;
}

void count_bytes(benchmark::State &state, double bytes) {
    state.counters["bytes/s"] =
        benchmark::Counter(bytes, benchmark::Counter::kIsIterationInvariantRate, benchmark::Counter::kIs1024);
}

std::vector<fs::path> inputs(const fs::path &path) { return {path / "survey", path / "registers"}; }

void survey_write(benchmark::State &state) {
    const Network &network = city(state.range(0));
    const fs::path path = fs::temp_directory_path() / "gastwin_survey_write_bench";
    for (auto _ : state) write_survey(network, path, {.enabled = true, .seed = 1});
    count_nodes(state, network);
    count_bytes(state, bytes_in(path));
    fs::remove_all(path);
}
BENCHMARK(survey_write)->Apply(to_1e5_nodes);

void survey_import(benchmark::State &state) {
    const fs::path path = folder.of(state.range(0));
    for (auto _ : state) benchmark::DoNotOptimize(import_survey(inputs(path)));
    count_nodes(state, city(state.range(0)));
    count_bytes(state, bytes_in(path / "survey") + bytes_in(path / "registers"));
}
BENCHMARK(survey_import)->Apply(to_1e5_nodes);

void survey_connect(benchmark::State &state) {
    const Inventory inventory = import_survey(inputs(folder.of(state.range(0))));
    for (auto _ : state) benchmark::DoNotOptimize(connect(inventory));
    count_nodes(state, city(state.range(0)));
}
BENCHMARK(survey_connect)->Apply(to_1e5_nodes);

} // namespace
} // namespace gastwin::bench
