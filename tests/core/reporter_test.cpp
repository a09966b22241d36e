#include "core/reporter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace scarp {
namespace {

using testing::HasSubstr;
using testing::internal::CaptureStderr;
using testing::internal::GetCapturedStderr;

TEST(ReporterTest, TellsAWarningOnce) {
  CaptureStderr();
  Reporter reporter;
  reporter.warn("the dates are 400 days apart");
  reporter.warn("no water mask");
  reporter.warn("the dates are 400 days apart");
  EXPECT_EQ(GetCapturedStderr(),
            "scarp: warning: the dates are 400 days apart\nscarp: warning: no water mask\n");
  EXPECT_THAT(reporter.warnings(),
              testing::ElementsAre("the dates are 400 days apart", "no water mask"));
}

TEST(ReporterTest, KnowsWhatWasWarnedOfSinceAMoment) {
  Reporter reporter(Reporter::Level::quiet);
  reporter.warn("no water mask");
  const std::size_t before = reporter.times_warned();
  EXPECT_THAT(reporter.warnings_since(before), testing::IsEmpty());
  reporter.warn("a gap");
  reporter.warn("no water mask");  // told before, but meant again
  reporter.warn("a gap");
  EXPECT_THAT(reporter.warnings_since(before), testing::ElementsAre("a gap", "no water mask"));
}

TEST(ReporterTest, NotesOnlyWhenAsked) {
  CaptureStderr();
  Reporter(Reporter::Level::normal).note("reading");
  Reporter(Reporter::Level::quiet).note("reading");
  EXPECT_EQ(GetCapturedStderr(), "");
  CaptureStderr();
  Reporter(Reporter::Level::verbose).note("reading");
  EXPECT_EQ(GetCapturedStderr(), "reading\n");
}

TEST(ReporterTest, DrawsNoBarIntoAFile) {
  CaptureStderr();
  Reporter reporter;
  {
    Reporter::Stage stage(reporter, "Reading", 10);
    stage.advance(10);
  }
  EXPECT_EQ(GetCapturedStderr(), "");
}

TEST(ReporterTest, TimesStagesInOrderOfEnding) {
  CaptureStderr();
  Reporter reporter(Reporter::Level::verbose);
  {
    const Reporter::Stage outer(reporter, "Mapping", 1);
    const Reporter::Stage inner(reporter, "Reading", 0);
  }
  EXPECT_THAT(GetCapturedStderr(), testing::AllOf(HasSubstr("Reading: 0.0 s\n")));
  ASSERT_EQ(reporter.stage_seconds().size(), 2U);
  EXPECT_EQ(reporter.stage_seconds()[0].first, "Reading");
  EXPECT_EQ(reporter.stage_seconds()[1].first, "Mapping");
  EXPECT_GE(reporter.stage_seconds()[1].second, 0);
}

}  // namespace
}  // namespace scarp
