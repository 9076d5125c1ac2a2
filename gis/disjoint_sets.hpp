// SPDX-License-Identifier: Apache-2.0
// Union-find, plain and guarded by pressure tier.
#pragma once
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace gastwin {

/// Sets of 0 … n-1. The smallest member represents its set, so results do not depend on the order of unions.
class DisjointSets {
  public:
    explicit DisjointSets(std::size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), 0); }

    [[nodiscard]] std::int32_t find(std::int32_t i) {
        while (parent(i) != i) i = parent(i) = parent(parent(i));
        return i;
    }
    /// Returns false when they were one set already.
    bool unite(std::int32_t a, std::int32_t b) {
        a = find(a);
        b = find(b);
        if (a == b) return false;
        if (b < a) std::swap(a, b);
        parent(b) = a;
        return true;
    }
    std::int32_t add() {
        parent_.push_back(static_cast<std::int32_t>(parent_.size()));
        return parent_.back();
    }

  private:
    std::int32_t &parent(std::int32_t i) { return parent_[static_cast<std::size_t>(i)]; }
    std::vector<std::int32_t> parent_;
};

/// Sets that carry a pressure tier (0 unknown; pressure_tier(), models/classes.hpp). Invariant: no set ever holds two
/// known tiers. Joining them would model a bypassed regulator, so the join is refused instead.
class TierSets {
  public:
    explicit TierSets(std::vector<int> tier) : sets_{tier.size()}, tier_{std::move(tier)} {}

    [[nodiscard]] int tier(std::int32_t i) { return tier_[static_cast<std::size_t>(sets_.find(i))]; }
    [[nodiscard]] bool compatible(std::int32_t a, std::int32_t b) {
        const int ta = tier(a), tb = tier(b);
        return ta == 0 || tb == 0 || ta == tb;
    }
    /// Returns false, changing nothing, when the tiers differ.
    bool unite(std::int32_t a, std::int32_t b) {
        if (!compatible(a, b)) return false;
        const int joined = tier(a) != 0 ? tier(a) : tier(b);
        sets_.unite(a, b);
        tier_[static_cast<std::size_t>(sets_.find(a))] = joined;
        return true;
    }

  private:
    DisjointSets sets_;
    std::vector<int> tier_;
};

} // namespace gastwin
