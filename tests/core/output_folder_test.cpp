#include "core/output_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <optional>
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

constexpr const char* kNoOutputs = R"({"program": "scarp", "outputs": []})";

std::string message_of_opening(const fs::path& path, bool overwrite = false) {
  try {
    const OutputFolder folder(path, overwrite);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

/// A result of one file "map.tif", with a run record that lists `outputs`.
void make_result(const fs::path& path, const std::string& outputs = R"(["map.tif"])") {
  write_file(path / "map.tif", "old");
  write_file(path / "run.json", R"({"program": "scarp", "outputs": )" + outputs + "}");
}

TEST(OutputFolderTest, AppearsWhole) {
  const TempFolder temp;
  const fs::path out = temp / "out";
  {
    OutputFolder folder(out, false);
    write_file(folder.file("map.tif"), "map");
    write_file(folder.file("first-look/ratio.tif"), "ratio");
    write_file(folder.file("run.json"), kNoOutputs);
    EXPECT_FALSE(fs::exists(out / "map.tif"));
    EXPECT_THAT(folder.written(), ElementsAre("first-look/ratio.tif", "map.tif", "run.json"));
    folder.commit();
    EXPECT_EQ(read_file(out / "map.tif"), "map");
  }
  EXPECT_THAT(all_below(out),
              ElementsAre("first-look", "first-look/ratio.tif", "map.tif", "run.json"));
}

TEST(OutputFolderTest, LeavesNothingWithoutCommit) {
  const TempFolder temp;
  {
    write_file(OutputFolder(temp / "out", false).file("map.tif"), "map");
  }
  EXPECT_THAT(all_below(temp.path()), IsEmpty());
}

TEST(OutputFolderTest, LeavesAnExistingFolderEmptyWithoutCommit) {
  const TempFolder temp;
  {
    write_file(OutputFolder(temp.path(), false).file("map.tif"), "map");
  }
  EXPECT_TRUE(fs::exists(temp.path()));
  EXPECT_THAT(all_below(temp.path()), IsEmpty());
}

TEST(OutputFolderTest, TakesAPathWithATrailingSlash) {
  const TempFolder temp;
  {
    const OutputFolder folder(temp.path().string() + "/out/", false);
  }
  EXPECT_THAT(all_below(temp.path()), IsEmpty());
}

TEST(OutputFolderTest, KeepsTheEarlierResultUntilCommit) {
  const TempFolder temp;
  make_result(temp.path());
  {
    write_file(OutputFolder(temp.path(), true).file("map.tif"), "new");
  }
  EXPECT_EQ(read_file(temp / "map.tif"), "old");
  EXPECT_TRUE(fs::exists(temp / "run.json"));
}

TEST(OutputFolderTest, ReplacesTheEarlierResultAndKeepsForeignFiles) {
  const TempFolder temp;
  make_result(temp.path(), R"(["map.tif", "gone.tif"])");
  write_file(temp / "gone.tif", "old");
  write_file(temp / "notes.txt", "mine");
  {
    OutputFolder folder(temp.path(), true);
    write_file(folder.file("map.tif"), "new");
    write_file(folder.file("run.json"), kNoOutputs);
    folder.commit();
  }
  EXPECT_EQ(read_file(temp / "map.tif"), "new");
  EXPECT_EQ(read_file(temp / "notes.txt"), "mine");
  EXPECT_THAT(all_below(temp.path()), ElementsAre("map.tif", "notes.txt", "run.json"));
}

TEST(OutputFolderTest, NeedsOverwriteToReplace) {
  const TempFolder temp;
  make_result(temp.path());
  EXPECT_THAT(message_of_opening(temp.path()), HasSubstr("Try --overwrite"));
}

TEST(OutputFolderTest, RefusesPlacesThatAreNotItsOwn) {
  const TempFolder temp;
  write_file(temp / "file", "");
  write_file(temp / "foreign/photo.jpg", "");
  write_file(temp / "other-program/run.json", R"({"program": "other"})");
  write_file(temp / "not-json/run.json", "{");
  for (const bool overwrite : {false, true}) {
    EXPECT_THAT(message_of_opening(temp / "file", overwrite), HasSubstr("is not a folder"));
    EXPECT_THAT(message_of_opening(temp / "file/below", overwrite), HasSubstr("cannot be made"));
    EXPECT_THAT(message_of_opening(temp / "foreign", overwrite), HasSubstr("holds files"));
    EXPECT_THAT(message_of_opening("", overwrite), HasSubstr("cannot be made"));
  }
  EXPECT_THAT(message_of_opening(temp / "other-program", true), HasSubstr("not one of scarp"));
  EXPECT_THAT(message_of_opening(temp / "not-json", true), HasSubstr("not one of scarp"));
  EXPECT_THAT(all_below(temp / "foreign"), ElementsAre("photo.jpg"));
}

TEST(OutputFolderTest, RefusesARunRecordOfWrongTypes) {
  const TempFolder temp;
  for (const char* record : {R"({"program": 5})", R"([1])", R"("scarp")", "null"}) {
    write_file(temp / "run.json", record);
    EXPECT_THAT(message_of_opening(temp.path(), true), HasSubstr("not one of scarp")) << record;
  }
}

TEST(OutputFolderTest, NeverRemovesWhatLiesOutside) {
  const TempFolder temp;
  write_file(temp / "precious", "mine");
  const fs::path out = temp / "a/out";
  make_result(out, R"(["../../precious", "x/../../../precious", "/etc/hostname", ")" +
                       (temp / "precious").string() + R"(", "", ".", "./", "..", 7, null])");
  {
    OutputFolder folder(out, true);
    write_file(folder.file("run.json"), kNoOutputs);
    folder.commit();
  }
  EXPECT_EQ(read_file(temp / "precious"), "mine");
  EXPECT_THAT(all_below(out), ElementsAre("map.tif", "run.json"));
}

