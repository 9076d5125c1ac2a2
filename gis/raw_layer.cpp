// SPDX-License-Identifier: Apache-2.0
#include "gis/raw_layer.hpp"

#include <algorithm>

#include "gis/text.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

constexpr std::size_t header_search_rows = 10;

bool is_blank(std::string_view cell) { return cell.find_first_not_of(" \t\r\n") == std::string_view::npos; }

std::size_t filled(const std::vector<std::string> &cells) {
    return static_cast<std::size_t>(
        std::count_if(cells.begin(), cells.end(), [](const std::string &cell) { return !is_blank(cell); }));
}

} // namespace

RawLayer select_rows(const RawLayer &layer, const std::vector<std::size_t> &rows) {
    RawLayer kept = layer;
    kept.source_row.clear();
    kept.shape = {};
    for (TextColumn &column : kept.columns) column = {column.name};
    for (const std::size_t row : rows) {
        kept.source_row.push_back(layer.source_row[row]);
        if (layer.kind != ShapeKind::none) kept.shape.push_back(layer.shape[row]);
        for (std::size_t i = 0; i < kept.columns.size(); ++i)
            if (!layer.columns[i].end.empty()) kept.columns[i].push_back(layer.columns[i][row]);
    }
    return kept;
}

void GridBuilder::push_back(std::span<const std::string_view> cells) {
    if (header_known_) {
        append(cells);
        return;
    }
    head_.emplace_back(cells.begin(), cells.end());
    if (head_.size() == header_search_rows) choose_header();
}

/// The header is the first row that fills at least 60 % of the widest row: titles and notes fill one or two cells.
void GridBuilder::choose_header() {
    header_known_ = true;
    std::size_t widest = 0, header = 0;
    for (const auto &row : head_) widest = std::max(widest, filled(row));
    while (header < head_.size() && filled(head_[header]) * 10 < widest * 6) ++header;
    if (header == head_.size()) return;
    for (const std::string &name : head_[header]) layer_.columns.push_back({normal_text(name)});
    while (!layer_.columns.empty() && layer_.columns.back().name.empty()) layer_.columns.pop_back();
    for (std::size_t i = header + 1; i < head_.size(); ++i)
        append(std::vector<std::string_view>(head_[i].begin(), head_[i].end()));
    head_.clear();
}

void GridBuilder::append(std::span<const std::string_view> cells) {
    ++row_;
    if (std::all_of(cells.begin(), cells.end(), is_blank)) return;
    layer_.source_row.push_back(row_);
    for (std::size_t i = 0; i < layer_.columns.size(); ++i)
        layer_.columns[i].push_back(i < cells.size() ? cells[i] : std::string_view());
    count_padding(cells.size());
    const auto extra = cells.subspan(std::min(cells.size(), layer_.columns.size()));
    if (!std::all_of(extra.begin(), extra.end(), is_blank)) ragged_.push_back(row_);
}

/// Cells that a row lacks take memory too: a header of a million names above a million one-cell rows would take it all.
void GridBuilder::count_padding(std::size_t cells) {
    constexpr std::size_t always_allowed = 10'000'000, most_ratio = 8;
    cells_ += cells;
    padding_ += layer_.columns.size() - std::min(layer_.columns.size(), cells);
    if (padding_ > always_allowed && padding_ / most_ratio > cells_)
        throw Error("unreadable_file", {}, {}, "the rows are far shorter than the header");
}

RawLayer GridBuilder::finish(const std::string &source, Issues &issues) {
    if (!header_known_) choose_header();
    for (const std::int32_t row : ragged_) add_issue(issues, {.kind = "ragged_row", .layer = source, .row = row});
    layer_.source = source;
    return std::move(layer_);
}

} // namespace gastwin
