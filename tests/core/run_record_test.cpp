#include "core/run_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/version.h"
#include "support/temp_folder.h"

namespace scarp {
namespace {

using nlohmann::ordered_json;

ordered_json written(const RunRecord& record, const Reporter& reporter = Reporter{}) {
  const test::TempFolder folder;
  record.write(folder / "run.json", {"map.tif"}, reporter);
  return ordered_json::parse(test::read_file(folder / "run.json"));
}

TEST(RunRecordTest, SaysWhatWasRun) {
  RunRecord record("change", HashDepth::small_files);
  record.option("threshold_db", 2.5);
  record.option("bands", {"VV", "VH"});
  record.fact("looks", 4.4);
  const ordered_json json = written(record);
  EXPECT_EQ(json["program"], "scarp");
  EXPECT_EQ(json["version"], kVersion);
  EXPECT_EQ(json["command"], "change");
  EXPECT_EQ(json["options"].dump(), R"({"threshold_db":2.5,"bands":["VV","VH"]})");
  EXPECT_EQ(json["facts"]["looks"], 4.4);
  EXPECT_EQ(json["outputs"], ordered_json({"map.tif"}));
  EXPECT_GE(json["seconds"], 0.0);
  EXPECT_LE(json["start"].get<std::string>(), json["end"].get<std::string>());
}

TEST(RunRecordTest, IdentifiesItsInputs) {
  const test::TempFolder folder;
  test::write_file(folder / "pre.tif", "abc");
  RunRecord record("change", HashDepth::small_files);
  record.input("pre", folder / "pre.tif");
  const ordered_json input = written(record)["inputs"][0];
  EXPECT_EQ(input["role"], "pre");
  EXPECT_EQ(input["path"], (folder / "pre.tif").string());
  EXPECT_EQ(input["bytes"], 3);
  EXPECT_EQ(input["sha256"], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(RunRecordTest, ReadsLargeInputsOnlyWhenAsked) {
  const test::TempFolder folder;
  test::write_file(folder / "scene", "");
  std::filesystem::resize_file(folder / "scene", (64U << 20U) + 1);  // sparse
  RunRecord quick("change", HashDepth::small_files);
  quick.input("pre", folder / "scene");
  EXPECT_FALSE(written(quick)["inputs"][0].contains("sha256"));
  EXPECT_TRUE(written(quick)["inputs"][0].contains("changed"));
  RunRecord full("change", HashDepth::full);
  full.input("pre", folder / "scene");
  EXPECT_TRUE(written(full)["inputs"][0].contains("sha256"));
}

TEST(RunRecordTest, RefusesAMissingInput) {
  const test::TempFolder folder;
  RunRecord record("change", HashDepth::small_files);
  EXPECT_THROW(record.input("pre", folder / "missing.tif"), Error);
}

TEST(RunRecordTest, TakesAnyFileName) {
  const test::TempFolder folder;
  test::write_file(folder / "caf\xe9.tif", "abc");  // Latin-1, not UTF-8
  RunRecord record("change", HashDepth::small_files);
  record.input("pre", folder / "caf\xe9.tif");
  EXPECT_THAT(written(record)["inputs"][0]["path"].get<std::string>(),
              testing::EndsWith("caf\xef\xbf\xbd.tif"));
}

TEST(RunRecordTest, KeepsWarningsAndTimings) {
  testing::internal::CaptureStderr();
  Reporter reporter;
  reporter.warn("no water mask");
  {
    const Reporter::Stage stage(reporter, "Reading", 1);
  }
  testing::internal::GetCapturedStderr();
  const ordered_json json = written(RunRecord("change", HashDepth::small_files), reporter);
  EXPECT_EQ(json["warnings"], ordered_json({"no water mask"}));
  EXPECT_TRUE(json["stage_seconds"].contains("Reading"));
}

TEST(RunRecordTest, FailsWhereItCannotBeWritten) {
  const Reporter reporter;
  EXPECT_THROW(RunRecord("change", HashDepth::full).write("/nowhere/run.json", {}, reporter),
               Error);
}

TEST(UtcTextTest, IsIso8601) {
  using std::chrono::system_clock;
  EXPECT_EQ(utc_text(system_clock::from_time_t(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(utc_text(system_clock::from_time_t(1536170880)), "2018-09-05T18:08:00Z");
}

TEST(WriteTextTest, NoticesAFullDisk) { EXPECT_THROW(write_text("/dev/full", "text"), Error); }

}  // namespace
}  // namespace scarp
