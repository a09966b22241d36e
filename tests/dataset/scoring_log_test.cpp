#include "dataset/scoring_log.h"

#include <gtest/gtest.h>

#include "core/sha256.h"
#include "support/temp_folder.h"

namespace scarp::dataset {
namespace {

using Json = nlohmann::ordered_json;

class ScoringLogTest : public testing::Test {
 protected:
  ScoringLogTest() { test::write_file(temp_ / "x.npy", "values"); }

  Scoring scoring(const std::string& part) const {
    return {part, {{"purpose", "evaluation"}}, 3, temp_ / "model", "none", {temp_ / "x.npy"}};
  }
  static Json facts(const RunRecord& record, const OutputFolder& out) {
    record.write(out.file(kRunRecordName), {}, Reporter(Reporter::Level::quiet));
    return Json::parse(test::read_file(out.file(kRunRecordName)))["facts"];
  }

  test::TempFolder temp_;
};

TEST_F(ScoringLogTest, TellsPartModelAndData) {
  OutputFolder out(temp_ / "out", false);
  RunRecord record("evaluate", HashDepth::small_files);
  ScoringLog log(out, record);
  EXPECT_FALSE(facts(record, out).contains("scorings"));
  log.add(scoring("validation"));
  test::write_file(temp_ / "model", "weights");
  log.add(scoring("test"));
  const Json scorings = facts(record, out)["scorings"];
  ASSERT_EQ(scorings.size(), 2U);
  EXPECT_EQ(scorings[0]["part"], "validation");
  EXPECT_EQ(scorings[0]["purpose"], "evaluation");
  EXPECT_EQ(scorings[0]["patches"], 3);
  EXPECT_FALSE(scorings[0].contains("model_sha256")) << "not written yet";
  EXPECT_EQ(scorings[1]["model_sha256"], sha256_of_file((temp_ / "model").string()));
  const std::string x = (temp_ / "x.npy").string();
  EXPECT_EQ(scorings[1]["data_sha256"][x], sha256_of_file(x));
}

TEST_F(ScoringLogTest, TellsScoringsOfRunsThatFailed) {
  {
    OutputFolder out(temp_ / "out", false);
    RunRecord record("evaluate", HashDepth::full);
    ScoringLog(out, record).add(scoring("test"));
  }  // never committed
  {
    OutputFolder out(temp_ / "out", false);
    RunRecord record("evaluate", HashDepth::full);
    ScoringLog log(out, record);
    EXPECT_EQ(facts(record, out)["scorings"].size(), 1U);
    log.add(scoring("test"));
    EXPECT_EQ(facts(record, out)["scorings"].size(), 2U);
    out.commit();
  }
  OutputFolder again(temp_ / "out", true);
  RunRecord next("evaluate", HashDepth::full);
  ScoringLog(again, next).add(scoring("test"));
  const Json scorings = facts(next, again)["scorings"];
  ASSERT_EQ(scorings.size(), 3U) << "the run record with the others is replaced";
  EXPECT_EQ(scorings[0]["replaced"], true);
  EXPECT_FALSE(scorings[2].contains("replaced"));
}

TEST_F(ScoringLogTest, TakesOverThatOfARunThatIsRemoved) {
  {
    OutputFolder run(temp_ / "run", false);
    RunRecord record("train", HashDepth::full);
    ScoringLog(run, record).add(scoring("test"));
  }  // killed
  OutputFolder out(temp_ / "out", false);
  RunRecord record("tune", HashDepth::full);
  ScoringLog(out, record).take_over(temp_ / "run");
  const Json scorings = facts(record, out)["scorings"];
  ASSERT_EQ(scorings.size(), 1U);
  EXPECT_EQ(scorings[0]["replaced"], true);
  EXPECT_EQ(ScoringLog(out, record).hash_of(temp_ / "x.npy").size(), 64U);
  EXPECT_EQ(facts(record, out)["scorings"].size(), 1U) << "kept";
}

}  // namespace
}  // namespace scarp::dataset