TEST(OutputFolderTest, NeverRemovesThroughALink) {
  const TempFolder temp;
  write_file(temp / "elsewhere/precious", "mine");
  make_result(temp / "out", R"(["link/precious"])");
  fs::create_directory_symlink(temp / "elsewhere", temp / "out/link");
  {
    OutputFolder folder(temp / "out", true);
    write_file(folder.file("run.json"), kNoOutputs);
    folder.commit();
  }
  EXPECT_EQ(read_file(temp / "elsewhere/precious"), "mine");
}

TEST(OutputFolderTest, RemovesFilesOnlyNotFolders) {
  const TempFolder temp;
  make_result(temp.path(), R"(["layers", "layers/"])");
  write_file(temp / "layers/mine.tif", "mine");
  {
    OutputFolder folder(temp.path(), true);
    write_file(folder.file("run.json"), kNoOutputs);
    folder.commit();
  }
  EXPECT_EQ(read_file(temp / "layers/mine.tif"), "mine");
}

TEST(OutputFolderTest, LeavesAForeignFileWithTheNameOfAnOutput) {
  const TempFolder temp;
  make_result(temp.path(), "[]");  // says nothing of map.tif
  {
    OutputFolder folder(temp.path(), true);
    write_file(folder.file("map.tif"), "new");
    EXPECT_THROW(folder.commit(), Error);
  }
  EXPECT_EQ(read_file(temp / "map.tif"), "old");
  EXPECT_TRUE(fs::exists(temp / "run.json"));
}

TEST(OutputFolderTest, RefusesToReplaceWhatIsBeingRead) {
  const TempFolder temp;
  make_result(temp.path());
  write_file(temp / "other.tif", "");
  const OutputFolder folder(temp.path(), true);
  EXPECT_THROW(folder.require_not_replaced(temp / "map.tif"), Error);
  EXPECT_THROW(folder.require_not_replaced(temp.path() / "." / "map.tif"), Error);
  EXPECT_NO_THROW(folder.require_not_replaced(temp / "other.tif"));
  EXPECT_NO_THROW(folder.require_not_replaced(temp / "missing.tif"));
}

TEST(OutputFolderTest, TakesTheLogsOfAReplacedGeoPackageAway) {
  const TempFolder temp;
  make_result(temp.path(), R"(["slides.gpkg"])");
  write_file(temp / "slides.gpkg", "old");
  write_file(temp / "slides.gpkg-wal", "of the old one");
  write_file(temp / "mine.gpkg-wal", "of another");
  {
    OutputFolder folder(temp.path(), true);
    write_file(folder.file("slides.gpkg"), "new");
    write_file(folder.file("run.json"), kNoOutputs);
    folder.commit();
  }
  EXPECT_FALSE(fs::exists(temp / "slides.gpkg-wal"));
  EXPECT_TRUE(fs::exists(temp / "mine.gpkg-wal"));
}

