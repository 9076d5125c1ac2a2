// SPDX-License-Identifier: Apache-2.0
// Enumerations that appear in tables carry one list of names: the code used in files and Python, and labels for
// people in English and Chinese.
#pragma once
#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace gastwin {

enum class Lang { en, zh };

struct Name {
    std::string_view code, en, zh;
};

/// Specialised beside each enumeration: `static constexpr std::array names` in the order of its values.
template <class E> struct Names;

template <class E>
concept Named = std::is_enum_v<E> && requires {
    Names<E>::names.size();
};

template <Named E> constexpr const Name &name_of(E value) {
    return Names<E>::names.at(static_cast<std::size_t>(value));
}

template <Named E> constexpr std::string_view code_of(E value) { return name_of(value).code; }

template <Named E> constexpr std::string_view label_of(E value, Lang lang) {
    return lang == Lang::zh ? name_of(value).zh : name_of(value).en;
}

/// The value whose code is `code`; nothing when no such code exists.
template <Named E> constexpr std::optional<E> parse_code(std::string_view code) {
    const auto &names = Names<E>::names;
    const auto found = std::find_if(names.begin(), names.end(), [&](const Name &n) { return n.code == code; });
    if (found == names.end()) return std::nullopt;
    return static_cast<E>(found - names.begin());
}

} // namespace gastwin
