#include <gtest/gtest.h>

#include <algorithm>

#include "infer/program.h"
#include "infer/random_model.h"
#include "infer/subpixel.h"
#include "model/graph_builder.h"

namespace scarp::infer {
namespace {

using Kind = Operation::Kind;

int count(const Program& program, Kind kind) {
  return static_cast<int>(std::count_if(program.operations.begin(), program.operations.end(),
                                        [&](const Operation& each) { return each.kind == kind; }));
}

Program program_of(const model::NetworkDescription& description, bool sums = true) {
  return compile(model::graph(description), random_model(description).weights, sums);
}

TEST(Compile, TheGatesOfTheAttentionUnetAreFused) {
  const Program program = program_of({});
  EXPECT_EQ(count(program, Kind::sum), 0) << "neither sums nor copies of concatenations";
  EXPECT_EQ(count(program, Kind::gate), 3);
  EXPECT_EQ(count(program, Kind::score), 4) << "three gates and the result";
  EXPECT_EQ(count(program, Kind::transposed_convolution), 5);
  EXPECT_EQ(program.operations.back().inputs.size(), 2U) << "the last concatenation is not made";
}

TEST(Compile, SumsAreStepsOfTheirOwnUnlessAskedFor) {
  EXPECT_EQ(count(program_of({}, false), Kind::sum), 3);
}

TEST(Compile, OnlyTheResultsOwnStepsAreTaken) {
  model::NetworkDescription deep;
  deep.deep_supervision = true;
  EXPECT_EQ(program_of(deep).operations.size(), program_of({}).operations.size());
}

TEST(Compile, WhatOthersUseTooIsCopiedIntoConcatenations) {
  model::NetworkDescription unet;
  unet.family = model::NetworkDescription::Family::unet;
  const Program program = program_of(unet);
  EXPECT_EQ(count(program, Kind::sum), unet.depth) << "one for each skip";
  for (const Operation& operation : program.operations) {
    const Value& value = program.values[static_cast<std::size_t>(operation.output)];
    if (operation.kind == Kind::sum) {
      EXPECT_GE(value.whole, 0);
    }
  }
}

TEST(Compile, BatchNormsAreFolded) {
  model::GraphBuilder builder(1);
  const int x = builder.batch_norm("n", builder.convolution("c", 0, 1, 1, 1));
  const int y = builder.head("h", builder.convolution("d", x, 2, 1));
  const model::Graph graph = builder.finish({y});
  const model::Weights weights{{"c.weight", {{1, 1, 1, 1}, {2}}},
                               {"c.bias", {{1}, {5}}},
                               {"n.weight", {{1}, {3}}},
                               {"n.bias", {{1}, {7}}},
                               {"n.running_mean", {{1}, {4}}},
                               {"n.running_var", {{1}, {0.25F - 1e-3F}}},
                               {"d.weight", {{2, 1, 1, 1}, {1, 1}}},
                               {"d.bias", {{2}, {0, 0}}},
                               {"h.weight", {{1, 2, 1, 1}, {1, 1}}},
                               {"h.bias", {{1}, {0}}}};
  const Operation score = compile(graph, weights, true).operations.front();
  EXPECT_NEAR(score.weights[0], 2 * 3 / 0.5, 1e-5);
  EXPECT_NEAR(score.bias[0], (5 - 4) * 3 / 0.5 + 7, 1e-5);
}

TEST(Subpixels, HaveEachElementOfTheKernelOnce) {
  Operation operation;
  operation.bias = {0};
  operation.weights = {0, 1, 2, 3, 4, 5, 6, 7, 8};
  const auto parts = subpixels(operation, 1);
  EXPECT_EQ(parts[0].weights, (std::vector<float>{8, 6, 2, 0}));
  EXPECT_EQ(parts[1].weights, (std::vector<float>{7, 1}));
  EXPECT_EQ(parts[2].weights, (std::vector<float>{5, 3}));
  EXPECT_EQ(parts[3].weights, (std::vector<float>{4}));
}

}  // namespace
}  // namespace scarp::infer
