#include "exchange/guarded_call.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>
#include <new>

#include "core/error.h"
#include "core/interrupt.h"

#if defined(__SANITIZE_ADDRESS__)
#define SCARP_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SCARP_ADDRESS_SANITIZER 1
#endif
#endif

namespace scarp::exchange {
namespace {

// First byte of the child's answer.
constexpr char kResult = 'r';
constexpr char kProblem = 'p';  // then what, advice, each ended by a zero byte

void limit(int resource, rlim_t value) {
  const rlimit both{value, value};
  setrlimit(resource, &both);
}

[[maybe_unused]] std::uint64_t address_space_bytes() {
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

void limit_self(const GuardLimits& limits) {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, limits.cpu_s);
#ifndef SCARP_ADDRESS_SANITIZER  // which reserves terabytes
  limit(RLIMIT_AS, address_space_bytes() + limits.memory_bytes);
#endif
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGINT, SIGTERM}) {
    std::signal(signal, SIG_DFL);
  }
  // The last words of a library that fails are of no use.
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere >= 0) dup2(nowhere, STDERR_FILENO);
}

std::string answer_of(const std::function<std::string()>& work) {
  const auto problem = [](const std::string& what, const std::string& advice) {
    return kProblem + what + '\0' + advice + '\0';
  };
  try {
    return kResult + work();
  } catch (const Error& error) {
    return problem(error.problem().what, error.problem().advice);
  } catch (const std::bad_alloc&) {
    return problem("needs more memory to be read than it should", "");
  } catch (const std::exception& error) {
    return problem(error.what(), "");
  }
}

[[noreturn]] void be_child(const std::function<std::string()>& work, const GuardLimits& limits,
                           int pipe) {
  limit_self(limits);
  const std::string answer = answer_of(work);
  std::size_t sent = 0;
  while (sent < answer.size()) {
    const ssize_t bytes = write(pipe, answer.data() + sent, answer.size() - sent);
    if (bytes <= 0) break;
    sent += static_cast<std::size_t>(bytes);
  }
  _exit(0);  // without the destructors of the parent
}

/// A child process, ended with this object where it has not ended by itself.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  ~Child() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int wait() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
  }

 private:
  pid_t pid_;
};

class Descriptor {
 public:
  explicit Descriptor(int file) : file_(file) {}
  ~Descriptor() { close(file_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return file_; }

 private:
  int file_;
};

[[noreturn]] void fail(const std::string& where, const std::string& what) {
  throw Error({"cannot be read: " + what, where,
               "The file is probably damaged; get it again from where it came from"});
}

std::string receive(int pipe, const std::string& where, const GuardLimits& limits) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::seconds(limits.wall_s);
  std::string answer;
  std::array<char, 65536> part{};
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd ready{pipe, POLLIN, 0};
    const int found = left > 0 ? poll(&ready, 1, static_cast<int>(left)) : 0;
    if (const int signal = interrupt_signal(); signal != 0) throw Interrupted(signal);
    if (found == 0) {
      fail(where, fmt::format("libhdf5 did not come to an end in {} s", limits.wall_s));
    }
    if (found < 0 && errno == EINTR) continue;  // reading would wait without end
    const ssize_t bytes = read(pipe, part.data(), part.size());
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) return answer;
    answer.append(part.data(), static_cast<std::size_t>(bytes));
    if (answer.size() > limits.answer_bytes) fail(where, "it holds too much");
  }
}

[[noreturn]] void throw_problem(const std::string& answer, const std::string& where) {
  const std::size_t middle = answer.find('\0');
  const std::size_t end = answer.find('\0', middle + 1);
  if (end == std::string::npos) fail(where, "libhdf5 ended without an answer");
  throw Error({answer.substr(1, middle - 1), where, answer.substr(middle + 1, end - middle - 1)});
}

}  // namespace

std::string guarded_call(const std::function<std::string()>& work, const std::string& where,
                         const GuardLimits& limits) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail(where, "the system gives no pipe");
  std::fflush(nullptr);
  const pid_t pid = fork();
  if (pid == 0) be_child(work, limits, ends[1]);
  close(ends[1]);
  const Descriptor pipe(ends[0]);
  if (pid < 0) fail(where, "the system gives no process");
  Child child(pid);
  std::string answer = receive(pipe.get(), where, limits);
  const int status = child.wait();
  if (WIFSIGNALED(status)) {
    const char* reason = WTERMSIG(status) == SIGXCPU ? "took too long" : "crashed";
    fail(where, fmt::format("libhdf5 {} on it", reason));
  }
  if (answer.empty()) fail(where, "libhdf5 ended without an answer");
  if (answer[0] == kProblem) throw_problem(answer, where);
  return answer.substr(1);
}

}  // namespace scarp::exchange
