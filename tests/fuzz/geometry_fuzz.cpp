// SPDX-License-Identifier: Apache-2.0
// Geometry from bytes to a connected network. First byte:
//   0  a GeoJSON file
//   1  a shapefile of three lines with bytes exchanged: (file, position, value) after (file, position, value)
//   2  WKB shapes, each behind its length, in a FlatGeobuf file
//   3  an inventory straight away: points, lines and registers over a few ids and any coordinates
#include <ogrsf_frmts.h>

#include <array>
#include <cmath>
#include <limits>
#include <memory>

#include "fuzz.hpp"
#include "gis/connect.hpp"
#include "gis/fill.hpp"
#include "gis/geopackage.hpp"
#include "gis/sources.hpp"
#include "models/check.hpp"

using namespace gastwin;
namespace fs = std::filesystem;

namespace {

void require_sound_twin(const Twin &twin) {
    const Network &network = twin.network;
    for_each_table(network, [](const auto &table) { fuzz::require_whole(table); });
    const Issues found = check(network);
    for (std::size_t i = 0; i < row_count(found); ++i) {
        const bool of_registers = found.kind[i] == "duplicate_id" || found.layer[i] != "pipe";
        fuzz::require(of_registers || kind(found.kind[i]).severity != Severity::error, "pipes come out sound");
    }
    for (const Point p : network.pipe_line.points)
        fuzz::require(std::isfinite(p.x) && std::isfinite(p.y), "courses are finite");
}

void import_and_connect(const fs::path &path) {
    static const Profile profile = [] {
        Profile lines = load_profile("lines");
        for (LayerSpec &layer : lines.layers) layer.min_columns = 0;
        return lines;
    }();
    Inventory inventory;
    std::vector<MappedLayer> layers = read_layers(std::span(&path, 1), profile, {.crs = "local"}, inventory, {});
    drop_repeated(layers, inventory);
    for (const MappedLayer &layer : layers) fill_table(layer, 2024, inventory);
    for (const Point p : inventory.line_shape.points)
        fuzz::require(std::isfinite(p.x) && std::isfinite(p.y), "what is read is finite");
    require_sound_twin(connect(std::move(inventory)));
}

DatasetHandle new_file(const char *driver, const fs::path &path) {
    GDALAllRegister();
    return DatasetHandle(
        GetGDALDriverManager()->GetDriverByName(driver)->Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
}

struct Shapefile {
    std::array<std::string, 3> bytes;
    static constexpr std::array extensions{".shp", ".shx", ".dbf"};
};

const Shapefile &three_lines() {
    static const Shapefile made = [] {
        const fs::path path = fuzz::scratch() / "three.shp";
        {
            const DatasetHandle file = new_file("ESRI Shapefile", path);
            OGRLayer *layer = file->CreateLayer("three", nullptr, wkbLineString, nullptr);
            OGRFieldDefn id("GXBH", OFTString);
            layer->CreateField(&id);
            for (const char *wkt :
                 {"LINESTRING (0 0, 10 0)", "LINESTRING (10 0, 20 0, 20 9)", "LINESTRING (5 0, 5 7)"}) {
                OGRFeature feature(layer->GetLayerDefn());
                feature.SetField(0, "P");
                OGRGeometry *shape = nullptr;
                OGRGeometryFactory::createFromWkt(wkt, nullptr, &shape);
                feature.SetGeometryDirectly(shape);
                static_cast<void>(layer->CreateFeature(&feature));
            }
        }
        Shapefile all;
        for (std::size_t i = 0; i < all.bytes.size(); ++i)
            all.bytes[i] = fuzz::file_bytes(fs::path(path).replace_extension(Shapefile::extensions[i]));
        return all;
    }();
    return made;
}

void read_shapefile(fuzz::Input &input) {
    Shapefile damaged = three_lines();
    while (!input.empty()) {
        std::string &bytes = damaged.bytes[input.byte() % damaged.bytes.size()];
        const std::size_t position = input.value<std::uint16_t>();
        if (position >= 0xFF00) bytes.resize(bytes.size() * (position - 0xFF00) / 0x100);
        if (bytes.empty()) bytes = "x";
        bytes[position % bytes.size()] = static_cast<char>(input.byte());
    }
    const fs::path path = fuzz::scratch() / "RQLINE.shp";
    for (std::size_t i = 0; i < damaged.bytes.size(); ++i)
        fuzz::write_file(fs::path(path).replace_extension(Shapefile::extensions[i]), damaged.bytes[i]);
    fuzz::answers([&] { import_and_connect(path); });
}

void read_wkb(fuzz::Input &input) {
    const fs::path path = fuzz::scratch() / "RQLINE.fgb";
    {
        const DatasetHandle file = new_file("FlatGeobuf", path);
        const char *const plain[] = {"SPATIAL_INDEX=NO", nullptr};
        OGRLayer *layer = file->CreateLayer("RQLINE", nullptr, wkbUnknown, const_cast<char **>(plain));
        CPLPushErrorHandler(CPLQuietErrorHandler);
        std::string_view rest = input.rest();
        while (rest.size() > 2) {
            const std::size_t size = std::min<std::size_t>(static_cast<unsigned char>(rest[0]) + 1U, rest.size() - 1);
            OGRGeometry *shape = nullptr;
            OGRGeometryFactory::createFromWkb(rest.data() + 1, nullptr, &shape, size);
            rest.remove_prefix(size + 1);
            OGRFeature feature(layer->GetLayerDefn());
            feature.SetGeometryDirectly(shape);
            static_cast<void>(layer->CreateFeature(&feature));
        }
        CPLPopErrorHandler();
    }
    fuzz::answers([&] { import_and_connect(path); });
    fs::remove(path);
}

double coordinate(fuzz::Input &input) {
    constexpr double inf = std::numeric_limits<double>::infinity();
    constexpr std::array odd{missing_real, inf,   -inf,   1e300, -1e300, 1e18, 1e-300, -0.0,
                             529369.728,   3.3e6, 0.0051, 0.25,  0.0049, 5e-3, 49.9,   1e9};
    const std::uint8_t choice = input.byte();
    if (choice < odd.size()) return odd[choice];
    if (choice == odd.size()) return input.value<double>();
    return static_cast<double>(choice % 32) * (choice < 128 ? 1.0 : 0.37);
}

/// Coordinates of drawings are finite, as reading promises; those of registers may be missing.
std::vector<Point> course(fuzz::Input &input) {
    std::vector<Point> points(input.byte() % 6);
    for (Point &p : points) p = {coordinate(input), coordinate(input)};
    std::erase_if(points, [](Point p) { return !std::isfinite(p.x) || !std::isfinite(p.y); });
    return points;
}

std::string some_id(fuzz::Input &input) {
    constexpr std::array ids{"A", "B", "C", "D", "E", "P1", "P2", "", "A", "B", "P1~2", "\xE7\xAE\xA1"};
    return ids[input.byte() % ids.size()];
}

template <class E> E some_code(fuzz::Input &input) { return static_cast<E>(input.byte() % Names<E>::names.size()); }

void add_line(fuzz::Input &input, Inventory &survey) {
    SurveyLines &l = survey.line;
    const auto i = append_row(l, some_id(input)).row();
    l.from_point[i] = some_id(input);
    l.to_point[i] = some_id(input);
    l.pressure_class[i] = some_code<PressureClass>(input);
    l.material[i] = some_code<Material>(input);
    l.state[i] = some_code<UseState>(input);
    l.role[i] = some_code<PipeRole>(input);
    l.length_m[i] = coordinate(input);
    l.inner_diameter_m[i] = 0.001 * (1 + input.byte());
    l.from_depth_m[i] = coordinate(input);
    l.source_row[i] = static_cast<std::int32_t>(i + 1);
    survey.line_shape.push_back(course(input));
}

void add_point(fuzz::Input &input, Inventory &survey) {
    const auto p = append_row(survey.point, some_id(input)).row();
    survey.point.x_m[p] = coordinate(input);
    survey.point.y_m[p] = coordinate(input);
    survey.point.ground_level_m[p] = coordinate(input);
    if (input.byte() % 4 == 0) survey.point.appurtenance[p] = "阀门";
}

template <TableType Table>
std::size_t add_row(fuzz::Input &input, Register<Table> &target, std::initializer_list<const char *> references) {
    const auto row = append_row(target.rows, some_id(input)).row();
    for (const char *name : references) target.references[name].push_back(some_id(input));
    if constexpr (requires { target.rows.x_m; }) {
        target.rows.x_m[row] = coordinate(input);
        target.rows.y_m[row] = coordinate(input);
    }
    return row;
}

void add_to_registers(fuzz::Input &input, Inventory &survey, std::uint8_t which) {
    if (which == 2) {
        const auto row = add_row(input, survey.regulator, {"from_node", "to_node"});
        survey.regulator.rows.set_gauge_pressure_pa[row] = coordinate(input);
    } else if (which == 3) {
        const auto row = add_row(input, survey.source, {"node"});
        survey.source.rows.gauge_pressure_pa[row] = coordinate(input);
    } else if (which == 4) add_row(input, survey.valve, {"pipe", "from_node"});
    else if (which == 5) add_row(input, survey.riser, {"node", "building"});
    else if (which == 6) add_row(input, survey.customer, {"node", "riser", "building"});
    else if (which == 7) {
        add_row(input, survey.building, {});
        survey.building_outline.push_back(course(input));
    } else if (which == 8) {
        add_row(input, survey.enclosure, {});
        survey.enclosure_outline.push_back(course(input));
    } else {
        add_row(input, survey.record, {});
        survey.record_outline.push_back(course(input));
    }
}

void connect_inventory(fuzz::Input &input) {
    Inventory survey;
    ConnectOptions options;
    const std::uint8_t flags = input.byte();
    options.snap_m = (flags & 3) * 0.5;
    if ((flags & 4) != 0) options.crossings = Crossings::connected;
    if ((flags & 8) != 0) options.bridge_m = 0.0;
    while (!input.empty()) {
        const std::uint8_t which = input.byte() % 16;
        if (which == 0) add_point(input, survey);
        else if (which == 1 || which > 9) add_line(input, survey);
        else add_to_registers(input, survey, which);
    }
    fuzz::answers([&] { require_sound_twin(connect(std::move(survey), options)); });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    fuzz::Input input(data, size);
    const std::uint8_t mode = input.byte() % 4;
    if (mode == 0) {
        const fs::path path = fuzz::write_file(fuzz::scratch() / "RQLINE.geojson", input.rest());
        fuzz::answers([&] { import_and_connect(path); });
    } else if (mode == 1) read_shapefile(input);
    else if (mode == 2) read_wkb(input);
    else connect_inventory(input);
    return 0;
}
