#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace scarp::cli {

/// Lets an option take these names alone, and lists them in the help.
CLI::Option* choose_from(CLI::Option* option, const std::vector<std::string>& names);

}  // namespace scarp::cli
