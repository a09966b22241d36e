#include "infer/workers.h"

#include <algorithm>
#include <atomic>

#include "core/interrupt.h"
#include "kernels/parallel.h"

namespace scarp::infer {

Workers::Workers(const Plan& plan, ThreadPool& threads) : threads_(threads) {
  for (int i = 0; i < threads.threads(); ++i) workers_.emplace_back(plan);
}

void Workers::run(std::int64_t count, const Body& body) {
  std::atomic<std::int64_t> next{0};
  const auto workers = static_cast<std::int64_t>(workers_.size());
  threads_.parallel_for(std::min(workers, count), [&](std::int64_t worker) {
    const kernels::OneThread one_thread;
    for (std::int64_t i = next++; i < count; i = next++) {
      if (const int signal = interrupt_signal(); signal != 0) throw Interrupted(signal);
      body(i, workers_[static_cast<std::size_t>(worker)].pass);
    }
  });
}

}  // namespace scarp::infer
