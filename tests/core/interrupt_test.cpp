#include "core/interrupt.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "core/thread_pool.h"

namespace scarp {
namespace {

// In a child: once a signal came, every later loop of that process ends.
int exit_code_after(int signal) {
  const pid_t child = fork();
  if (child == 0) {
    catch_interrupts();
    ThreadPool threads(3);
    int code = 1;
    try {
      threads.parallel_for(1000000, [&](std::int64_t i) {
        if (i == 5) raise(signal);
      });
    } catch (const Interrupted& interrupt) {
      code = interrupt.signal();
    }
    _exit(code);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(Interrupt, EndsLoopsWithTheSignal) {
  EXPECT_EQ(exit_code_after(SIGINT), SIGINT);
  EXPECT_EQ(exit_code_after(SIGTERM), SIGTERM);
}

}  // namespace
}  // namespace scarp
