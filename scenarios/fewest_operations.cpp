// SPDX-License-Identifier: Apache-2.0
#include "scenarios/fewest_operations.hpp"

#include <algorithm>
#include <limits>

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Flow from the sources to the section through the links.
class Cut {
  public:
    Cut(const Segments &segments, const std::vector<Flag> &inside, std::span<const std::int32_t> cost)
        : segments_{segments}, inside_{inside}, cost_{cost}, flow_(cost.size(), 0) {}

    /// Pushes flow along shortest paths until there is none left; false when it is without bound.
    bool saturate() {
        const std::vector<std::int32_t> &sources = segments_.table.sources;
        for (std::size_t s = 0; s < sources.size(); ++s)
            if (sources[s] > 0 && inside_[s]) return false;
        while (push_along_a_path()) {
        }
        return true;
    }

    /// Segments from which the section could still be reached.
    [[nodiscard]] std::vector<Flag> still_open_to_section() const {
        std::vector<Flag> open = inside_;
        std::vector<std::int32_t> front;
        for (std::size_t s = 0; s < open.size(); ++s)
            if (open[s]) front.push_back(static_cast<std::int32_t>(s));
        while (!front.empty()) {
            const std::int32_t s = front.back();
            front.pop_back();
            for (const std::int32_t l : segments_.links_of(s)) {
                const std::int32_t other = segments_.across(l, s);
                if (open[at(other)] || capacity(l, other) == 0) continue;
                open[at(other)] = 1;
                front.push_back(other);
            }
        }
        return open;
    }

  private:
    /// What can still be sent through link l away from segment s.
    [[nodiscard]] std::int32_t capacity(std::int32_t l, std::int32_t s) const {
        const SegmentLinks &link = segments_.link;
        if (!link.open[at(l)] || link.from[at(l)] == link.to[at(l)]) return 0;
        const bool forth = link.from[at(l)] == s;
        const std::int32_t back = link.kind[at(l)] == EdgeKind::regulator ? 0 : cost_[at(l)];
        return forth ? cost_[at(l)] - flow_[at(l)] : back + flow_[at(l)];
    }

    bool push_along_a_path() {
        const std::vector<std::int32_t> &sources = segments_.table.sources;
        std::vector<std::int32_t> entered_by(sources.size(), unseen), queue;
        for (std::size_t s = 0; s < sources.size(); ++s)
            if (sources[s] > 0) {
                entered_by[s] = start;
                queue.push_back(static_cast<std::int32_t>(s));
            }
        for (std::size_t head = 0; head < queue.size(); ++head) {
            const std::int32_t s = queue[head];
            if (inside_[at(s)]) {
                push_back_to_start(entered_by, s);
                return true;
            }
            for (const std::int32_t l : segments_.links_of(s)) {
                const std::int32_t other = segments_.across(l, s);
                if (entered_by[at(other)] != unseen || capacity(l, s) == 0) continue;
                entered_by[at(other)] = l;
                queue.push_back(other);
            }
        }
        return false;
    }

    void push_back_to_start(const std::vector<std::int32_t> &entered_by, std::int32_t end) {
        std::int32_t most = std::numeric_limits<std::int32_t>::max();
        const auto walk = [&](auto &&at_link) {
            for (std::int32_t s = end; entered_by[at(s)] != start;) {
                const std::int32_t l = entered_by[at(s)], before = segments_.across(l, s);
                at_link(l, before);
                s = before;
            }
        };
        walk([&](std::int32_t l, std::int32_t before) { most = std::min(most, capacity(l, before)); });
        walk([&](std::int32_t l, std::int32_t before) {
            flow_[at(l)] += segments_.link.from[at(l)] == before ? most : -most;
        });
    }

    static constexpr std::int32_t unseen = -1, start = -2;
    const Segments &segments_;
    const std::vector<Flag> &inside_;
    std::span<const std::int32_t> cost_;
    std::vector<std::int32_t> flow_; ///< net, from the link's `from` to its `to`
};

} // namespace

std::vector<Flag> least_cut_section(const Segments &segments, std::vector<Flag> inside,
                                    std::span<const std::int32_t> cost) {
    Cut cut(segments, inside, cost);
    if (!cut.saturate()) return inside;
    return cut.still_open_to_section();
}

} // namespace gastwin
