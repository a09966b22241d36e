#include "core/memory.h"

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace scarp {
namespace {

constexpr double kAmple = 2.0 * (1 << 30);

std::atomic<double> limit_bytes{0};  // 0: none

// How much of the heap's end may be free, and how much it grows by beyond what is wanted.
void keep(int most_bytes, int pad_bytes) {
#ifdef __GLIBC__
  mallopt(M_TRIM_THRESHOLD, most_bytes);
  mallopt(M_TOP_PAD, pad_bytes);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the most that is allowed
#else
  static_cast<void>(most_bytes), static_cast<void>(pad_bytes);
#endif
}

}  // namespace

double memory_bytes() {
  const double machine =
      static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  return limit_bytes > 0 ? std::min<double>(limit_bytes, machine) : machine;
}

void limit_memory(double bytes) {
  limit_bytes = bytes;
  if (bytes < kAmple) keep(1 << 20, 0);
  // Memory that is written to; mapped files and addresses set aside do not count.
  rlimit limit{};
  getrlimit(RLIMIT_DATA, &limit);
  limit.rlim_cur = std::min(limit.rlim_max, static_cast<rlim_t>(bytes));
  setrlimit(RLIMIT_DATA, &limit);
}

double memory_share() { return limit_bytes > 0 ? std::min(1.0, limit_bytes / kAmple) : 1.0; }

void keep_freed_memory() {
  keep(512 << 20, 64 << 20);
#ifdef __GLIBC__
  // Threads that GDAL starts for a moment would each keep memory of their own.
  mallopt(M_ARENA_MAX, static_cast<int>(std::max(1U, std::thread::hardware_concurrency())));
#endif
}

void return_freed_memory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

}  // namespace scarp
