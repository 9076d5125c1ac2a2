// SPDX-License-Identifier: Apache-2.0
// What happens to the good file when the new one cannot be finished.
#include "gis/pending_file.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gis/csv_writer.hpp"
#include "gis/geopackage.hpp"
#include "gis/twin_file.hpp"
#include "tests/support/random_twin.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gastwin {
namespace {

using test::bytes_of;
using test::error_of;
using test::random_twin;
using test::small_twin;
using test::TemporaryFolder;

/// Runs f in a child process and returns the status waitpid gives; the child exits with what f returns.
template <class F> int in_child(F &&f) {
    const pid_t child = ::fork();
    if (child == 0) {
        int code = 99;
        try {
            code = f();
        } catch (...) {
            code = 98;
        }
        ::_exit(code);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

std::string error_text(const std::filesystem::path &path) {
    try {
        write_twin(small_twin(), path);
    } catch (const Error &error) {
        return error.what();
    }
    return "";
}

TEST(PendingFile, TargetsThatCannotBeWrittenAreNamedWithTheReason) {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "folder.gpkg");
    std::ofstream(folder / "file") << "x";
    const std::pair<std::filesystem::path, std::string> cases[] = {
        {folder / "folder.gpkg", "is a folder"},
        {folder / "absent/t.gpkg", "No such file or directory"},
        {folder / "file/t.gpkg", "Not a directory"},
    };
    for (const auto &[path, reason] : cases) {
        const std::string text = error_text(path);
        EXPECT_NE(text.find("GT-0801"), std::string::npos) << text;
        EXPECT_NE(text.find(path.string()), std::string::npos) << text;
        EXPECT_NE(text.find(reason), std::string::npos) << text;
        EXPECT_EQ(error_of([&] { write_csv(Issues(), path); }), "cannot_write");
    }
}

TEST(PendingFile, ReadOnlyFolderAndFileAreRespected) {
    const TemporaryFolder folder;
    const auto path = folder / "t.gpkg";
    write_twin(small_twin(), path);
    const std::string before = bytes_of(path);
    const auto refused = [&] {
        if (::geteuid() == 0 && ::setuid(65534) != 0) return 97; // the superuser may write anywhere
        const std::string text = error_text(path);
        return text.find("Permission denied") != std::string::npos ? 0 : 1;
    };
    ::chmod((folder / ".").c_str(), 0555);
    EXPECT_EQ(in_child(refused), 0);
    ::chmod((folder / ".").c_str(), 0777);
    ::chmod(path.c_str(), 0444);
    EXPECT_EQ(in_child(refused), 0);
    EXPECT_EQ(bytes_of(path), before);
}

TEST(PendingFile, FullDiskLeavesTheOldFile) {
    const TemporaryFolder folder;
    const auto path = folder / "t.gpkg";
    write_twin(small_twin(), path);
    const std::string before = bytes_of(path);
    for (const rlim_t limit : {0u, 50000u, 200000u, 1000000u}) {
        const int status = in_child([&] {
            std::signal(SIGXFSZ, SIG_IGN);
            const rlimit bytes{limit, limit};
            ::setrlimit(RLIMIT_FSIZE, &bytes);
            return error_of([&] { write_twin(random_twin(5000, 1), path); }) == "cannot_write" ? 0 : 1;
        });
        EXPECT_EQ(status, 0) << limit;
        EXPECT_EQ(bytes_of(path), before);
        EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / "."), {}), 1) << limit;
    }
}

TEST(PendingFile, KilledHalfWayLeavesTheOldFile) {
    const TemporaryFolder folder;
    const auto path = folder / "t.gpkg";
    const Twin old = small_twin();
    write_twin(old, path);
    const std::string before = bytes_of(path);
    for (const std::string stage : {"write node", "write customer", "write provenance"}) {
        const auto die = [&](std::string_view now, double) {
            if (now == stage) ::raise(SIGKILL);
            return true;
        };
        const int status = in_child([&] {
            write_twin(random_twin(3000, 1), path, die);
            return 0;
        });
        EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        EXPECT_EQ(bytes_of(path), before);
        EXPECT_EQ(test::difference(read_twin(path), old), "");
    }
    write_twin(random_twin(10, 1), path); // what the dead left behind is not in the way
    EXPECT_EQ(row_count(read_twin(path).network.pipe), 10u);
}

TEST(PendingFile, AFileAnotherProgramIsEditingIsNotReplaced) {
    const TemporaryFolder folder;
    const auto path = folder / "t.gpkg";
    write_twin(small_twin(), path);
    {
        const DatasetHandle editing = open_geopackage(path, true); // as QGIS does
        run_sql(*editing, "PRAGMA journal_mode=WAL");
        run_sql(*editing, "UPDATE gastwin_meta SET value='x' WHERE id='crs'");
        ASSERT_TRUE(std::filesystem::exists(folder / "t.gpkg-wal"));
        EXPECT_EQ(error_of([&] { write_twin(small_twin(), path); }), "cannot_write");
        EXPECT_EQ(error_of([&] { (void)TwinWriter::update(path); }), "cannot_write");
    }
    write_twin(small_twin(), path);
    EXPECT_EQ(read_twin(path).network.crs, "");
}

TEST(PendingFile, WhatADeadProgramLeftInItsLogIsKept) {
    const TemporaryFolder folder;
    const auto path = folder / "t.gpkg";
    write_twin(small_twin(), path);
    const int status = in_child([&] {
        const DatasetHandle editing = open_geopackage(path, true);
        run_sql(*editing, "PRAGMA journal_mode=WAL");
        run_sql(*editing, "UPDATE gastwin_meta SET value='EPSG:4547' WHERE id='crs'");
        ::raise(SIGKILL);
        return 0;
    });
    ASSERT_TRUE(WIFSIGNALED(status));
    ASSERT_TRUE(std::filesystem::exists(folder / "t.gpkg-wal"));
    TwinWriter::update(path).commit();
    EXPECT_FALSE(std::filesystem::exists(folder / "t.gpkg-wal"));
    EXPECT_EQ(read_twin(path).network.crs, "EPSG:4547");
}

TEST(PendingFile, LinksAreFollowed) {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "real");
    write_twin(small_twin(), folder / "real/t.gpkg");
    std::filesystem::create_symlink(folder / "real/t.gpkg", folder / "link.gpkg");
    write_twin(random_twin(3, 1), folder / "link.gpkg");
    EXPECT_TRUE(std::filesystem::is_symlink(folder / "link.gpkg"));
    EXPECT_EQ(row_count(read_twin(folder / "real/t.gpkg").network.pipe), 3u);
}

} // namespace
} // namespace gastwin
