// SPDX-License-Identifier: Apache-2.0
// The cells of a column by number of their text: a survey says "PE100" a million times, and it needs reading once.
#pragma once
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gis/mapping.hpp"

namespace gastwin {

class DistinctTexts {
  public:
    /// As raw_text() gives them; `column` may be absent (-1), which is one empty text.
    DistinctTexts(const MappedLayer &layer, std::int32_t column) : of_row_(layer.rows()) {
        std::unordered_map<std::string_view, std::uint32_t> number;
        for (std::size_t row = 0; row < of_row_.size(); ++row) {
            const std::string_view raw = layer.raw_text(column, row);
            // Neighbours are often alike.
            if (row > 0 && raw == layer.raw_text(column, row - 1)) {
                of_row_[row] = of_row_[row - 1];
                continue;
            }
            const auto [found, fresh] = number.emplace(raw, static_cast<std::uint32_t>(first_row_.size()));
            if (fresh) first_row_.push_back(row);
            of_row_[row] = found->second;
        }
    }

    [[nodiscard]] std::size_t size() const { return first_row_.size(); }
    [[nodiscard]] std::size_t of_row(std::size_t row) const { return of_row_[row]; }
    /// A row that holds this text.
    [[nodiscard]] std::size_t first_row(std::size_t text) const { return first_row_[text]; }

  private:
    std::vector<std::uint32_t> of_row_;
    std::vector<std::size_t> first_row_;
};

/// What each distinct text of a column reads as; read(row) is asked once for each.
template <class T> class ReadOnce {
  public:
    template <class Read>
    ReadOnce(const MappedLayer &layer, std::int32_t column, const Read &read) : texts_{layer, column} {
        values_.reserve(texts_.size());
        for (std::size_t text = 0; text < texts_.size(); ++text) values_.push_back(read(texts_.first_row(text)));
    }
    [[nodiscard]] const T &operator[](std::size_t row) const { return values_[texts_.of_row(row)]; }
    [[nodiscard]] const DistinctTexts &texts() const { return texts_; }

  private:
    DistinctTexts texts_;
    std::vector<T> values_;
};

} // namespace gastwin
