#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

namespace scarp::cli {

/// Which part of a job one of several starts does.
struct Shard {
  int index = 1;  ///< from 1
  int count = 1;
};

/// "2/5". Throws Error (usage) for anything else.
Shard shard_of(const std::string& text);

/// How many of `items` fall to it.
std::int64_t share_of(const Shard& shard, std::int64_t items);

CLI::Option* add_shard_option(CLI::App& command, std::string& shard, const std::string& what);

}  // namespace scarp::cli
