// SPDX-License-Identifier: Apache-2.0
#include "gis/sheet_shape.hpp"

#include <algorithm>
#include <array>

namespace gastwin {
namespace {

constexpr std::uint64_t most_columns = 16'384, most_rows = 2'097'152; ///< of a sheet
constexpr std::uint64_t always_allowed = 20'000'000, most_empty_ratio = 32, most_repeated = 2'000'000'000;
constexpr std::uint64_t beyond_all = std::uint64_t{1} << 32;
constexpr std::size_t longest_tag = std::size_t{1} << 16;

constexpr std::string_view hidden = "its XML is not written as programs write it (entities, UTF-16 or endless tags); "
                                    "save it again from a spreadsheet program";
constexpr std::string_view too_large = "it declares more rows or columns than a sheet has; delete what lies beyond the "
                                       "data, or save it as .csv";
constexpr std::string_view too_empty = "nearly all cells of its sheets are empty or repeated; delete the rows and "
                                       "columns beyond the data, or save it as .csv";

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// "table-row" of "table:table-row table:style-name=…"; a closing tag keeps its '/'.
std::string_view name_of(std::string_view tag) {
    const auto end = std::find_if(tag.begin() + (tag.starts_with("/") ? 1 : 0), tag.end(),
                                  [](char c) { return is_space(c) || c == '/'; });
    std::string_view name = tag.substr(0, static_cast<std::size_t>(end - tag.begin()));
    if (name.starts_with("/")) return name;
    return name.substr(name.rfind(':') + 1); // npos + 1 is 0
}

/// f(what follows the opening quote, the quote) for each value given to an attribute, be it within another's value.
template <class F> void for_each_value(std::string_view tag, std::string_view attribute, F &&f) {
    for (std::size_t at = 0; (at = tag.find(attribute, at)) != std::string_view::npos;) {
        at += attribute.size();
        const std::size_t equals = tag.find_first_not_of(' ', at);
        if (equals == std::string_view::npos || tag[equals] != '=') continue;
        const std::size_t open = tag.find_first_not_of(' ', equals + 1);
        if (open != std::string_view::npos) f(tag.substr(open + 1), tag[open]);
    }
}

/// The largest whole number given for an attribute, `usual` where there is none; beyond_all for what is no number.
std::uint64_t number_of(std::string_view tag, std::string_view attribute, std::uint64_t usual) {
    std::uint64_t largest = 0;
    bool found = false;
    for_each_value(tag, attribute, [&](std::string_view text, char quote) {
        std::uint64_t value = 0;
        std::size_t i = 0;
        for (; i < text.size() && text[i] >= '0' && text[i] <= '9' && value < beyond_all; ++i)
            value = value * 10 + static_cast<std::uint64_t>(text[i] - '0');
        largest = std::max(largest, i > 0 && i < text.size() && text[i] == quote ? value : beyond_all);
        found = true;
    });
    return found ? largest : usual;
}

/// 28 for <c r="AB7">; 0 where the cell does not say.
std::uint64_t column_of(std::string_view tag) {
    std::uint64_t column = 0;
    for_each_value(tag, " r", [&](std::string_view text, char) {
        std::uint64_t here = 0;
        std::size_t i = 0;
        for (; i < text.size() && text[i] >= 'A' && text[i] <= 'Z' && here < beyond_all; ++i)
            here = here * 26 + static_cast<std::uint64_t>(text[i] - 'A' + 1);
        const bool plain = i < text.size() && text[i] >= '0' && text[i] <= '9';
        column = std::max(column, plain ? here : beyond_all);
    });
    return column;
}

bool is_utf16(std::string_view start) {
    constexpr std::array<std::string_view, 4> marks{"\xFF\xFE", "\xFE\xFF", std::string_view("<\0", 2),
                                                    std::string_view("\0<", 2)};
    return std::any_of(marks.begin(), marks.end(), [&](std::string_view mark) { return start.starts_with(mark); });
}

} // namespace

void SheetShape::take(std::string_view bytes) {
    if (at_start_ && is_utf16(bytes)) fail(hidden);
    if (!bytes.empty()) at_start_ = false;
    while (!bytes.empty()) {
        if (!in_tag_) {
            const std::size_t open = bytes.find('<');
            if (open == std::string_view::npos) return;
            bytes.remove_prefix(open + 1);
            in_tag_ = true, overlong_ = false, quote_ = '\0';
            tag_.clear();
            continue;
        }
        const char c = bytes.front();
        bytes.remove_prefix(1);
        const bool markup = tag_.starts_with("!") || tag_.starts_with("?");
        if (c == '<' || (c == '>' && quote_ == '\0')) {
            end_tag();
            in_tag_ = c == '<', overlong_ = false, quote_ = '\0';
            tag_.clear();
            continue;
        }
        if (quote_ != '\0') quote_ = c == quote_ ? '\0' : quote_;
        else if ((c == '"' || c == '\'') && !markup) quote_ = c;
        if (tag_.size() < longest_tag) tag_ += is_space(c) ? ' ' : c;
        else overlong_ = true;
    }
}

void SheetShape::end_tag() {
    const std::string_view name = name_of(tag_);
    if (name == "!ENTITY") fail(hidden);
    const bool row = name == "row" || name == "table-row";
    const bool cell = name == "c" || name == "table-cell" || name == "covered-table-cell";
    if (overlong_ && (row || cell)) fail(hidden);
    if (name == "table") begin_sheet();
    else if (row) begin_row(tag_);
    else if (cell) add_cell(tag_, name == "c");
}

void SheetShape::begin_sheet() {
    end_row();
    declared_ += filled_rows_ * width_;
    if (declared_ > always_allowed && declared_ / most_empty_ratio > cells_) fail(too_empty);
    rows_ = filled_rows_ = width_ = 0;
}

void SheetShape::begin_row(std::string_view tag) {
    end_row();
    in_row_ = true;
    const std::uint64_t place = number_of(tag, " r", rows_ + 1); // of SpreadsheetML, where rows may be left out
    row_repeat_ = std::max<std::uint64_t>(number_of(tag, "number-rows-repeated", 1), 1);
    if (place > rows_ + 1) rows_ = place - 1;
    row_width_ = row_filled_width_ = 0;
}

void SheetShape::end_row() {
    if (!in_row_) return;
    in_row_ = false;
    rows_ += row_repeat_;
    repeated_ += row_width_;
    if (row_filled_width_ > 0) filled_rows_ = rows_, width_ = std::max(width_, row_filled_width_);
    if (rows_ > most_rows || row_width_ > most_columns) {
        fail(too_large);
        rows_ = filled_rows_ = width_ = 0;
    }
    if (repeated_ > most_repeated) fail(too_empty);
}

void SheetShape::add_cell(std::string_view tag, bool spreadsheet_ml) {
    const std::uint64_t place = spreadsheet_ml ? column_of(tag) : 0;
    const std::uint64_t repeat = spreadsheet_ml ? 1 : number_of(tag, "number-columns-repeated", 1);
    row_width_ = place > 0 ? place : row_width_ + std::min(repeat, beyond_all);
    const bool filled = spreadsheet_ml || !tag.ends_with("/") || tag.find("office:") != std::string_view::npos ||
                        tag.find(":formula") != std::string_view::npos;
    if (!filled) return;
    ++cells_;
    row_filled_width_ = std::max(row_filled_width_, row_width_);
}

} // namespace gastwin
