// SPDX-License-Identifier: Apache-2.0
#include "engine/unsymmetric.hpp"

#include <Eigen/SparseLU>
#include <algorithm>
#include <cmath>

namespace gastwin {

struct UnsymmetricMatrix::Impl {
    using Matrix = Eigen::SparseMatrix<double, Eigen::ColMajor, std::int32_t>;
    Eigen::SparseLU<Matrix, Eigen::COLAMDOrdering<std::int32_t>> factors;
    bool analysed = false;
};

UnsymmetricMatrix::UnsymmetricMatrix() : impl_{std::make_unique<Impl>()} {}
UnsymmetricMatrix::~UnsymmetricMatrix() = default;
UnsymmetricMatrix::UnsymmetricMatrix(UnsymmetricMatrix &&) noexcept = default;
UnsymmetricMatrix &UnsymmetricMatrix::operator=(UnsymmetricMatrix &&) noexcept = default;

bool UnsymmetricMatrix::solve(std::vector<MatrixEntry> &entries, std::vector<double> &right_hand_side) {
    const auto n = static_cast<std::int32_t>(right_hand_side.size());
    std::vector<double> largest(right_hand_side.size(), 0.0);
    for (const MatrixEntry &e : entries) {
        double &most = largest[static_cast<std::size_t>(e.row)];
        most = std::max(most, std::abs(e.value));
    }
    for (const double most : largest)
        if (most == 0.0) return false;
    std::vector<Eigen::Triplet<double, std::int32_t>> scaled;
    scaled.reserve(entries.size());
    for (MatrixEntry &e : entries)
        scaled.emplace_back(e.row, e.column, e.value /= largest[static_cast<std::size_t>(e.row)]);
    for (std::size_t i = 0; i < largest.size(); ++i) right_hand_side[i] /= largest[i];

    Impl::Matrix matrix(n, n);
    matrix.setFromTriplets(scaled.begin(), scaled.end());
    if (!impl_->analysed) impl_->factors.analyzePattern(matrix);
    impl_->analysed = true;
    impl_->factors.factorize(matrix);
    if (impl_->factors.info() != Eigen::Success) return false;
    Eigen::Map<Eigen::VectorXd> x(right_hand_side.data(), n);
    x = impl_->factors.solve(x).eval();
    return x.allFinite();
}

} // namespace gastwin
