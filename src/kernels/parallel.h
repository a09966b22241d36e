#pragma once

#include <omp.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

// Training runs its loops on OpenMP's threads rather than on a ThreadPool: libtorch and BLAS wait
// busily on theirs between two operations, and a second set of threads on the same processors would
// wait for those. Prediction calls the kernels of a single thread from its own ThreadPool.

namespace scarp::kernels {

inline int thread_limit() { return omp_get_max_threads(); }

/// Which of the `thread_limit()` threads this is, inside of `parallel_for`.
inline int thread_index() { return omp_get_thread_num(); }

/// Calls `body(i)` for each i in [0, count), on any thread and in any order. It must not throw.
template <typename Body>
void parallel_for(std::int64_t count, const Body& body) {
#pragma omp parallel for schedule(dynamic) if (count > 1)
  for (std::int64_t i = 0; i < count; ++i) body(i);
}

/// [begin, end) of part `part` of `parts` almost equal ones.
struct Range {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::int64_t size() const { return end - begin; }
};

inline Range range_of(std::int64_t part, std::int64_t parts, std::int64_t count) {
  return {count * part / parts, count * (part + 1) / parts};
}

/// Calls `body(Range)` for consecutive ranges of at most `length`. The ranges, and with them all
/// that is summed up in one, do not depend on the number of threads.
template <typename Body>
void parallel_ranges(std::int64_t count, std::int64_t length, const Body& body) {
  const std::int64_t parts = (count + length - 1) / length;
  parallel_for(parts, [&](std::int64_t part) {
    body(Range{part * length, std::min(count, (part + 1) * length)});
  });
}

/// Makes what is called on this thread stay on this thread.
class OneThread {
 public:
  OneThread() : before_(omp_get_max_threads()) { omp_set_num_threads(1); }
  ~OneThread() { omp_set_num_threads(before_); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int before_;
};

}  // namespace scarp::kernels
