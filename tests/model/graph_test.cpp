#include "model/graph.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "model/layers.h"

namespace scarp::model {
namespace {

using Family = NetworkDescription::Family;

// Parameters by layer that the published weight file of 4 bands and 4 filters has: shapes in
// Keras's order, as h5ls lists them.
TEST(GraphTest, LayersOfThePaper) {
  NetworkDescription description;
  description.filters = 4;
  std::map<std::string, std::int64_t> count;
  for (const Layer& layer : layers(description)) count[layer.name] = layer.parameters();
  EXPECT_EQ(count.at("conv1_1"), 3 * 3 * 4 * 4 + 4);
  EXPECT_EQ(count.at("conv1_1_bn"), 4 * 4);
  EXPECT_EQ(count.at("center_2"), 3 * 3 * 16 * 16 + 16);
  EXPECT_EQ(count.at("g2_conv"), 12 * 12 + 12);
  EXPECT_EQ(count.at("g3_conv"), 12 * 12 + 12);
  EXPECT_EQ(count.at("xl_1"), 2 * 2 * 8 * 16 + 16);
  EXPECT_EQ(count.at("phi_3"), 12 * 4 + 4);
  EXPECT_EQ(count.at("g_up_2"), 3 * 3 * 8 * 8 + 8);
  EXPECT_EQ(count.at("q_attn_conv_3"), 4 * 4 + 4);
  EXPECT_EQ(count.at("up2_t"), 3 * 3 * 12 * 8 + 8);
  EXPECT_EQ(count.at("up3_t"), 3 * 3 * 16 * 4 + 4);
  EXPECT_EQ(count.at("final"), 8 + 1);
  EXPECT_EQ(count.size(), 49U);
  EXPECT_EQ(parameter_count(layers(description)), 14140);
}

TEST(GraphTest, ThirdGateFromUp2HasItsChannels) {
  NetworkDescription description;
  description.third_gate = NetworkDescription::ThirdGate::up2;
  for (const Layer& layer : layers(description)) {
    if (layer.name != "g3_conv") continue;
    EXPECT_EQ(layer.tensors.front().shape, (std::vector<std::int64_t>{128, 128, 1, 1}));
  }
}

// Sizes and channels of each node follow from its inputs'.
void expect_consistent(const Graph& graph) {
  ASSERT_FALSE(graph.nodes.empty());
  for (std::size_t i = 1; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    ASSERT_FALSE(node.inputs.empty());
    int channels = 0;
    for (const int input : node.inputs) {
      ASSERT_LT(input, static_cast<int>(i));
      channels += graph.nodes[input].channels;
      EXPECT_EQ(graph.nodes[input].halvings, graph.nodes[node.inputs.front()].halvings);
    }
    const bool sum = node.op == Op::add || node.op == Op::subtract;
    if (sum || node.op == Op::concatenate) {
      EXPECT_EQ(node.channels, sum ? channels / 2 : channels);
    }
    EXPECT_GE(node.halvings, 0);
  }
  for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
    EXPECT_EQ(graph.nodes[graph.outputs[i]].channels, 1);
    EXPECT_EQ(graph.nodes[graph.outputs[i]].halvings, static_cast<int>(i));
  }
}

TEST(GraphTest, EveryNetworkIsConsistent) {
  for (const Family family :
       {Family::attention_unet, Family::unet, Family::unet_dropout, Family::siamese_resunet}) {
    for (int depth = 1; depth <= 6; ++depth) {
      for (const int filters : {1, 2, 5, 32}) {
        NetworkDescription description;
        description.family = family;
        description.depth = depth;
        description.filters = filters;
        description.bands = 7;
        if (family == Family::siamese_resunet) description.dates = {{0, 1}, {2, 3}, {4, 5}};
        expect_consistent(graph(description));
        description.dates.clear();
        const bool attention = family == Family::attention_unet;
        description.input_pyramid = attention;
        description.deep_supervision = attention;
        description.convolve_after_concatenation = attention;
        expect_consistent(graph(description));
      }
    }
  }
}

TEST(GraphTest, DatesShareTheirStem) {
  NetworkDescription description;
  description.family = Family::siamese_resunet;
  description.dates = {{0}, {1}, {2}};
  int nodes = 0;
  for (const Node& node : graph(description).nodes) nodes += node.name == "stem_1" ? 1 : 0;
  EXPECT_EQ(nodes, 3);
  int found = 0;
  for (const Layer& layer : layers(description)) found += layer.name == "stem_1" ? 1 : 0;
  EXPECT_EQ(found, 1);
}

TEST(GraphTest, TheSiameseNetworkCostsWhatThePapersDoes) {
  NetworkDescription siamese;
  siamese.family = Family::siamese_resunet;
  siamese.dates = {{0}, {1}, {2}};
  const double paper = multiply_adds_per_pixel(graph(NetworkDescription{}));
  EXPECT_NEAR(multiply_adds_per_pixel(graph(siamese)), paper, 0.02 * paper);
}

TEST(GraphTest, CostOfAConvolution) {
  NetworkDescription description;
  description.family = Family::unet;
  description.depth = 1;
  description.filters = 1;
  description.bands = 1;
  // Two at full size, two at half (1→2, 2→2), one transposed (2→1), two after it (2→1, 1→1), 1×1.
  EXPECT_DOUBLE_EQ(multiply_adds_per_pixel(graph(description)),
                   9 + 9 + (18 + 36) / 4.0 + 18 / 4.0 + 18 + 9 + 1);
}

}  // namespace
}  // namespace scarp::model