TEST(OutputFolderTest, GoesOnAfterAKillWhileFilesWereMoved) {
  const TempFolder temp;
  write_file(temp / "map.tif", "of one run or the other");
  write_file(temp / ".unfinished/score.tif", "not yet moved");
  write_file(temp / ".unfinished.json", R"({"program": "scarp", "outputs": ["map.tif"]})");
  {
    OutputFolder folder(temp.path(), false);
    write_file(folder.file("map.tif"), "new");
    write_file(folder.file("run.json"), kNoOutputs);
    folder.commit();
  }
  EXPECT_EQ(read_file(temp / "map.tif"), "new");
  EXPECT_THAT(all_below(temp.path()), ElementsAre("map.tif", "run.json"));
}

TEST(OutputFolderTest, TakesATornJournalForNone) {
  for (const char* torn : {"", R"({"program": "scarp", "outp)", "[]"}) {
    for (const bool overwrite : {false, true}) {
      const TempFolder temp;
      if (overwrite) make_result(temp.path());
      write_file(temp / ".unfinished.json", torn);
      {
        OutputFolder folder(temp.path(), overwrite);
        write_file(folder.file("map.tif"), "new");
        write_file(folder.file("run.json"), kNoOutputs);
        folder.commit();
      }
      EXPECT_EQ(read_file(temp / "map.tif"), "new");
      EXPECT_THAT(all_below(temp.path()), ElementsAre("map.tif", "run.json")) << torn;
    }
  }
}

TEST(OutputFolderTest, LeavesTheEarlierResultWhenTheDiskIsFullAtTheEnd) {
  const TempFolder temp;
  make_result(temp.path());
  const pid_t child = fork();
  if (child == 0) {
    std::optional<OutputFolder> folder(std::in_place, temp.path(), true);
    write_file(folder->file("map.tif"), "new");
    write_file(folder->file("run.json"), kNoOutputs);
    const rlimit none{0, 0};
    std::signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &none);  // from here on no file takes a byte
    bool refused = false;
    try {
      folder->commit();
    } catch (const Error&) {
      refused = true;
    }
    folder.reset();
    _exit(refused ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_EQ(read_file(temp / "map.tif"), "old");
  EXPECT_THAT(all_below(temp.path()), ElementsAre("map.tif", "run.json"));
  EXPECT_EQ(message_of_opening(temp.path(), true), "no error");
}

TEST(OutputFolderTest, RemovesTheFoldersItMadeOnTheWay) {
  const TempFolder temp;
  {
    const OutputFolder folder(temp / "new/deep/out", false);
  }
  EXPECT_THAT(all_below(temp.path()), IsEmpty());
}

TEST(OutputFolderTest, ClearsUpAfterAKilledRun) {
  const TempFolder temp;
  write_file(temp / ".unfinished/map.tif", "half");
  {
    OutputFolder folder(temp.path(), false);
    write_file(folder.file("run.json"), kNoOutputs);
    folder.commit();
  }
  EXPECT_THAT(all_below(temp.path()), ElementsAre("run.json"));
}

TEST(OutputFolderTest, ClearsUpAfterARunThatWasKilledAtItsVeryEnd) {
  const TempFolder temp;
  for (const char* name : {"run.json", ".lock", ".unfinished.json", ".unfinished/a", ".kept/b"}) {
    write_file(temp / name, "");
  }
  {
    const FolderLock other(temp.path());
    clear_up_finished(temp.path());
    EXPECT_EQ(all_below(temp.path()).size(), 7U);
  }
  write_file(temp / ".lock", "");
  clear_up_finished(temp.path());
  EXPECT_THAT(all_below(temp.path()), ElementsAre("run.json"));
}

TEST(OutputFolderTest, IsHeldByOneRunAtATime) {
  const TempFolder temp;
  const OutputFolder mine(temp / "out", false);
  EXPECT_THAT(message_of_opening(temp / "out"), HasSubstr("another run"));

  const pid_t child = fork();
  if (child == 0)
    _exit(message_of_opening(temp / "out", true).find("another run") == std::string::npos);
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  write_file(mine.file("still"), "usable");
}

TEST(OutputFolderTest, IsFreeAgainAfterwards) {
  const TempFolder temp;
  {
    const OutputFolder first(temp / "out", false);
  }
  EXPECT_EQ(message_of_opening(temp / "out"), "no error");
}

}  // namespace
}  // namespace scarp
