// SPDX-License-Identifier: Apache-2.0
#include "gis/crs.hpp"

#include <ogr_spatialref.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "gis/gdal_errors.hpp"
#include "gis/guard.hpp"
#include "gis/text.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

std::string epsg(int code) { return "EPSG:" + std::to_string(code); }

std::string wkt_of(const OGRSpatialReference &srs) {
    char *text = nullptr;
    srs.exportToWkt(&text);
    std::string wkt = text != nullptr ? text : "";
    CPLFree(text);
    return wkt;
}

/// The EPSG code whose definition equals this one in all but its names.
std::string matched_code(const OGRSpatialReference &srs) {
    int count = 0;
    int *confidence = nullptr;
    OGRSpatialReferenceH *matches = OSRFindMatches(
        OGRSpatialReference::ToHandle(const_cast<OGRSpatialReference *>(&srs)), nullptr, &count, &confidence);
    std::string code;
    for (int i = 0; i < count && code.empty() && confidence[i] >= 70; ++i) {
        const auto *match = OGRSpatialReference::FromHandle(matches[i]);
        const char *authority = match->GetAuthorityName(nullptr);
        const char *number = match->GetAuthorityCode(nullptr);
        if (authority != nullptr && number != nullptr && std::string_view(authority) == "EPSG")
            code = std::string("EPSG:") + number;
    }
    OSRFreeSRSArray(matches);
    CPLFree(confidence);
    return code;
}

} // namespace

std::string crs_text(const OGRSpatialReference *definition) {
    if (definition == nullptr || definition->IsEmpty()) return "";
    const GdalErrors errors;
    const char *authority = definition->GetAuthorityName(nullptr);
    const char *number = definition->GetAuthorityCode(nullptr);
    if (authority != nullptr && number != nullptr && std::string_view(authority) == "EPSG")
        return std::string("EPSG:") + number;
    if (definition->IsLocal()) return "";
    std::string wkt = wkt_of(*definition);
    if (names_files(wkt)) return ""; // for the user to name
    const std::string code = matched_code(*definition);
    return code.empty() ? wkt : code;
}

OGRSpatialReference spatial_reference(const std::string &crs) {
    OGRSpatialReference reference;
    const GdalErrors errors;
    if (crs.empty()) {
        reference.SetLocalCS("local metres");
        reference.SetLinearUnits("metre", 1.0);
    } else if (names_files(crs)) {
        throw Error("unknown_crs", {.value = crs}, {}, "it names files to be read");
    } else if (reference.SetFromUserInput(crs.c_str(), reference.SET_FROM_USER_INPUT_LIMITATIONS_get()) !=
               OGRERR_NONE) { // no files, no addresses
        throw Error("unknown_crs", {.value = crs}, {}, errors.text());
    }
    reference.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    return reference;
}

std::string crs_of_user(const std::string &text) {
    const std::string plain = normal_text(text);
    const bool number =
        !plain.empty() && std::all_of(plain.begin(), plain.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (plain.empty()) throw Error("unknown_crs", {.value = text});
    const OGRSpatialReference srs = spatial_reference(number ? "EPSG:" + plain : plain);
    return crs_text(&srs);
}

bool is_geographic(const std::string &crs) { return !crs.empty() && spatial_reference(crs).IsGeographic() != 0; }

bool lies_in_area(Point p, const std::string &crs) {
    constexpr double margin = 3.0;
    double west = 0.0, south = 0.0, east = 0.0, north = 0.0;
    if (!spatial_reference(crs).GetAreaOfUse(&west, &south, &east, &north, nullptr)) return false;
    transform({&p, 1}, crs, "EPSG:4326");
    return p.x >= west - margin && p.x <= east + margin && p.y >= south - margin && p.y <= north + margin;
}

std::string metric_crs(Point p) {
    if (p.x >= 73.0 && p.x <= 136.5 && p.y >= 3.0 && p.y <= 54.0)
        return epsg(4534 + static_cast<int>(std::lround(p.x / 3.0)) - 25); // CM = 3 × zone, EPSG:4534 is CM 75
    const int zone = static_cast<int>(std::clamp(std::floor((p.x + 180.0) / 6.0) + 1.0, 1.0, 60.0));
    return epsg((p.y >= 0.0 ? 32600 : 32700) + zone);
}

std::optional<CrsGuess> guess_crs(Point p) {
    if (p.x >= 73.0 && p.x <= 136.5 && p.y >= 3.0 && p.y <= 54.0)
        return CrsGuess{epsg(4490), "degrees within China, taken as CGCS2000"};
    const bool northing = p.y > 0.3e6 && p.y < 6e6, prefix = p.x >= 13e6 && p.x < 46e6;
    if (!northing || !prefix) return std::nullopt;
    const int zone = static_cast<int>(p.x / 1e6);
    if (zone >= 25 && zone <= 45)
        return CrsGuess{epsg(4513 + zone - 25), "easting with three-degree zone prefix, datum taken as CGCS2000"};
    if (zone >= 13 && zone <= 23)
        return CrsGuess{epsg(4491 + zone - 13), "easting with six-degree zone prefix, datum taken as CGCS2000"};
    return std::nullopt;
}

void transform(std::span<Point> points, const std::string &from, const std::string &to) {
    if (from == to || points.empty()) return;
    const OGRSpatialReference source = spatial_reference(from), target = spatial_reference(to);
    const GdalErrors errors;
    const std::unique_ptr<OGRCoordinateTransformation> operation(OGRCreateCoordinateTransformation(&source, &target));
    if (!operation) throw Error("unknown_crs", {.value = from}, {}, errors.text());
    for (Point &p : points) {
        int done = 0;
        if (operation->Transform(1, &p.x, &p.y, nullptr, &done) == 0 || done == 0)
            p = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
    }
}

} // namespace gastwin
