#include "exchange/keras_file.h"

#include <fmt/format.h>
#include <hdf5.h>

#include <array>
#include <numeric>
#include <vector>

#include "core/error.h"
#include "exchange/guarded_call.h"

namespace scarp::exchange {
namespace {

constexpr hsize_t kMostValues = hsize_t{1} << 28;  // of one array
constexpr int kMostDimensions = 4;
constexpr std::size_t kMostArrays = 10000;
constexpr int kDeepest = 6;  // groups within groups

/// An identifier of libhdf5, closed at the end of its life.
class Handle {
 public:
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  operator hid_t() const { return id_; }  // NOLINT(google-explicit-constructor)
  bool ok() const { return id_ >= 0; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

[[noreturn]] void fail(const std::string& what) { throw Error({what, "", ""}); }

// Refuses arrays whose values lie in other files, which a hostile file could name.
void require_plain_storage(hid_t dataset, const std::string& name) {
  const Handle properties(H5Dget_create_plist(dataset), H5Pclose);
  const H5D_layout_t layout = H5Pget_layout(properties);
  const bool plain = layout == H5D_COMPACT || layout == H5D_CONTIGUOUS || layout == H5D_CHUNKED;
  if (!properties.ok() || !plain || H5Pget_external_count(properties) != 0) {
    fail(fmt::format("the array {} is not stored in the file itself", name));
  }
}

std::vector<std::int64_t> shape_of(hid_t dataset, const std::string& name) {
  const Handle space(H5Dget_space(dataset), H5Sclose);
  const int dimensions = H5Sget_simple_extent_ndims(space);
  if (dimensions < 0 || dimensions > kMostDimensions) {
    fail(fmt::format("the array {} has too many dimensions", name));
  }
  std::array<hsize_t, kMostDimensions> extents{};
  H5Sget_simple_extent_dims(space, extents.data(), nullptr);
  hsize_t values = 1;
  for (int i = 0; i < dimensions; ++i) {
    if (extents[i] == 0 || values > kMostValues / extents[i]) {
      fail(fmt::format("the array {} is empty or too large", name));
    }
    values *= extents[i];
  }
  return {extents.begin(), extents.begin() + dimensions};
}

model::Tensor read_array(hid_t group, const std::string& name) {
  const Handle dataset(H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose);
  if (!dataset.ok()) fail(fmt::format("the array {} cannot be opened", name));
  require_plain_storage(dataset, name);
  const Handle type(H5Dget_type(dataset), H5Tclose);
  if (H5Tget_class(type) != H5T_FLOAT) fail(fmt::format("the array {} holds no numbers", name));
  model::Tensor tensor{shape_of(dataset, name), {}};
  tensor.values.resize(std::accumulate(tensor.shape.begin(), tensor.shape.end(), std::size_t{1},
                                       std::multiplies<>()));
  if (H5Dread(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, tensor.values.data()) < 0) {
    fail(fmt::format("the array {} cannot be read", name));
  }
  return tensor;
}

// Names of what is in a group; only what the file itself holds, no links to other places.
std::vector<std::string> names_in(hid_t group) {
  std::vector<std::string> names;
  const auto append = [](hid_t, const char* name, const H5L_info_t* info, void* list) -> herr_t {
    if (info->type != H5L_TYPE_HARD) return 0;
    auto& found = *static_cast<std::vector<std::string>*>(list);
    found.emplace_back(name);
    return found.size() > kMostArrays ? 1 : 0;
  };
  H5Literate(group, H5_INDEX_NAME, H5_ITER_NATIVE, nullptr, append, &names);
  return names;
}

H5O_type_t type_of(hid_t group, const std::string& name) {
  H5O_info_t info{};
  if (H5Oget_info_by_name(group, name.c_str(), &info, H5P_DEFAULT) < 0) return H5O_TYPE_UNKNOWN;
  return info.type;
}

/// Collects arrays by their path below a group.
class Collector {
 public:
  void collect(hid_t group, const std::string& path, int depth) {
    if (depth > kDeepest) fail("has groups within groups within groups");
    for (const std::string& name : names_in(group)) {
      const std::string inner = path.empty() ? name : fmt::format("{}/{}", path, name);
      const H5O_type_t type = type_of(group, name);
      if (type == H5O_TYPE_GROUP) {
        const Handle child(H5Gopen2(group, name.c_str(), H5P_DEFAULT), H5Gclose);
        if (child.ok()) collect(child, inner, depth + 1);
      } else if (type == H5O_TYPE_DATASET) {
        if (arrays_.size() == kMostArrays) fail("holds too many arrays");
        arrays_[inner] = read_array(group, name);
      }
    }
  }

  model::Weights take() { return std::move(arrays_); }

 private:
  model::Weights arrays_;
};

// Runs in the child process.
std::string read_arrays(const std::string& path) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  H5PLset_loading_state(0);  // no code from plugins
  const Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!file.ok()) fail("is no HDF5 file, or a damaged one");
  // A whole model keeps its weights in a group; a weights file has them at the top.
  const bool whole = H5Lexists(file, "model_weights", H5P_DEFAULT) > 0;
  const Handle top(H5Gopen2(file, whole ? "/model_weights" : "/", H5P_DEFAULT), H5Gclose);
  if (!top.ok()) fail("is a damaged HDF5 file");
  Collector collector;
  collector.collect(top, "", 0);
  return model::serialise_weights({{}, collector.take()});
}

}  // namespace

KerasLayers read_keras_layers(const std::filesystem::path& path) {
  const std::string where = path.string();
  if (!std::filesystem::exists(path)) throw Error({"no such file", where, "Check the path"});
  if (!std::filesystem::is_regular_file(path)) throw Error({"is not a file", where, ""});
  const std::string bytes = guarded_call([&] { return read_arrays(where); }, where);
  KerasLayers layers;
  for (auto& [name, tensor] : model::parse_weights(bytes, where).tensors) {
    // "conv1_1/conv1_1/kernel:0"
    const std::size_t slash = name.rfind('/');
    if (slash == std::string::npos) continue;
    const std::string weight = name.substr(slash + 1, name.rfind(':') - slash - 1);
    layers[name.substr(0, name.find('/'))][weight] = std::move(tensor);
  }
  return layers;
}

}  // namespace scarp::exchange
