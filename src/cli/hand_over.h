#pragma once

#include <CLI/CLI.hpp>
#include <string>

// Private to this folder, and to a program without libtorch that has one with it beside it.
namespace scarp::cli {

/// Goes on as the program with libtorch, with the same arguments; does not return. Throws Error
/// when that is missing.
[[noreturn]] void hand_over();

/// Adds a command that only the program with libtorch knows.
void add_handed_over(CLI::App& app, const std::string& name, const std::string& description);

/// Whether there may be a CUDA device: NVIDIA's driver is loaded.
bool has_cuda_driver();

}  // namespace scarp::cli
