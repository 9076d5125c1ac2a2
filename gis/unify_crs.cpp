// SPDX-License-Identifier: Apache-2.0
// unify_crs() of gis/sources.hpp.
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "gis/coordinate_doubts.hpp"
#include "gis/crs.hpp"
#include "gis/layer_place.hpp"
#include "gis/sources.hpp"
#include "gis/text.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

struct Box {
    double west = std::numeric_limits<double>::infinity(), south = west, east = -west, north = -west;

    void add(Point p) {
        if (std::isnan(p.x) || std::isnan(p.y)) return;
        west = std::min(west, p.x), east = std::max(east, p.x);
        south = std::min(south, p.y), north = std::max(north, p.y);
    }
    /// Within the box widened by its own size, at least by the size of a city.
    [[nodiscard]] bool holds_nearly(Point p) const {
        const bool degrees = std::abs(east) <= 180.0 && std::abs(north) <= 90.0;
        const double margin = std::max({east - west, north - south, degrees ? 0.2 : 20e3});
        return p.x > west - margin && p.x < east + margin && p.y > south - margin && p.y < north + margin;
    }
};

Box extent(const MappedLayer &layer) {
    Box box;
    for (const Point p : layer.raw().shape.points) box.add(p);
    return box;
}

/// A layer that names its system and covers the place where the unnamed one lies; survey layers first.
const MappedLayer *neighbour(const std::vector<MappedLayer> &layers, Point typical) {
    const MappedLayer *found = nullptr;
    for (const MappedLayer &layer : layers)
        if (is_drawn(layer) && !layer.raw().crs.empty() && extent(layer).holds_nearly(typical) &&
            (found == nullptr || (is_survey(layer) && !is_survey(*found))))
            found = &layer;
    return found;
}

/// Coordinate system of a layer that names none. Throws Error("unknown_crs") where nothing tells.
CrsGuess crs_without_name(const MappedLayer &layer, const std::vector<MappedLayer> &layers) {
    const Point typical = typical_point(layer);
    if (const MappedLayer *other = neighbour(layers, typical))
        return {other->raw().crs, "taken from " + other->source()};
    if (const auto guess = guess_crs(typical)) return *guess;
    throw Error("unknown_crs", {.file = layer.raw().path, .layer = layer.raw().layer}, {},
                "coordinates about " + number_text(std::round(typical.x)) + ", " + number_text(std::round(typical.y)) +
                    " fit more than one system");
}

/// Gives a layer that names no system the one that its coordinates or its neighbours tell.
void name_system(MappedLayer &layer, const std::vector<MappedLayer> &layers, Inventory &inventory) {
    if (!layer.raw().crs.empty() || !has_coordinates(layer) || std::isnan(typical_point(layer).x)) return;
    CrsGuess guess = crs_without_name(layer, layers);
    // A text table beside a drawn survey is expected to name no system; a drawn layer is not.
    if (is_drawn(layer) || guess.why.rfind("taken from", 0) != 0)
        add_issue(inventory.issue,
                  {.kind = "crs_inferred", .layer = layer.source(), .value = guess.crs, .detail = guess.why});
    layer.raw().crs = std::move(guess.crs);
}

/// What the user says of coordinates holds for the survey and for layers that name no system.
bool users_word_holds(const MappedLayer &layer) {
    return has_coordinates(layer) && (is_survey(layer) || layer.raw().crs.empty());
}

void name_systems(std::vector<MappedLayer> &layers, Inventory &inventory) {
    for (const bool survey : {true, false}) // registers may then follow the survey
        for (MappedLayer &layer : layers)
            if (is_survey(layer) == survey) name_system(layer, layers, inventory);
}

/// A system that the coordinates contradict would move the survey to another part of the world.
void check_system(const MappedLayer &layer) {
    if (!is_survey(layer) || layer.raw().crs.empty() || !has_coordinates(layer)) return;
    const Point p = typical_point(layer);
    if (std::isnan(p.x) || std::isnan(p.y)) return;
    constexpr double east_limit = 360.0, north_limit = 90.0;
    const bool degrees = std::abs(p.x) <= east_limit && std::abs(p.y) <= north_limit;
    const auto in_china = [&] { // small numbers of metres may be a local origin; these are surely degrees
        const auto guess = guess_crs(p);
        return guess && is_geographic(guess->crs);
    };
    const bool geographic = is_geographic(layer.raw().crs);
    if (geographic ? degrees : !in_china()) return;
    throw Error("unknown_crs", {.file = layer.raw().path, .layer = layer.raw().layer, .value = layer.raw().crs}, {},
                "coordinates about " + number_text(p.x) + ", " + number_text(p.y) +
                    (geographic ? " are not degrees" : " are degrees, not metres"));
}

