#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace scarp::exchange {

struct GuardLimits {
  int cpu_s = 60;
  int wall_s = 120;
  std::uint64_t memory_bytes = std::uint64_t{4} << 30;  ///< above what the process has now
  std::uint64_t answer_bytes = std::uint64_t{2} << 30;
};

/// What `work` returns, worked out in a child process: where a library crashes, hangs or eats
/// memory on a broken file, only the child ends. Throws Error for that, naming `where`; an Error
/// thrown by `work` is thrown here again. For work that uses no threads.
std::string guarded_call(const std::function<std::string()>& work, const std::string& where,
                         const GuardLimits& limits = {});

}  // namespace scarp::exchange
