#pragma once

#include <cstdint>
#include <deque>
#include <functional>

#include "core/thread_pool.h"
#include "infer/plan.h"
#include "kernels/buffer.h"

namespace scarp::infer {

/// A pass of `plan` for each thread of a pool.
class Workers {
 public:
  /// Both have to outlive this.
  Workers(const Plan& plan, ThreadPool& threads);

  /// Calls `body` for each of [0, count), each on one thread with a pass of its own. Throws
  /// Interrupted.
  using Body = std::function<void(std::int64_t i, const Plan::Pass& pass)>;
  void run(std::int64_t count, const Body& body);

 private:
  struct Worker {
    Worker(const Plan& plan)
        : memory(plan.bytes() / sizeof(float)),
          pass(plan, reinterpret_cast<std::byte*>(memory.data())) {}
    kernels::Buffer memory;
    Plan::Pass pass;
  };

  ThreadPool& threads_;
  std::deque<Worker> workers_;
};

}  // namespace scarp::infer
