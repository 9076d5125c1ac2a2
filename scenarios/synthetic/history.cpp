// SPDX-License-Identifier: Apache-2.0
#include "scenarios/synthetic/history.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <tuple>
#include <vector>

namespace gastwin::synthetic {
namespace {

constexpr double enclosure_share = 0.1;

double base_rate_per_km_a(Material material) {
    switch (material) {
    case Material::grey_iron:
        return 0.30;
    case Material::galvanised:
        return 0.25;
    case Material::steel:
        return 0.06;
    case Material::ductile_iron:
        return 0.05;
    case Material::stainless:
        return 0.02;
    default:
        return 0.008;
    }
}

double pipe_rate_per_a(const Pipes &pipe, std::size_t row, std::int32_t year) {
    const double age = std::clamp(year - pipe.install_year[row], 0, 60);
    return base_rate_per_km_a(pipe.material[row]) * pipe.length_m[row] / 1e3 *
           std::sqrt(0.05 / pipe.inner_diameter_m[row]) * std::exp(0.05 * (age - 20.0));
}

double riser_rate_per_a(const Risers &riser, std::size_t row, std::int32_t year) {
    return 0.004 * std::exp(0.04 * (std::clamp(year - riser.install_year[row], 0, 60) - 20.0));
}

struct Leak {
    std::int32_t year, day, minute;
    const char *table;
    std::string object;
    const char *cause, *detail;
    double x, y;
};

struct Cause {
    const char *cause, *detail;
};

Cause cause_of(const Pipes &pipe, std::size_t row, Random &draw) {
    if (draw.chance(0.06)) return {"第三方损坏", draw.chance(0.6) ? "市政施工损坏" : "道路施工损坏"};
    const double u = draw.uniform();
    if (pipe.role[row] == PipeRole::courtyard) return {"登高管道（含架空管）漏气", u < 0.6 ? "接口漏气" : "腐蚀泄漏"};
    if (is_plastic(pipe.material[row])) return {"埋地管道及配件漏气", "PE管接口漏气"};
    return {"埋地管道及配件漏气", u < 0.5 ? "腐蚀泄漏" : u < 0.8 ? "接口漏气" : "自然应力开裂"};
}

std::string time_text(const Leak &leak, int hours_later) {
    // Days are counted in months of 28, so that every date exists.
    const int minutes = leak.minute + 60 * hours_later;
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d", leak.year, leak.day / 28 + 1, leak.day % 28 + 1,
                  minutes / 60 % 24, minutes % 60);
    return text;
}

void draw_leaks(std::vector<Leak> &leaks, const Draft &draft, const CityOptions &options) {
    const Network &net = draft.network;
    for (std::int32_t year = options.today_year - options.record_years; year < options.today_year; ++year) {
        const auto key = [&](std::size_t row, bool riser) {
            return (static_cast<std::uint64_t>(year) * 2 + riser) * (1ULL << 40U) + row;
        };
        for (std::size_t row = 0; row < row_count(net.pipe); ++row) {
            if (net.pipe.install_year[row] > year) continue;
            Random draw(options.seed, record_stream, key(row, false));
            for (int k = draw.poisson(pipe_rate_per_a(net.pipe, row, year)); k > 0; --k) {
                const Point a = position_of(draft, net.pipe.from_node[row]),
                            b = position_of(draft, net.pipe.to_node[row]);
                const double t = draw.uniform();
                const Cause cause = cause_of(net.pipe, row, draw);
                leaks.push_back({year, draw.integer(0, 335), draw.integer(0, 1100), "pipe", net.pipe.id[row],
                                 cause.cause, cause.detail, a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)});
            }
        }
        for (std::size_t row = 0; row < row_count(net.riser); ++row) {
            if (net.riser.install_year[row] > year) continue;
            Random draw(options.seed, record_stream, key(row, true));
            for (int k = draw.poisson(riser_rate_per_a(net.riser, row, year)); k > 0; --k) {
                const Point p = position_of(draft, net.riser.node[row]);
                leaks.push_back({year, draw.integer(0, 335), draw.integer(0, 1100), "riser", net.riser.id[row],
                                 "登高管道（含架空管）漏气", draw.chance(0.6) ? "接口漏气" : "腐蚀泄漏", p.x, p.y});
            }
        }
    }
}

} // namespace

void add_leak_records(Draft &draft, const CityOptions &options) {
    std::vector<Leak> leaks;
    draw_leaks(leaks, draft, options);
    std::stable_sort(leaks.begin(), leaks.end(), [](const Leak &a, const Leak &b) {
        return std::tuple(a.year, a.day, a.minute) < std::tuple(b.year, b.day, b.minute);
    });
    Records &record = draft.network.record;
    std::size_t in_year = 0;
    for (std::size_t k = 0; k < leaks.size(); ++k) {
        const Leak &leak = leaks[k];
        in_year = k > 0 && leaks[k - 1].year == leak.year ? in_year + 1 : 0;
        const std::string prefix = "WX" + std::to_string(leak.year);
        const std::size_t row = append_row(record, numbered(prefix.c_str(), in_year)).row();
        record.kind[row] = "leak";
        record.table_name[row] = leak.table, record.object_id[row] = leak.object;
        record.started[row] = time_text(leak, 0), record.ended[row] = time_text(leak, 4);
        record.cause[row] = leak.cause, record.cause_detail[row] = leak.detail;
        record.level[row] = Random(options.seed, record_stream, row).chance(0.93) ? "低级" : "中级";
        record.x_m[row] = leak.x, record.y_m[row] = leak.y;
    }
}

void add_enclosures(Draft &draft, const CityOptions &options) {
    Network &net = draft.network;
    for (std::size_t row = 0; row < row_count(net.pipe); ++row) {
        Random draw(options.seed, enclosure_stream, row);
        if (net.pipe.role[row] != PipeRole::main || !draw.chance(enclosure_share)) continue;
        const Point a = position_of(draft, net.pipe.from_node[row]), b = position_of(draft, net.pipe.to_node[row]);
        const double t = draw.uniform(), off_x = draw.uniform(-4, 4), off_y = draw.uniform(-4, 4);
        const std::size_t e = append_row(net.enclosure, numbered("JS", row_count(net.enclosure), 5)).row();
        const double u = draw.uniform();
        net.enclosure.kind[e] = u < 0.4 ? "污水井" : u < 0.75 ? "雨水井" : u < 0.9 ? "电力井" : "通信井";
        net.enclosure.x_m[e] = a.x + t * (b.x - a.x) + off_x, net.enclosure.y_m[e] = a.y + t * (b.y - a.y) + off_y;
        net.enclosure.top_depth_m[e] = 0.0;
        net.enclosure.bottom_depth_m[e] = std::round(draw.uniform(1.2, 3.5) * 100.0) / 100.0;
        net.enclosure.owner[e] = numbered("QS", static_cast<std::size_t>(draw.integer(0, 9)), 2);
    }
}

} // namespace gastwin::synthetic
