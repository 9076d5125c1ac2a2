// SPDX-License-Identifier: Apache-2.0
#include "gis/affine.hpp"

#include <algorithm>
#include <cmath>

#include "gis/text.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

constexpr std::size_t count = 6;
constexpr double least_share =
    1e-9; ///< of a·e and b·d that their difference keeps: below, digits are all it consists of

std::string list_text(std::span<const double> numbers) {
    std::string text;
    for (const double number : numbers) text += (text.empty() ? "" : ",") + number_text(number);
    return text;
}

[[noreturn]] void refuse(std::span<const double> numbers, std::string why) {
    throw Error("value_out_of_range", {.column = "affine", .value = list_text(numbers)}, {}, std::move(why));
}

} // namespace

Affine::Affine(std::span<const double> numbers) {
    if (numbers.size() != count)
        refuse(numbers, "six numbers a,b,c,d,e,f are needed: x' = a x + b y + c, y' = d x + e y + f");
    if (!std::all_of(numbers.begin(), numbers.end(), [](double v) { return std::isfinite(v); }))
        refuse(numbers, "all six must be finite");
    a_ = numbers[0], b_ = numbers[1], c_ = numbers[2];
    d_ = numbers[3], e_ = numbers[4], f_ = numbers[5];
    const double size = std::abs(a_ * e_) + std::abs(b_ * d_);
    if (!(std::abs(a_ * e_ - b_ * d_) > least_share * size))
        refuse(numbers, "singular: a e - b d is 0, so the whole survey would fall on one line");
}

std::string Affine::text() const {
    const double numbers[count] = {a_, b_, c_, d_, e_, f_};
    return list_text(numbers);
}

} // namespace gastwin
