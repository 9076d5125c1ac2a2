// SPDX-License-Identifier: Apache-2.0
// Files that appear all at once. A result is written under a temporary name beside its target and moved over it when
// complete, so that a reader, a full disk or a killed process never meets half a file: the last good one stays.
#pragma once
#include <filesystem>
#include <string>

namespace gastwin {

/// Guarantees: until commit() returns the target is untouched; destruction without commit() removes the temporary.
/// Caveat: a process killed outright leaves its temporary (".NAME-PID-N.partial.EXT") behind; it is safe to delete.
class PendingFile {
  public:
    /// Throws Error("cannot_write") with the path and the system's reason when the target is a folder, a device or is
    /// protected, or its folder does not exist or cannot be written. A symbolic link is followed.
    explicit PendingFile(const std::filesystem::path &target);
    PendingFile(PendingFile &&other) noexcept;
    PendingFile(const PendingFile &) = delete;
    PendingFile &operator=(const PendingFile &) = delete;
    PendingFile &operator=(PendingFile &&) = delete;
    ~PendingFile();

    [[nodiscard]] const std::filesystem::path &target() const { return target_; }
    [[nodiscard]] const std::filesystem::path &temporary() const { return temporary_; }

    /// Forces the temporary to disk and moves it over the target.
    void commit();

    /// Throws Error("cannot_write") for this target.
    [[noreturn]] void fail(const std::string &reason) const;

  private:
    std::filesystem::path target_, temporary_; ///< temporary_ is empty once committed or moved from
};

} // namespace gastwin
