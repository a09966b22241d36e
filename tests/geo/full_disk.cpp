#include "full_disk.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "make_raster.h"
#include "support/error_of.h"

namespace scarp::test {

bool fails_cleanly(const std::filesystem::path& folder, std::uint64_t bytes,
                   const std::function<void()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, bytes};
    setrlimit(RLIMIT_FSIZE, &limit);
    const std::string message = error_of(work);
    _exit(message.find("could not be written whole") != std::string::npos ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status == 0 && std::filesystem::is_empty(folder);
}

}  // namespace scarp::test
