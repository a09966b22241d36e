// Loaded before a program (LD_PRELOAD): each write takes some milliseconds, one of them seconds.
#include <dlfcn.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>

namespace {

void wait_for_disk() {
  static std::atomic<int> writes{0};
  const bool stalled = ++writes == 20;
  usleep(stalled ? 4000000 : 3000);
}

template <typename Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

}  // namespace

// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): libc's are reserved
extern "C" ssize_t write(int file, const void* bytes, size_t count) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
  if (count >= 4096) wait_for_disk();  // files, not messages
  return real(file, bytes, count);
}

// NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): libc's are reserved
extern "C" ssize_t writev(int file, const iovec* parts, int count) {
  static const auto real = next<ssize_t (*)(int, const iovec*, int)>("writev");
  if (count > 1 && parts[0].iov_len + parts[1].iov_len >= 4096) wait_for_disk();
  return real(file, parts, count);
}
