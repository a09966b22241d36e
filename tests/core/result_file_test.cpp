#include "core/result_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "core/error.h"
#include "support/temp_folder.h"

namespace scarp {
namespace {

namespace fs = std::filesystem;
using test::all_below;
using test::read_file;
using test::TempFolder;
using test::write_file;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ResultFileTest, AppearsWholeWithItsRecord) {
  const TempFolder temp;
  {
    ResultFile file(temp / "new/scores.npy", false);
    write_file(file.aside(), "scores");
    write_file(file.record_aside(), "{}");
    EXPECT_FALSE(fs::exists(file.path()));
    file.commit();
  }
  EXPECT_EQ(read_file(temp / "new/scores.npy"), "scores");
  EXPECT_THAT(all_below(temp / "new"), ElementsAre("scores.npy", "scores.npy.run.json"));
}

TEST(ResultFileTest, LeavesNothingWithoutCommit) {
  const TempFolder temp;
  {
    write_file(ResultFile(temp / "scores.npy", false).aside(), "scores");
  }
  EXPECT_THAT(all_below(temp.path()), IsEmpty());
}

TEST(ResultFileTest, ClearsUpAfterAKilledRun) {
  const TempFolder temp;
  for (int i = 0; i < 2; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      const ResultFile file(temp / "scores.npy", false);
      write_file(file.aside(), "half");
      write_file(file.record_aside(), "half");
      raise(SIGKILL);
    }
    waitpid(child, nullptr, 0);
  }
  {
    ResultFile file(temp / "scores.npy", false);
    EXPECT_FALSE(fs::exists(file.record_aside()));
    write_file(file.aside(), "scores");
    file.commit();
  }
  EXPECT_THAT(all_below(temp.path()), ElementsAre("scores.npy"));
}

TEST(ResultFileTest, IsWrittenByOneRunAtATime) {
  const TempFolder temp;
  const ResultFile mine(temp / "scores.npy", false);
  const ResultFile other(temp / "others.npy", false);
  write_file(mine.aside(), "scores");
  try {
    const ResultFile second(temp / "scores.npy", true);
    FAIL() << "two write one file";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("another run of scarp is writing this file"));
  }
  EXPECT_EQ(read_file(mine.aside()), "scores");
}

}  // namespace
}  // namespace scarp
