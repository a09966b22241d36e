// Runs of a grid as processes: apart from each other in memory, and as easily killed as alone.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fstream>
#include <map>
#include <thread>

#include "core/error.h"
#include "core/interrupt.h"
#include "nn/grid_search.h"

namespace scarp::nn {
namespace {

constexpr auto kLookAgain = std::chrono::milliseconds(50);

// Only what is safe between fork and exec in a program with threads.
[[noreturn]] void become(char* const* arguments, int log, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(1);  // it died before
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  execv("/proc/self/exe", arguments);
  _exit(127);
}

pid_t start(const Job& job) {
  std::vector<std::string> texts{"scarp"};
  texts.insert(texts.end(), job.arguments.begin(), job.arguments.end());
  std::vector<char*> arguments;
  for (std::string& text : texts) arguments.push_back(text.data());
  arguments.push_back(nullptr);
  const int log = open(job.log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (log < 0) throw Error({"cannot be written", job.log.string(), "Check free space and rights"});
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) become(arguments.data(), log, parent);
  close(log);
  if (pid < 0) throw Error({"the system gives no process", job.name, "Try fewer --jobs"});
  return pid;
}

std::string last_line(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string last;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) last = line;
  }
  return last.empty() ? "it ended without a word" : last;
}

// Whether a program gets the signal for what it did itself: another start would end likewise.
bool is_crash(int signal) {
  return signal == SIGSEGV || signal == SIGABRT || signal == SIGBUS || signal == SIGFPE ||
         signal == SIGILL;
}

/// Processes by their jobs; those still running are ended with this object.
class Processes {
 public:
  Processes() = default;
  ~Processes() {
    for (const auto& [pid, job] : jobs_) kill(pid, SIGTERM);
    for (const auto& [pid, job] : jobs_) waitpid(pid, nullptr, 0);
  }
  Processes(const Processes&) = delete;
  Processes& operator=(const Processes&) = delete;

  std::size_t count() const { return jobs_.size(); }
  void add(pid_t pid, const Job& job) { jobs_[pid] = job; }

  /// Waits until one ends or a signal comes; the job and how it ended.
  std::pair<Job, JobEnd> wait() {
    for (;;) {
      for (const auto& [pid, job] : jobs_) {
        int status = 0;
        if (waitpid(pid, &status, WNOHANG) != pid) continue;
        const std::pair<Job, JobEnd> ended{job, job_end(status)};
        jobs_.erase(pid);
        return ended;
      }
      if (const int signal = interrupt_signal(); signal != 0) throw Interrupted(signal);
      std::this_thread::sleep_for(kLookAgain);
    }
  }

 private:
  std::map<pid_t, Job> jobs_;
};

}  // namespace

// Programs that are asked to end do so with 128 and the signal's number.
JobEnd job_end(int wait_status) {
  if (WIFSIGNALED(wait_status)) {
    return is_crash(WTERMSIG(wait_status)) ? JobEnd::failed : JobEnd::stopped;
  }
  const int code = WEXITSTATUS(wait_status);
  if (code == 0) return JobEnd::done;
  return code > 128 ? JobEnd::stopped : JobEnd::failed;
}

void run_jobs(const std::function<std::optional<Job>()>& next, int at_once,
              const std::function<void(const Job&, JobEnd)>& ended) {
  Processes running;
  bool more = true;
  while (more || running.count() > 0) {
    if (more && running.count() < static_cast<std::size_t>(at_once)) {
      if (const auto job = next()) {
        running.add(start(*job), *job);
      } else {
        more = false;
      }
      continue;
    }
    const auto [job, end] = running.wait();
    ended(job, end);
  }
}

std::string why_failed(const Job& job) {
  return fmt::format("{} failed: {}", job.name, last_line(job.log));
}

}  // namespace scarp::nn
