// SPDX-License-Identifier: Apache-2.0
// Several files of a folder that appear together: all are complete before the first takes its place.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace gastwin {

/// Guarantees: until commit() the target is untouched; destruction without commit() removes everything written. A new
/// folder appears at once; in an existing one files are replaced one by one, the last added last, files of others stay.
class PendingFolder {
  public:
    /// `list`: the file that says which files are ours; `old`: those it said so far, removed unless written again.
    /// Throws Error("cannot_write").
    PendingFolder(const std::filesystem::path &target, std::string list, std::vector<std::string> old);
    PendingFolder(const PendingFolder &) = delete;
    PendingFolder &operator=(const PendingFolder &) = delete;
    ~PendingFolder();

    [[nodiscard]] bool is_new() const;
    /// Where to write the file of this name.
    [[nodiscard]] std::filesystem::path add(const std::string &name);
    void commit();

  private:
    std::filesystem::path target_, temporary_;
    std::string list_;
    std::vector<std::string> old_, names_;
};

} // namespace gastwin
