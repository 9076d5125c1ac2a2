// SPDX-License-Identifier: Apache-2.0
// A million drawn pipes from GeoPackage and Shapefile to a network, beside what plain GDAL needs for the same columns.
//
//     gastwin_import_ratios [PIPES] [RUNS]
//
// Each measure runs in a process of its own, RUNS times; of the best, wall and processor time and peak memory are
// printed, and ratios (of processor time and memory) to GDAL's feature loop on the same file. Columns, for everyone:
// id, material, diameter, pressure, year, depth, street and the coordinates, out of the file's ten.
#include <gdal_priv.h>
#include <ogrsf_frmts.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gis/connect.hpp"
#include "gis/dataset.hpp"
#include "gis/import.hpp"
#include "gis/mapping.hpp"

namespace {

namespace fs = std::filesystem;
using namespace gastwin;

constexpr std::array<const char *, 10> fields{"管线编号", "材质",     "管径",     "压力",     "建设年代",
                                              "埋深",     "道路名称", "探测单位", "探测时间", "备注"};
constexpr std::size_t depth_field = 5;
constexpr std::array<int, 7> wanted_fields{0, 1, 2, 3, 4, 5, 6};

/// Row i of a town of square blocks: mains along the streets, and as many services that end on the inside of a main.
/// Four vertices each.
std::array<Point, 4> course(std::int64_t i, std::int64_t across) {
    constexpr double block_m = 80.0, west_m = 500e3, south_m = 3370e3;
    const std::int64_t main = i / 2, column = main / 2 % across, row = main / 2 / across;
    const bool eastward = main % 2 == 0;
    const Point a{west_m + block_m * static_cast<double>(column), south_m + block_m * static_cast<double>(row)};
    const auto along = [&](double m, double aside) {
        return eastward ? Point{a.x + m, a.y + aside} : Point{a.x + aside, a.y + m};
    };
    if (i % 2 == 0) return {along(0, 0), along(20, 0), along(60, 0), along(block_m, 0)};
    return {along(30, 0), along(30, 4), along(33, 8), along(33, 15)};
}

std::string gbk(const char *text, bool wanted) {
    if (!wanted) return text;
    char *bytes = CPLRecode(text, CPL_ENC_UTF8, "GBK");
    std::string copy = bytes;
    CPLFree(bytes);
    return copy;
}

void write_file(const fs::path &path, const char *driver, std::int64_t count) {
    const bool shapefile = path.extension() == ".shp";
    const std::unique_ptr<GDALDataset> data(
        GetGDALDriverManager()->GetDriverByName(driver)->Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    OGRSpatialReference srs;
    srs.importFromEPSG(4547);
    srs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    const char *plain[] = {"SPATIAL_INDEX=NO", nullptr}, *raw[] = {"ENCODING=", nullptr};
    OGRLayer &layer = *data->CreateLayer("pipes", &srs, wkbLineString, const_cast<char **>(shapefile ? raw : plain));
    for (std::size_t f = 0; f < fields.size(); ++f) {
        OGRFieldDefn field(gbk(fields[f], shapefile).c_str(), f == depth_field ? OFTReal : OFTString);
        if (f != depth_field) field.SetWidth(24);
        layer.CreateField(&field);
    }
    const std::int64_t across = std::max<std::int64_t>(1, std::llround(std::sqrt(static_cast<double>(count) / 4)));
    const std::string pe = "PE100", steel = gbk("钢", shapefile), low = gbk("低压", shapefile);
    if (layer.StartTransaction() != OGRERR_NONE) std::exit(1);
    for (std::int64_t i = 0; i < count; ++i) {
        OGRFeature feature(layer.GetLayerDefn());
        const std::string street = gbk(("解放路" + std::to_string(i / 1000) + "号").c_str(), shapefile);
        const std::array<std::string, 10> cells{"RQ" + std::to_string(i),
                                                i % 3 == 0 ? steel : pe,
                                                i % 2 == 0 ? "DN150" : "de63",
                                                low,
                                                std::to_string(1985 + i % 38),
                                                "",
                                                street,
                                                "CH",
                                                "2023-05-01",
                                                street};
        for (std::size_t f = 0; f < fields.size(); ++f)
            if (f != depth_field) feature.SetField(static_cast<int>(f), cells[f].c_str());
        feature.SetField(static_cast<int>(depth_field), 0.8 + 0.01 * static_cast<double>(i % 70));
        auto *line = new OGRLineString;
        for (const Point p : course(i, across)) line->addPoint(p.x, p.y);
        feature.SetGeometryDirectly(line);
        if (layer.CreateFeature(&feature) != OGRERR_NONE) std::exit(1);
    }
    if (layer.CommitTransaction() != OGRERR_NONE) std::exit(1);
}

/// What plain GDAL does: the feature loop, cells and coordinates into arrays.
void gdal_alone(const fs::path &path) {
    const char *options[] = {"ENCODING=", nullptr};
    const bool shapefile = path.extension() == ".shp";
    const std::unique_ptr<GDALDataset> data(GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, nullptr,
                                                              shapefile ? options : nullptr, nullptr));
    OGRLayer &layer = *data->GetLayer(0);
    std::vector<const char *> ignored;
    for (int f = static_cast<int>(wanted_fields.size()); f < static_cast<int>(fields.size()); ++f)
        ignored.push_back(layer.GetLayerDefn()->GetFieldDefn(f)->GetNameRef());
    ignored.push_back(nullptr);
    layer.SetIgnoredFields(ignored.data());
    std::array<std::vector<std::string>, wanted_fields.size()> cells;
    std::vector<double> depth;
    std::vector<std::size_t> start;
    std::vector<Point> points;
    for (const auto &feature : layer) {
        for (const int f : wanted_fields)
            if (f == static_cast<int>(depth_field)) depth.push_back(feature->GetFieldAsDouble(f));
            else cells[static_cast<std::size_t>(f)].emplace_back(feature->GetFieldAsString(f));
        start.push_back(points.size());
        const OGRLineString &line = *feature->GetGeometryRef()->toLineString();
        for (int k = 0; k < line.getNumPoints(); ++k) points.push_back({line.getX(k), line.getY(k)});
    }
    if (points.size() < 4 * depth.size()) std::exit(1);
}

void read_cells(const fs::path &path) {
    Issues issues;
    Dataset data(path, "", issues);
    const Profile profile = load_profile("cjj61");
    const Match match = recognise(data.layers()[0], profile);
    const RawLayer raw = data.read(0, wanted_columns(match, data.layers()[0].columns.size()), issues);
    if (raw.rows() == 0) std::exit(1);
}

struct Cost {
    double wall_s = 0.0, processor_s = 0.0;
    double part_wall_s = 0.0, part_processor_s = 0.0; ///< of joining alone
    double peak_mb = 0.0;
};

struct Clock {
    std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
    std::clock_t processor = std::clock();

