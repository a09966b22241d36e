#include "exchange/keras_attention_unet.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "exchange/keras_fixture.h"
#include "support/shared_data.h"

namespace scarp::exchange {
namespace {

constexpr const char* kPublished =
    "hokkaido-nava/unet_no_overlap_size_64_filters_4_batch_size_4_lr_0.001.hdf5";

TEST(KerasAttentionUnetTest, TellsBandsAndFilters) {
  const ImportedNetwork network = attention_unet_of(test::keras_layers(57), "here");
  EXPECT_EQ(network.description.bands, 3);
  EXPECT_EQ(network.description.filters, 2);
  EXPECT_EQ(network.description.third_gate, model::NetworkDescription::ThirdGate::up1);
}

TEST(KerasAttentionUnetTest, KernelsAreReordered) {
  const KerasLayers layers = test::keras_layers(57);
  const model::Weights weights = attention_unet_of(layers, "here").weights;
  const model::Tensor& keras = layers.at("conv1_1").at("kernel");  // (3, 3, 3 in, 2 out)
  const model::Tensor& ours = weights.at("conv1_1.weight");        // (2 out, 3 in, 3, 3)
  ASSERT_EQ(ours.shape, (std::vector<std::int64_t>{2, 3, 3, 3}));
  // out 1, in 2, row 0, column 1
  EXPECT_EQ(ours.values[((1 * 3 + 2) * 3 + 0) * 3 + 1],
            keras.values[((0 * 3 + 1) * 3 + 2) * 2 + 1]);
}

TEST(KerasAttentionUnetTest, NumbersOfLayersDoNotMatterButTheirOrder) {
  const model::Weights expected = attention_unet_of(test::keras_layers(57), "here").weights;
  for (const int first : {0, 8, 98}) {  // 8, 9, 10: texts would sort otherwise
    const model::Weights weights = attention_unet_of(test::keras_layers(first), "here").weights;
    for (const char* name : {"phi_1.weight", "phi_3.bias", "up1_t.weight", "up4_t.bias"}) {
      EXPECT_EQ(weights.at(name).values, expected.at(name).values) << name << " from " << first;
    }
  }
}

TEST(KerasAttentionUnetTest, OtherNetworksAreRefused) {
  EXPECT_THROW(attention_unet_of({}, "here"), Error);
  const auto refused = [](const char* what, void change(KerasLayers&)) {
    KerasLayers layers = test::keras_layers(57);
    change(layers);
    EXPECT_THROW(attention_unet_of(layers, "here"), Error) << what;
  };
  refused("a layer less", [](KerasLayers& layers) { layers.erase("psi_2"); });
  refused("a layer more", [](KerasLayers& layers) { layers["dense"]["kernel"] = {{1}, {0}}; });
  refused("a numbered one more",
          [](KerasLayers& layers) { layers["conv2d_99"] = layers.at("conv2d_57"); });
  refused("a bias less", [](KerasLayers& layers) { layers.at("psi_2").erase("bias"); });
  refused("another shape",
          [](KerasLayers& layers) { layers.at("psi_2").at("bias") = {{2}, {0, 0}}; });
  refused("no kernel at all",
          [](KerasLayers& layers) { layers.at("conv1_1").at("kernel") = {{2}, {0, 0}}; });
}

TEST(KerasAttentionUnetTest, PublishedWeights) {
  SCARP_SHARED_DATA(file, kPublished);
  KerasLayers layers = read_keras_layers(file);
  std::int64_t count = 0;
  for (const auto& [layer, weights] : layers) {
    for (const auto& [name, tensor] : weights) {
      count += static_cast<std::int64_t>(tensor.values.size());
    }
  }
  const ImportedNetwork network = attention_unet_of(std::move(layers), file);
  EXPECT_EQ(network.description.bands, 4);
  EXPECT_EQ(network.description.filters, 4);
  EXPECT_EQ(model::parameter_count(model::layers(network.description)), count);
}

}  // namespace
}  // namespace scarp::exchange
