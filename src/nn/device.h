#pragma once

#include <string>

namespace scarp::nn {

enum class Device {
  automatic,  ///< cuda where there is such a device
  cpu,
  cuda,
};

/// "auto", "cpu", "cuda". Throws Error (usage) for anything else.
Device device_named(const std::string& name);
std::string name_of(Device device);

/// What `device` stands for here, never automatic. Throws Error where there is no such device.
Device resolve(Device device);

/// Of all work on the CPU from now on.
void set_threads(int threads);

/// "libtorch 1.13.1", for run records.
std::string library_version();

}  // namespace scarp::nn
