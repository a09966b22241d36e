#include "core/lock_file.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <system_error>
#include <vector>

#include "support/temp_folder.h"

namespace scarp {
namespace {

namespace fs = std::filesystem;
using enum LockFile::Mode;
using test::TempFolder;

bool can_take(const fs::path& path, LockFile::Mode mode) {
  return LockFile::take(path, mode).has_value();
}

TEST(LockFileTest, IsHeldByOne) {
  const TempFolder temp;
  const fs::path path = temp / "lock";
  {
    const auto mine = LockFile::take(path, exclusive);
    ASSERT_TRUE(mine);
    EXPECT_FALSE(can_take(path, exclusive));
    EXPECT_FALSE(can_take(path, shared));
    EXPECT_TRUE(fs::exists(path));
  }
  EXPECT_FALSE(fs::exists(path));
  EXPECT_TRUE(can_take(path, exclusive));
}

TEST(LockFileTest, IsSharedByManyOfWhomTheLastRemovesIt) {
  const TempFolder temp;
  const fs::path path = temp / "lock";
  auto first = LockFile::take(path, shared);
  auto second = LockFile::take(path, shared);
  ASSERT_TRUE(first && second);
  first.reset();
  EXPECT_TRUE(fs::exists(path));
  EXPECT_FALSE(can_take(path, exclusive));
  second.reset();
  EXPECT_FALSE(fs::exists(path));
}

TEST(LockFileTest, DiesWithItsProgram) {
  const TempFolder temp;
  const fs::path path = temp / "lock";
  const pid_t child = fork();
  if (child == 0) {
    const auto lock = LockFile::take(path, exclusive);
    raise(SIGKILL);
  }
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(fs::exists(path));
  EXPECT_TRUE(can_take(path, exclusive));
  EXPECT_FALSE(fs::exists(path));
}

TEST(LockFileTest, TellsWhatCannotBeMade) {
  EXPECT_THROW(LockFile::take("/nowhere/lock", exclusive), std::system_error);
}

// Each reads a number, and writes the next one, under a lock that comes and goes all the time.
TEST(LockFileTest, IsNeverHeldByTwo) {
  constexpr int kProcesses = 4;
  constexpr int kTimes = 200;
  const TempFolder temp;
  const fs::path count = temp / "count";
  test::write_file(count, "0");
  std::vector<pid_t> children;
  for (int i = 0; i < kProcesses; ++i) {
    children.push_back(fork());
    if (children.back() != 0) continue;
    for (int done = 0; done < kTimes;) {
      const auto lock = LockFile::take(temp / "lock", exclusive);
      if (!lock) continue;
      test::write_file(count, std::to_string(std::stoi(test::read_file(count)) + 1));
      ++done;
    }
    _exit(0);
  }
  for (const pid_t child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  EXPECT_EQ(test::read_file(count), std::to_string(kProcesses * kTimes));
  EXPECT_FALSE(fs::exists(temp / "lock"));
}

}  // namespace
}  // namespace scarp
