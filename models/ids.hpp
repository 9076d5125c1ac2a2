// SPDX-License-Identifier: Apache-2.0
// Strong row numbers: a NodeIdx cannot be handed to a function that wants a PipeIdx.
#pragma once
#include <compare>
#include <cstdint>
#include <functional>
#include <type_traits>

namespace gastwin {

/// Row number of a table; -1 means "none". The tag is the table itself, so the table a reference points to is
/// known from the type alone. No arithmetic on purpose.
template <class Table> struct Index {
    using table = Table;
    std::int32_t value = -1;

    constexpr Index() = default;
    constexpr explicit Index(std::int32_t row) : value{row} {}
    constexpr explicit Index(std::size_t row) : value{static_cast<std::int32_t>(row)} {}
    [[nodiscard]] constexpr bool valid() const { return value >= 0; }
    [[nodiscard]] constexpr std::size_t row() const { return static_cast<std::size_t>(value); }
    friend constexpr auto operator<=>(Index, Index) = default;
};

using NodeIdx = Index<struct Nodes>;
using PipeIdx = Index<struct Pipes>;
using ValveIdx = Index<struct Valves>;
using RegulatorIdx = Index<struct Regulators>;
using SourceIdx = Index<struct Sources>;
using RiserIdx = Index<struct Risers>;
using CustomerIdx = Index<struct Customers>;
using BuildingIdx = Index<struct Buildings>;

static_assert(sizeof(NodeIdx) == sizeof(std::int32_t) && std::is_trivially_copyable_v<NodeIdx>);

template <class T> inline constexpr bool is_index_v = false;
template <class Table> inline constexpr bool is_index_v<Index<Table>> = true;

} // namespace gastwin

template <class Table> struct std::hash<gastwin::Index<Table>> {
    std::size_t operator()(gastwin::Index<Table> index) const noexcept {
        return std::hash<std::int32_t>{}(index.value);
    }
};
