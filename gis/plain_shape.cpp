// SPDX-License-Identifier: Apache-2.0
#include "gis/plain_shape.hpp"

#include <ogr_geometry.h>

#include <algorithm>
#include <cmath>

namespace gastwin {
namespace {

void set_points(OGRSimpleCurve &curve, std::span<const Point> points) {
    curve.setNumPoints(static_cast<int>(points.size()), FALSE);
    for (std::size_t i = 0; i < points.size(); ++i) curve.setPoint(static_cast<int>(i), points[i].x, points[i].y);
}

void append(const OGRSimpleCurve &curve, std::vector<Point> &points) {
    for (int i = 0; i < curve.getNumPoints(); ++i) points.push_back({curve.getX(i), curve.getY(i)});
}

} // namespace

ShapeKind plain_kind(OGRwkbGeometryType type) {
    switch (wkbFlatten(type)) {
    case wkbPoint:
        return ShapeKind::point;
    case wkbLineString:
        return ShapeKind::line;
    case wkbPolygon:
        return ShapeKind::polygon;
    default:
        return ShapeKind::none;
    }
}

OGRwkbGeometryType plain_type(ShapeKind kind) {
    switch (kind) {
    case ShapeKind::point:
        return wkbPoint;
    case ShapeKind::line:
        return wkbLineString;
    case ShapeKind::polygon:
        return wkbPolygon;
    case ShapeKind::none:
        break;
    }
    return wkbNone;
}

std::unique_ptr<OGRGeometry> geometry_of(ShapeKind kind, std::span<const Point> points) {
    if (kind == ShapeKind::none || points.empty()) return nullptr;
    if (kind == ShapeKind::point) return std::make_unique<OGRPoint>(points[0].x, points[0].y);
    if (kind == ShapeKind::line) {
        auto line = std::make_unique<OGRLineString>();
        set_points(*line, points);
        return line;
    }
    auto ring = std::make_unique<OGRLinearRing>();
    set_points(*ring, points);
    ring->closeRings();
    auto polygon = std::make_unique<OGRPolygon>();
    polygon->addRingDirectly(ring.release());
    return polygon;
}

void take_points(const OGRGeometry *geometry, std::vector<Point> &points) {
    points.clear();
    if (geometry == nullptr || geometry->IsEmpty()) return;
    switch (plain_kind(geometry->getGeometryType())) {
    case ShapeKind::point:
        points.push_back({geometry->toPoint()->getX(), geometry->toPoint()->getY()});
        break;
    case ShapeKind::line:
        append(*geometry->toLineString(), points);
        break;
    case ShapeKind::polygon:
        append(*geometry->toPolygon()->getExteriorRing(), points);
        break;
    case ShapeKind::none:
        break;
    }
    const auto finite = [](Point p) { return std::isfinite(p.x) && std::isfinite(p.y); };
    if (!std::all_of(points.begin(), points.end(), finite)) points.clear();
}

} // namespace gastwin