    [[nodiscard]] std::array<double, 2> seconds() const {
        return {std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
                static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC};
    }
};

using Work = std::function<std::array<double, 2>()>; ///< returns the seconds of its last part

Cost once(const Work &work) {
    int ends[2];
    if (pipe(ends) != 0) std::exit(1);
    const pid_t child = fork();
    if (child == 0) {
        const Clock clock;
        const auto part = work();
        const auto all = clock.seconds();
        const std::array<double, 4> told{all[0], all[1], part[0], part[1]};
        const bool written = write(ends[1], told.data(), sizeof told) == sizeof told;
        _exit(written ? 0 : 1);
    }
    close(ends[1]); // or a child that died would be waited for
    std::array<double, 4> told{};
    const bool heard = read(ends[0], told.data(), sizeof told) == sizeof told;
    close(ends[0]);
    int status = 0;
    rusage usage{};
    wait4(child, &status, 0, &usage);
    if (!heard || status != 0) std::exit(1);
    return {told[0], told[1], told[2], told[3], static_cast<double>(usage.ru_maxrss) / 1024.0};
}

Cost best_of(int runs, const Work &work) {
    Cost best = once(work);
    for (int run = 1; run < runs; ++run)
        if (const Cost next = once(work); next.processor_s < best.processor_s) best = next;
    return best;
}

void print(const char *what, const Cost &cost, const Cost &gdal) {
    std::printf("  %-34s %7.2f s  %7.2f s  %6.2f x  %7.0f MB  %5.2f x\n", what, cost.wall_s, cost.processor_s,
                cost.processor_s / gdal.processor_s, cost.peak_mb, cost.peak_mb / gdal.peak_mb);
    std::fflush(stdout);
}

void measure(const fs::path &path, int runs) {
    using None = std::array<double, 2>;
    const std::vector<fs::path> inputs{path};
    std::printf("%-36s %9s  %9s  %8s  %10s\n", path.extension().c_str(), "wall", "processor", "ratio", "memory");
    const Cost gdal = best_of(runs, [&] { return gdal_alone(path), None{}; });
    print("GDAL's feature loop alone", gdal, gdal);
    print("cells and shapes read", best_of(runs, [&] { return read_cells(path), None{}; }), gdal);
    const auto import_alone = [&] { return row_count(import_survey(inputs).line) > 0 ? None{} : None{1.0, 1.0}; };
    print("import_survey(): values normalised", best_of(runs, import_alone), gdal);
    Cost whole = best_of(runs, [&] {
        Inventory inventory = import_survey(inputs);
        const Clock clock;
        const Twin twin = connect(std::move(inventory));
        return clock.seconds();
    });
    print("to a connected network", whole, gdal);
    whole.wall_s = whole.part_wall_s, whole.processor_s = whole.part_processor_s;
    print("of that, connect()", whole, gdal);
}

} // namespace

int main(int count, char **arguments) {
    const std::int64_t pipes = count > 1 ? std::atoll(arguments[1]) : 1'000'000;
    const int runs = count > 2 ? std::atoi(arguments[2]) : 2;
    GDALAllRegister();
    const fs::path folder = fs::temp_directory_path() / ("gastwin_import_ratios_" + std::to_string(getpid()));
    fs::create_directories(folder);
    std::printf("%lld pipes, four vertices each; best of %d\n", static_cast<long long>(pipes), runs);
    for (const auto &[name, driver] : {std::pair{"pipes.gpkg", "GPKG"}, std::pair{"pipes.shp", "ESRI Shapefile"}}) {
        write_file(folder / name, driver, pipes);
        measure(folder / name, runs);
    }
    fs::remove_all(folder);
}
