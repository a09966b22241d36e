#include "core/memory.h"

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>

namespace scarp {
namespace {

std::atomic<double> limit_bytes{0};  // 0: none

}  // namespace

double memory_bytes() {
  const double machine =
      static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  return limit_bytes > 0 ? std::min<double>(limit_bytes, machine) : machine;
}

void limit_memory(double bytes) {
  limit_bytes = bytes;
  // Memory that is written to; mapped files and addresses set aside do not count.
  rlimit limit{};
  getrlimit(RLIMIT_DATA, &limit);
  limit.rlim_cur = std::min(limit.rlim_max, static_cast<rlim_t>(bytes));
  setrlimit(RLIMIT_DATA, &limit);
}

double memory_share() {
  constexpr double kAmple = 2.0 * (1 << 30);
  return limit_bytes > 0 ? std::min(1.0, limit_bytes / kAmple) : 1.0;
}

void return_freed_memory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

}  // namespace scarp
