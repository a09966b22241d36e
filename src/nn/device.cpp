#include "nn/device.h"

#include <fmt/format.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include "core/error.h"
#include "nn/torch.h"

namespace scarp::nn {

Device device_named(const std::string& name) {
  if (name == "auto") return Device::automatic;
  if (name == "cpu") return Device::cpu;
  if (name == "cuda") return Device::cuda;
  throw Error({fmt::format("'{}' is no device. Known are auto, cpu, cuda", name), "", ""},
              Fault::usage);
}

std::string name_of(Device device) {
  if (device == Device::automatic) return "auto";
  return device == Device::cpu ? "cpu" : "cuda";
}

Device resolve(Device device) {
  const bool cuda = device != Device::cpu && torch::cuda::is_available();
  if (device == Device::cuda && !cuda) {
    throw Error({"there is no CUDA device that libtorch can use", "--device cuda",
                 "Leave the option out to work on the CPU"});
  }
  return cuda ? Device::cuda : Device::cpu;
}

void set_threads(int threads) { at::set_num_threads(threads); }

std::string library_version() { return std::string("libtorch ") + TORCH_VERSION; }

}  // namespace scarp::nn
