#include "cluster/session.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <thread>

#include "cluster/launch.h"
#include "cluster/ranks.h"
#include "core/error.h"
#include "core/interrupt.h"

namespace scarp::cluster {
namespace {

namespace fs = std::filesystem;

// Where failures are told: stderr as it was when the program started.
int& error_output() {
  static int file = STDERR_FILENO;
  return file;
}

void tell(const std::string& message) {
  const std::string line = fmt::format("scarp: {}\n", message);
  std::size_t written = 0;
  while (written < line.size()) {
    const ssize_t more = write(error_output(), line.data() + written, line.size() - written);
    if (more <= 0) return;
    written += static_cast<std::size_t>(more);
  }
}

// Notes, warnings and results are those of rank 0, which does what the others do, and more.
void redirect_output() {
  error_output() = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0) return;
  std::fflush(nullptr);
  dup2(nowhere, STDOUT_FILENO);
  dup2(nowhere, STDERR_FILENO);
  close(nowhere);
}

std::unique_ptr<Ranks>& session() {
  static std::unique_ptr<Ranks> ranks;
  return ranks;
}

// Whether MPI could not be started here; it may run elsewhere.
bool& failed_to_join() {
  static bool failed = false;
  return failed;
}

// For tests, and networks slower than any.
Timeouts timeouts() {
  Timeouts result;
  if (const char* text = std::getenv("SCARP_RANK_TIMEOUT_S")) {
    if (const double seconds = std::atof(text); seconds >= 1) result.lost_s = seconds;
  }
  return result;
}

std::unique_ptr<Transport> start_transport() {
  std::error_code error;
  const fs::path module =
      fs::read_symlink("/proc/self/exe", error).parent_path() / kTransportModule;
  // Global, since MPI loads modules of its own that refer to it.
  void* library = dlopen(module.c_str(), RTLD_NOW | RTLD_GLOBAL);
  void* start = library == nullptr ? nullptr : dlsym(library, kStartTransport);
  if (start == nullptr) {
    throw Error({fmt::format("cannot be loaded ({}), but several processes were started together",
                             dlerror()),
                 module.string(),
                 "Install Open MPI, and scarp built with it; or start scarp without mpirun"});
  }
  try {
    return std::unique_ptr<Transport>(reinterpret_cast<StartTransport*>(start)());
  } catch (const std::runtime_error& failure) {
    throw Error({failure.what(), "MPI", "Start scarp by the mpirun of the same MPI"});
  }
}

}  // namespace

Communicator& join() {
  static Alone alone;
  if (session()) return *session();
  if (launch().size == 1) return alone;
  catch_interrupts();  // the end of the run is told to this process by a signal
  failed_to_join() = true;
  session() = std::make_unique<Ranks>(start_transport(), timeouts(), tell);
  failed_to_join() = false;
  forget_launch();
  if (session()->rank() != 0) redirect_output();
  return *session();
}

void require_joined() {
  if (session() || launch().size == 1) return;
  throw Error({"several processes were started together, but this command works in one", "mpirun",
               "Start it alone; geocode, map, predict --stack, train and tune share their work"},
              Fault::usage);
}

int fail(const std::string& message, int code) {
  if (session()) return session()->fail({message, code});
  if (launch().rank != 0) {
    if (!failed_to_join()) return code;  // all of them know, and rank 0 tells
    // What rank 0 has to say is told first; mpirun then ends this one.
    std::this_thread::sleep_for(std::chrono::seconds(2));
  }
  tell(message);
  return code;
}

int leave(int code) { return session() ? session()->leave(code) : code; }

}  // namespace scarp::cluster
