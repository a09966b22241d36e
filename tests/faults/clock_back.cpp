// Loaded before a program (LD_PRELOAD): a moment after its start someone sets the clock back by a
// day.
#include <dlfcn.h>

#include <ctime>

namespace {

constexpr time_t kDay_s = 86400;

int real_time(clockid_t clock, timespec* time) {
  static const auto real =
      reinterpret_cast<int (*)(clockid_t, timespec*)>(dlsym(RTLD_NEXT, "clock_gettime"));
  return real(clock, time);
}

bool is_later() {
  static timespec start{};
  timespec now{};
  real_time(CLOCK_MONOTONIC, &now);
  if (start.tv_sec == 0) start = now;
  const auto milliseconds =
      (now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000;
  return milliseconds > 300;
}

}  // namespace

// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): libc's are reserved
extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
  const int result = real_time(clock, time);
  if (clock == CLOCK_REALTIME && is_later()) time->tv_sec -= kDay_s;
  return result;
}
