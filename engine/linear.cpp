// SPDX-License-Identifier: Apache-2.0
#include "engine/linear.hpp"

#include <Eigen/SparseCholesky>
#include <algorithm>

namespace gastwin {

struct GroundedLaplacian::Impl {
    using Matrix = Eigen::SparseMatrix<double, Eigen::ColMajor, std::int32_t>;

    /// Where edge e adds its weight among the matrix's values; -1: nowhere (that end is fixed).
    struct Slots {
        std::int32_t from = -1, to = -1, between = -1;
    };

    Matrix lower;
    std::vector<Slots> slots;
    Eigen::SimplicialLDLT<Matrix, Eigen::Lower, Eigen::AMDOrdering<std::int32_t>> solver;

    [[nodiscard]] std::int32_t slot(std::int32_t row, std::int32_t column) const {
        const auto *first = lower.innerIndexPtr() + lower.outerIndexPtr()[column];
        const auto *last = lower.innerIndexPtr() + lower.outerIndexPtr()[column + 1];
        return static_cast<std::int32_t>(std::lower_bound(first, last, row) - lower.innerIndexPtr());
    }
};

GroundedLaplacian::GroundedLaplacian(std::int32_t free_vertices, std::span<const std::int32_t> from,
                                     std::span<const std::int32_t> to)
    : impl_{std::make_unique<Impl>()} {
    std::vector<Eigen::Triplet<double, std::int32_t>> pattern;
    pattern.reserve(static_cast<std::size_t>(free_vertices) + from.size());
    for (std::int32_t v = 0; v < free_vertices; ++v) pattern.emplace_back(v, v, 1.0);
    for (std::size_t e = 0; e < from.size(); ++e)
        if (from[e] >= 0 && to[e] >= 0 && from[e] != to[e])
            pattern.emplace_back(std::max(from[e], to[e]), std::min(from[e], to[e]), 0.0);
    impl_->lower.resize(free_vertices, free_vertices);
    impl_->lower.setFromTriplets(pattern.begin(), pattern.end());
    impl_->slots.resize(from.size());
    for (std::size_t e = 0; e < from.size(); ++e) {
        if (from[e] == to[e]) continue;
        auto &s = impl_->slots[e];
        if (from[e] >= 0) s.from = impl_->slot(from[e], from[e]);
        if (to[e] >= 0) s.to = impl_->slot(to[e], to[e]);
        if (from[e] >= 0 && to[e] >= 0) s.between = impl_->slot(std::max(from[e], to[e]), std::min(from[e], to[e]));
    }
    impl_->solver.analyzePattern(impl_->lower);
}

GroundedLaplacian::~GroundedLaplacian() = default;
GroundedLaplacian::GroundedLaplacian(GroundedLaplacian &&) noexcept = default;
GroundedLaplacian &GroundedLaplacian::operator=(GroundedLaplacian &&) noexcept = default;

bool GroundedLaplacian::factorise(std::span<const double> weight, std::span<const double> diagonal) {
    double *values = impl_->lower.valuePtr();
    std::fill_n(values, impl_->lower.nonZeros(), 0.0);
    // Every vertex's own entry is the first of its column.
    for (std::size_t v = 0; v < diagonal.size(); ++v) values[impl_->lower.outerIndexPtr()[v]] = diagonal[v];
    for (std::size_t e = 0; e < weight.size(); ++e) {
        const auto &s = impl_->slots[e];
        if (s.from >= 0) values[s.from] += weight[e];
        if (s.to >= 0) values[s.to] += weight[e];
        if (s.between >= 0) values[s.between] -= weight[e];
    }
    impl_->solver.factorize(impl_->lower);
    return impl_->solver.info() == Eigen::Success && (impl_->solver.vectorD().array() > 0.0).all();
}

void GroundedLaplacian::solve(std::vector<double> &right_hand_side) const {
    Eigen::Map<Eigen::VectorXd> x(right_hand_side.data(), static_cast<Eigen::Index>(right_hand_side.size()));
    x = impl_->solver.solve(x).eval();
}

} // namespace gastwin