/// A layer in degrees without any coordinates tells of no place, so no metric system follows from it.
bool tells_system(const MappedLayer &layer) {
    if (layer.raw().crs.empty()) return false;
    const Point p = typical_point(layer);
    return (!std::isnan(p.x) && !std::isnan(p.y)) || !is_geographic(layer.raw().crs);
}

/// The system of the pipes, made metric.
std::string target_crs(const std::vector<MappedLayer> &layers) {
    const MappedLayer *chosen = nullptr;
    for (const std::string_view table : {"line", "point"})
        for (const MappedLayer &layer : layers)
            if (chosen == nullptr && layer.table() == table && tells_system(layer)) chosen = &layer;
    if (chosen == nullptr) return "";
    return is_geographic(chosen->raw().crs) ? metric_crs(typical_point(*chosen)) : chosen->raw().crs;
}

/// x and y columns of a text table become shapes, so that they are transformed like any other.
void draw_points(MappedLayer &layer) {
    Issues ignored;
    const Positions at = positions(layer, ignored);
    RawLayer &raw = layer.raw();
    raw.shape = {};
    for (std::size_t row = 0; row < layer.rows(); ++row) {
        const Point p{at.x_m[row], at.y_m[row]};
        if (std::isnan(p.x) || std::isnan(p.y)) raw.shape.push_back({});
        else raw.shape.push_back(std::span(&p, 1));
    }
    raw.kind = ShapeKind::point;
}

/// From the city's own grid to the system the user names, or to the one the results then tell.
void move_by_user(std::vector<MappedLayer> &layers, const Affine &affine, Inventory &inventory) {
    for (MappedLayer &layer : layers) {
        if (!users_word_holds(layer)) continue;
        if (!is_drawn(layer)) draw_points(layer);
        for (Point &p : layer.raw().shape.points) p = affine(p);
        add_issue(inventory.issue, {.kind = "affine_applied", .layer = layer.source(), .value = affine.text()});
    }
}

/// Coordinates that have no place in the target system are worse than none.
void drop_broken_shapes(MappedLayer &layer, Issues &issues) {
    const auto broken = [](Point p) { return !std::isfinite(p.x) || !std::isfinite(p.y); };
    RawLayer &raw = layer.raw();
    if (std::none_of(raw.shape.points.begin(), raw.shape.points.end(), broken)) return;
    Shapes whole;
    for (std::size_t row = 0; row < layer.rows(); ++row) {
        const auto shape = raw.shape[row];
        const bool good = std::none_of(shape.begin(), shape.end(), broken);
        whole.push_back(good ? shape : std::span<const Point>());
        if (!good)
            add_issue(issues, {.kind = "coordinate_outlier", .layer = layer.source(), .row = layer.source_row(row)});
    }
    raw.shape = std::move(whole);
}

} // namespace

void unify_crs(std::vector<MappedLayer> &layers, const ImportOptions &options, Inventory &inventory) {
    if (options.affine) move_by_user(layers, *options.affine, inventory);
    if (options.crs == "local") return;
    if (!options.crs.empty())
        for (const std::string crs = crs_of_user(options.crs); MappedLayer & layer : layers)
            if (users_word_holds(layer)) layer.raw().crs = crs;
    exchange_axes(layers, inventory.issue);
    name_systems(layers, inventory);
    for (const MappedLayer &layer : layers) check_system(layer);
    inventory.crs = target_crs(layers);
    for (MappedLayer &layer : layers) {
        const std::string from = layer.raw().crs;
        if (from.empty() || from == inventory.crs || inventory.crs.empty()) continue;
        if (!is_drawn(layer)) draw_points(layer);
        transform(layer.raw().shape.points, from, inventory.crs);
        drop_broken_shapes(layer, inventory.issue);
        layer.raw().crs = inventory.crs;
        add_issue(
            inventory.issue,
            {.kind = "mixed_crs", .layer = layer.source(), .value = from, .detail = "transformed to " + inventory.crs});
    }
    suspect_web_map_shift(layers, inventory.crs, inventory.issue);
}

} // namespace gastwin
