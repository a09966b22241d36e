#include "exchange/keras_file.h"

#include <gtest/gtest.h>
#include <hdf5.h>

#include "core/error.h"
#include "core/random.h"
#include "exchange/keras_fixture.h"
#include "support/temp_folder.h"

namespace scarp::exchange {
namespace {

using scarp::test::read_file;
using scarp::test::TempFolder;
using scarp::test::write_file;

void expect_same(const KerasLayers& a, const KerasLayers& b) {
  ASSERT_EQ(a.size(), b.size());
  for (const auto& [layer, weights] : a) {
    for (const auto& [name, tensor] : weights) {
      const model::Tensor& other = b.at(layer).at(name);
      EXPECT_EQ(tensor.shape, other.shape) << layer << " " << name;
      EXPECT_EQ(tensor.values, other.values) << layer << " " << name;
    }
  }
}

TEST(KerasFileTest, WeightsAndWholeModels) {
  const TempFolder temp;
  const KerasLayers layers = test::keras_layers(57);
  for (const char* group : {"", "model_weights"}) {
    test::write_keras(temp / "w.h5", layers, group);
    expect_same(read_keras_layers(temp / "w.h5"), layers);
  }
}

TEST(KerasFileTest, NoHdf5) {
  const TempFolder temp;
  write_file(temp / "w.h5", "no HDF5 at all");
  EXPECT_THROW(read_keras_layers(temp / "w.h5"), Error);
  EXPECT_THROW(read_keras_layers(temp / "absent.h5"), Error);
  EXPECT_THROW(read_keras_layers(temp.path()), Error);
}

// What a broken file does to libhdf5 must not matter here.
TEST(KerasFileTest, DamagedFilesAreReadOrRefused) {
  const TempFolder temp;
  test::write_keras(temp / "w.h5", test::keras_layers(0));
  const std::string whole = read_file(temp / "w.h5");
  Random random(4);
  for (int i = 0; i < 40; ++i) {
    std::string bytes = whole;
    for (int k = 0; k < 20; ++k) bytes[random.below(bytes.size())] ^= 1 << random.below(8);
    if (i % 4 == 0) bytes.resize(random.below(bytes.size()));
    write_file(temp / "damaged.h5", bytes);
    try {
      read_keras_layers(temp / "damaged.h5");
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::data);
    }
  }
}

TEST(KerasFileTest, ArraysInOtherFilesAreRefused) {
  const TempFolder temp;
  write_file(temp / "secret", std::string(16, 'x'));
  const hid_t file = H5Fcreate((temp / "w.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_external(properties, (temp / "secret").c_str(), 0, 16);
  const hsize_t extent = 4;
  const hid_t space = H5Screate_simple(1, &extent, nullptr);
  H5Dclose(H5Dcreate2(file, "bias:0", H5T_IEEE_F32LE, space, H5P_DEFAULT, properties, H5P_DEFAULT));
  H5Sclose(space);
  H5Pclose(properties);
  H5Fclose(file);
  EXPECT_THROW(read_keras_layers(temp / "w.h5"), Error);
}

TEST(KerasFileTest, PromisesOfSizeAreNotBelieved) {
  const TempFolder temp;
  const hid_t file = H5Fcreate((temp / "w.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
  const hsize_t chunk = 1024;
  H5Pset_chunk(properties, 1, &chunk);
  const hsize_t extent = hsize_t{1} << 40;
  const hid_t space = H5Screate_simple(1, &extent, nullptr);
  H5Dclose(H5Dcreate2(file, "bias:0", H5T_IEEE_F32LE, space, H5P_DEFAULT, properties, H5P_DEFAULT));
  H5Sclose(space);
  H5Pclose(properties);
  H5Fclose(file);
  EXPECT_THROW(read_keras_layers(temp / "w.h5"), Error);
}

}  // namespace
}  // namespace scarp::exchange
