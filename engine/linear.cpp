// SPDX-License-Identifier: Apache-2.0
#include "engine/linear.hpp"

#include <Eigen/SparseCholesky>
#include <algorithm>

namespace gastwin {

namespace {

using Matrix = Eigen::SparseMatrix<double, Eigen::ColMajor, std::int32_t>;

/// The pattern's lower triangle; one entry on the diagonal of every column.
Matrix lower_pattern(std::int32_t free_vertices, std::span<const std::int32_t> from, std::span<const std::int32_t> to) {
    std::vector<Eigen::Triplet<double, std::int32_t>> entries;
    entries.reserve(static_cast<std::size_t>(free_vertices) + from.size());
    for (std::int32_t v = 0; v < free_vertices; ++v) entries.emplace_back(v, v, 0.0);
    for (std::size_t e = 0; e < from.size(); ++e)
        if (from[e] >= 0 && to[e] >= 0 && from[e] != to[e])
            entries.emplace_back(std::max(from[e], to[e]), std::min(from[e], to[e]), 0.0);
    Matrix lower(free_vertices, free_vertices);
    lower.setFromTriplets(entries.begin(), entries.end());
    return lower;
}

} // namespace

/// Rows are numbered in the order of elimination, so that Eigen has nothing to permute when values change.
struct GroundedLaplacian::Impl {
    /// Where edge e adds its weight among the matrix's values; -1: nowhere (that end is fixed).
    struct Slots {
        std::int32_t from = -1, to = -1, between = -1;
    };

    std::vector<std::int32_t> row; ///< of each vertex
    Matrix upper;
    std::vector<std::int32_t> own_slot; ///< of each vertex's diagonal entry
    std::vector<Slots> slots;
    Eigen::SimplicialLDLT<Matrix, Eigen::Upper, Eigen::NaturalOrdering<std::int32_t>> solver;
    Eigen::VectorXd ordered; ///< right-hand side and solution

    [[nodiscard]] std::int32_t slot(std::int32_t vertex, std::int32_t other) const {
        const auto [above, column] =
            std::minmax(row[static_cast<std::size_t>(vertex)], row[static_cast<std::size_t>(other)]);
        const auto *first = upper.innerIndexPtr() + upper.outerIndexPtr()[column];
        const auto *last = upper.innerIndexPtr() + upper.outerIndexPtr()[column + 1];
        return static_cast<std::int32_t>(std::find(first, last, above) - upper.innerIndexPtr());
    }
};

GroundedLaplacian::GroundedLaplacian(std::int32_t free_vertices, std::span<const std::int32_t> from,
                                     std::span<const std::int32_t> to)
    : impl_{std::make_unique<Impl>()} {
    const Matrix lower = lower_pattern(free_vertices, from, to);
    Eigen::PermutationMatrix<Eigen::Dynamic, Eigen::Dynamic, std::int32_t> vertex_of_row;
    Eigen::AMDOrdering<std::int32_t>()(lower.selfadjointView<Eigen::Lower>(), vertex_of_row);
    const Eigen::PermutationMatrix<Eigen::Dynamic, Eigen::Dynamic, std::int32_t> order = vertex_of_row.inverse();
    impl_->row.assign(order.indices().begin(), order.indices().end());
    impl_->upper.resize(free_vertices, free_vertices);
    impl_->upper.selfadjointView<Eigen::Upper>() = lower.selfadjointView<Eigen::Lower>().twistedBy(order);
    impl_->ordered.resize(free_vertices);
    for (std::int32_t v = 0; v < free_vertices; ++v) impl_->own_slot.push_back(impl_->slot(v, v));
    impl_->slots.resize(from.size());
    for (std::size_t e = 0; e < from.size(); ++e) {
        if (from[e] == to[e]) continue;
        auto &s = impl_->slots[e];
        if (from[e] >= 0) s.from = impl_->own_slot[static_cast<std::size_t>(from[e])];
        if (to[e] >= 0) s.to = impl_->own_slot[static_cast<std::size_t>(to[e])];
        if (from[e] >= 0 && to[e] >= 0) s.between = impl_->slot(from[e], to[e]);
    }
    impl_->solver.analyzePattern(impl_->upper);
}

GroundedLaplacian::~GroundedLaplacian() = default;
GroundedLaplacian::GroundedLaplacian(GroundedLaplacian &&) noexcept = default;
GroundedLaplacian &GroundedLaplacian::operator=(GroundedLaplacian &&) noexcept = default;

bool GroundedLaplacian::factorise(std::span<const double> weight, std::span<const double> diagonal) {
    double *values = impl_->upper.valuePtr();
    std::fill_n(values, impl_->upper.nonZeros(), 0.0);
    for (std::size_t v = 0; v < diagonal.size(); ++v) values[impl_->own_slot[v]] = diagonal[v];
    for (std::size_t e = 0; e < weight.size(); ++e) {
        const auto &s = impl_->slots[e];
        if (s.from >= 0) values[s.from] += weight[e];
        if (s.to >= 0) values[s.to] += weight[e];
        if (s.between >= 0) values[s.between] -= weight[e];
    }
    impl_->solver.factorize(impl_->upper);
    return impl_->solver.info() == Eigen::Success && (impl_->solver.vectorD().array() > 0.0).all();
}

void GroundedLaplacian::solve(std::vector<double> &right_hand_side) {
    Eigen::VectorXd &x = impl_->ordered;
    for (std::size_t v = 0; v < right_hand_side.size(); ++v) x[impl_->row[v]] = right_hand_side[v];
    impl_->solver.matrixL().solveInPlace(x);
    x.array() /= impl_->solver.vectorD().array();
    impl_->solver.matrixU().solveInPlace(x);
    for (std::size_t v = 0; v < right_hand_side.size(); ++v) right_hand_side[v] = x[impl_->row[v]];
}

} // namespace gastwin
