#include "nn/grid_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>

#include "core/error.h"
#include "nn/training_run.h"

namespace scarp::nn {
namespace {

using testing::ElementsAre;

TEST(GridSearchTest, EveryCombination) {
  const auto points = grid_points({parse_grid_axis("filters=2,4"), parse_grid_axis("lr=1e-3")});
  ASSERT_EQ(points.size(), 2U);
  EXPECT_EQ(points[0].name, "filters=2_lr=1e-3");
  EXPECT_EQ(points[1].name, "filters=4_lr=1e-3");
  EXPECT_THAT(points[1].values, ElementsAre(std::pair<std::string, std::string>("filters", "4"),
                                            std::pair<std::string, std::string>("lr", "1e-3")));
}

TEST(GridSearchTest, WhatIsNoGrid) {
  for (const char* text : {"", "filters", "=2", "filters=", "filters=2,,4", "filters=2,2"}) {
    EXPECT_THROW(parse_grid_axis(text), Error) << text;
  }
  EXPECT_THROW(grid_points({parse_grid_axis("lr=1"), parse_grid_axis("lr=2")}), Error);
}

TEST(GridSearchTest, ResultsHaveTheAuthorsColumnsFirst) {
  GridResult result{{"filters=2", {}}, "", {}, 0};
  result.record = {{"options",
                    {{"network", {{"family", "unet"}, {"filters", 2}}},
                     {"training", {{"batch", 4}, {"learning_rate", 0.001}, {"seed", 1}}}}},
                   {"facts", {{"metrics", {{"validation", {{"at_half", {{"f1", 0.5}}}}}}}}}};
  const std::string csv = eval::to_csv(results_table({result}));
  EXPECT_EQ(csv.substr(0, csv.find(",loss")),
            "model,batch_size,learning_rate,filters,precision_area,recall_area,f1_score_area,"
            "iou_score_area");
  EXPECT_NE(csv.find("\nunet,4,0.001,2,"), std::string::npos);
}

TEST(GridSearchTest, ChoosesOnlyAmongRunsThatCanBeCompared) {
  GridResult none;
  GridResult low;
  low.validation_f1 = 0;
  GridResult high;
  high.validation_f1 = 0.5;
  const std::vector<GridResult> results{none, low, high, high, none};
  EXPECT_EQ(best_of(results), &results[2]);
  const std::vector<GridResult> one{none, low};
  EXPECT_EQ(best_of(one), &one[1]);
  EXPECT_EQ(best_of({}), nullptr);
  const std::vector<GridResult> nothing{none, none};
  EXPECT_EQ(best_of(nothing), nullptr);
}

TEST(GridSearchTest, ARunThatCrashesHasFailedAndOneThatIsKilledWasStopped) {
  const auto exited = [](int code) { return job_end(W_EXITCODE(code, 0)); };
  const auto signalled = [](int signal) { return job_end(W_EXITCODE(0, signal)); };
  EXPECT_EQ(exited(0), JobEnd::done);
  for (const int code : {1, 2, 127}) EXPECT_EQ(exited(code), JobEnd::failed) << code;
  for (const int code : {130, 143}) EXPECT_EQ(exited(code), JobEnd::stopped) << code;
  for (const int signal : {SIGSEGV, SIGABRT, SIGFPE}) {
    EXPECT_EQ(signalled(signal), JobEnd::failed) << signal;
  }
  for (const int signal : {SIGKILL, SIGTERM, SIGXCPU}) {
    EXPECT_EQ(signalled(signal), JobEnd::stopped) << signal;
  }
}

TEST(TrainingRunTest, DatesAreToldByTheNamesOfBands) {
  const auto vv = [](const std::string& name) {
    return dataset::Band{"VV_" + name, "power", "VV", "", {}};
  };
  const auto vh = [](const std::string& name) {
    return dataset::Band{"VH_" + name, "power", "VH", "", {}};
  };
  const dataset::Band slope{"slope", "degree", "", "", {}};
  EXPECT_THAT(dates_of({vv("pre"), vv("post1"), vv("post2"), slope}),
              ElementsAre(ElementsAre(0), ElementsAre(1), ElementsAre(2)));
  EXPECT_THAT(dates_of({vv("pre"), vh("pre"), slope, vv("post"), vh("post")}),
              ElementsAre(ElementsAre(0, 1), ElementsAre(3, 4)));
  EXPECT_TRUE(dates_of({vv("pre"), vh("pre"), vv("post")}).empty());
  EXPECT_TRUE(dates_of({vv("post"), vv("pre")}).empty());
  EXPECT_TRUE(dates_of({slope}).empty());
}

}  // namespace
}  // namespace scarp::nn
