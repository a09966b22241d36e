#pragma once

#include <exception>

namespace scarp {

/// Thrown by ThreadPool when a signal asked the program to end, so that it cleans up on its way
/// out.
class Interrupted : public std::exception {
 public:
  explicit Interrupted(int signal) : signal_(signal) {}
  int signal() const { return signal_; }
  const char* what() const noexcept override { return "interrupted"; }

 private:
  int signal_;
};

/// From now on SIGINT and SIGTERM end the work at its next step; a second one ends it at once.
void catch_interrupts();

/// The signal that came, or 0.
int interrupt_signal();

}  // namespace scarp
