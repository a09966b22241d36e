#include "pipeline/stage_cache.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "core/error.h"
#include "support/temp_folder.h"

namespace scarp::pipeline {
namespace {

namespace fs = std::filesystem;

class StageCacheTest : public testing::Test {
 protected:
  Stage run(const nlohmann::ordered_json& depends_on, const std::string& content = "result") {
    StageCache cache(folder_.path() / "stages", HashDepth::small_files, reporter_);
    return cache.run("one", depends_on, [&](OutputFolder& out, RunRecord&) {
      ++made_;
      reporter_.warn("of the stage");
      write_text(out.file("a.txt"), content);
    });
  }

  test::TempFolder folder_;
  Reporter reporter_{Reporter::Level::quiet};
  int made_ = 0;
};

TEST_F(StageCacheTest, WhatIsThereIsUsedAgain) {
  EXPECT_FALSE(run({{"x", 1}}).reused);
  EXPECT_TRUE(run({{"x", 1}}).reused);
  EXPECT_EQ(made_, 1);
}

TEST_F(StageCacheTest, WhatAKilledRunLeftBesideIsRemoved) {
  const Stage stage = run({{"x", 1}});
  std::ofstream(stage.folder / kLockName).put('x');
  EXPECT_TRUE(run({{"x", 1}}).reused);
  EXPECT_FALSE(fs::exists(stage.folder / kLockName));
}

TEST_F(StageCacheTest, OtherOptionsMakeItAnew) {
  run({{"x", 1}});
  EXPECT_FALSE(run({{"x", 2}}).reused);
  EXPECT_FALSE(run({{"x", 1}}).reused);  // one of a name is kept
}

TEST_F(StageCacheTest, AnotherBuildMakesItAnew) {
  run({{"x", 1}});
  StageCache cache(folder_.path() / "stages", HashDepth::small_files, reporter_, "another");
  EXPECT_FALSE(
      cache
          .run("one", {{"x", 1}},
               [](OutputFolder& out, RunRecord&) { write_text(out.file("a.txt"), "other"); })
          .reused);
  EXPECT_EQ(std::string(build_id()).size(), 64U);
}

TEST_F(StageCacheTest, AnIncompleteStageIsMadeAnew) {
  const Stage stage = run({{"x", 1}});
  fs::remove(stage.folder / "a.txt");
  EXPECT_FALSE(run({{"x", 1}}).reused);
  fs::remove(stage.folder / kRunRecordName);
  EXPECT_THROW(run({{"x", 1}}), Error);  // what lies there may be anyone's
}

TEST_F(StageCacheTest, AFailureLeavesNothingThatCountsAsComplete) {
  StageCache cache(folder_.path() / "stages", HashDepth::small_files, reporter_);
  EXPECT_THROW(cache.run("one", {},
                         [](OutputFolder& out, RunRecord&) {
                           write_text(out.file("a.txt"), "half");
                           throw std::runtime_error("killed");
                         }),
               std::runtime_error);
  EXPECT_FALSE(run({}).reused);
}

TEST_F(StageCacheTest, WarningsAreToldAgain) {
  run({{"x", 1}});
  Reporter later(Reporter::Level::quiet);
  StageCache cache(folder_.path() / "stages", HashDepth::small_files, later);
  cache.run("one", {{"x", 1}}, [](OutputFolder&, RunRecord&) {});
  EXPECT_EQ(later.warnings(), (std::vector<std::string>{"of the stage"}));
}

TEST_F(StageCacheTest, BrokenNotesAreNoHarm) {
  const Stage stage = run({{"x", 1}});
  for (const char* text : {"", "[]", "{\"key\": 3}", "{\"key\": {}}", "\xff"}) {
    std::ofstream(stage.folder / "stage.json") << text;
    EXPECT_FALSE(run({{"x", 1}}).reused) << text;
  }
}

TEST_F(StageCacheTest, TellsWhatIsOfNoUse) {
  run({});
  StageCache cache(folder_.path() / "stages", HashDepth::small_files, reporter_);
  EXPECT_EQ(cache.unused(), (std::vector<std::string>{"one"}));
}

TEST_F(StageCacheTest, IdentityOfFilesAndFolders) {
  std::ofstream(folder_.path() / "a") << "1";
  const auto before = identity_of(folder_.path());
  EXPECT_EQ(before, identity_of(folder_.path()));
  std::ofstream(folder_.path() / "b") << "22";
  EXPECT_NE(before, identity_of(folder_.path()));
  EXPECT_THROW(identity_of(folder_.path() / "none"), Error);
}

}  // namespace
}  // namespace scarp::pipeline
