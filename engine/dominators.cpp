// SPDX-License-Identifier: Apache-2.0
// Why not Boost.Graph's lengauer_tarjan_dominator_tree (1.74): it takes a predecessor that the root does not reach for
// the root itself, which an unsupplied island behind a one-way regulator provides; its evaluation step calls itself
// once per vertex of a path, so a chain of some 1e5 vertices overflows the stack; and it keeps one std::deque (half a
// kilobyte) per vertex. The iterative scheme of Cooper, Harvey & Kennedy is short, but takes one sweep per vertex on a
// ring fed at one point, the usual shape of a gas main.
#include "engine/dominators.hpp"

#include <algorithm>
#include <numeric>

namespace gastwin {
namespace {

using Ints = std::vector<std::int32_t>;

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// Neighbours of vertex v: other[start[v]] … other[start[v+1]-1].
struct Rows {
    Ints start, other;
};

Rows group(std::int32_t vertex_count, std::span<const std::int32_t> by, std::span<const std::int32_t> value) {
    Rows rows;
    rows.start.assign(at(vertex_count) + 1, 0);
    for (const std::int32_t v : by) ++rows.start[at(v) + 1];
    std::partial_sum(rows.start.begin(), rows.start.end(), rows.start.begin());
    rows.other.resize(by.size());
    Ints next(rows.start.begin(), rows.start.end() - 1);
    for (std::size_t i = 0; i < by.size(); ++i) rows.other[at(next[at(by[i])]++)] = value[i];
    return rows;
}

/// Depth-first numbering from the root; everything below works on these numbers.
struct Search {
    Ints number; ///< of each vertex; -1: not reached
    Ints vertex; ///< with this number
    Ints parent; ///< number of the parent in the search tree
};

Search depth_first(std::int32_t vertex_count, const Rows &out, std::int32_t root) {
    Search search;
    search.number.assign(at(vertex_count), -1);
    Ints next(out.start.begin(), out.start.end() - 1);
    const auto discover = [&](std::int32_t v, std::int32_t parent) {
        search.number[at(v)] = static_cast<std::int32_t>(search.vertex.size());
        search.vertex.push_back(v);
        search.parent.push_back(parent);
    };
    discover(root, -1);
    for (Ints stack{root}; !stack.empty();) {
        const std::int32_t v = stack.back();
        if (next[at(v)] == out.start[at(v) + 1]) {
            stack.pop_back();
            continue;
        }
        const std::int32_t w = out.other[at(next[at(v)]++)];
        if (search.number[at(w)] >= 0) continue;
        discover(w, search.number[at(v)]);
        stack.push_back(w);
    }
    return search;
}

/// The forest of Lengauer & Tarjan: for each vertex the ancestor with the lowest semidominator.
class Forest {
  public:
    explicit Forest(std::size_t n) : semi(n), best_(n), ancestor_(n, -1) {
        std::iota(semi.begin(), semi.end(), 0);
        std::iota(best_.begin(), best_.end(), 0);
    }
    void link(std::int32_t parent, std::int32_t child) { ancestor_[at(child)] = parent; }
    std::int32_t lowest(std::int32_t v) {
        if (ancestor_[at(v)] < 0) return v;
        for (std::int32_t x = v; ancestor_[at(ancestor_[at(x)])] >= 0; x = ancestor_[at(x)]) path_.push_back(x);
        for (; !path_.empty(); path_.pop_back()) { // from the root downwards
            const std::int32_t x = path_.back(), above = ancestor_[at(x)];
            if (semi[at(best_[at(above)])] < semi[at(best_[at(x)])]) best_[at(x)] = best_[at(above)];
            ancestor_[at(x)] = ancestor_[at(above)];
        }
        return best_[at(v)];
    }

    Ints semi;

  private:
    Ints best_, ancestor_, path_;
};

/// Immediate dominator of each number; that of 0 is 0.
Ints immediate_dominators(const Search &search, const Rows &in) {
    const std::size_t n = search.vertex.size();
    Forest forest(n);
    Ints dominator(n, 0), bucket(n, -1), next_in_bucket(n, -1);
    for (auto w = static_cast<std::int32_t>(n) - 1; w > 0; --w) {
        const std::size_t v = at(search.vertex[at(w)]);
        std::int32_t &semi = forest.semi[at(w)];
        for (auto i = at(in.start[v]); i < at(in.start[v + 1]); ++i) {
            const std::int32_t before = search.number[at(in.other[i])];
            if (before >= 0) semi = std::min(semi, forest.semi[at(forest.lowest(before))]);
        }
        next_in_bucket[at(w)] = bucket[at(semi)];
        bucket[at(semi)] = w;
        const std::int32_t parent = search.parent[at(w)];
        forest.link(parent, w);
        for (std::int32_t u = bucket[at(parent)]; u >= 0; u = next_in_bucket[at(u)]) {
            const std::int32_t low = forest.lowest(u);
            dominator[at(u)] = forest.semi[at(low)] < forest.semi[at(u)] ? low : parent;
        }
        bucket[at(parent)] = -1;
    }
    for (std::size_t w = 1; w < n; ++w)
        if (dominator[w] != forest.semi[w]) dominator[w] = dominator[at(dominator[w])];
    return dominator;
}

} // namespace

DominatorTree dominator_tree(std::int32_t vertex_count, std::span<const std::int32_t> from,
                             std::span<const std::int32_t> to, std::int32_t root) {
    const Search search = depth_first(vertex_count, group(vertex_count, from, to), root);
    const Ints dominator = immediate_dominators(search, group(vertex_count, to, from));

    const std::size_t n = search.vertex.size();
    Ints below(n, 1); // vertices in the subtree; a dominator's number is lower than those it dominates
    for (std::size_t w = n - 1; w > 0; --w) below[at(dominator[w])] += below[w];

    DominatorTree tree;
    tree.parent.assign(at(vertex_count), -1);
    tree.first.assign(at(vertex_count), 0);
    tree.last.assign(at(vertex_count), 0);
    tree.order.resize(n);
    Ints place(n, 0), next_child(n, 1);
    for (std::size_t w = 0; w < n; ++w) {
        if (w > 0) {
            const std::size_t up = at(dominator[w]);
            tree.parent[at(search.vertex[w])] = search.vertex[up];
            place[w] = next_child[up];
            next_child[up] += below[w];
            next_child[w] = place[w] + 1;
        }
        const std::size_t v = at(search.vertex[w]);
        tree.first[v] = place[w];
        tree.last[v] = place[w] + below[w];
        tree.order[at(place[w])] = search.vertex[w];
    }
    return tree;
}

} // namespace gastwin
