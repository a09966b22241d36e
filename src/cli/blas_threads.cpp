#include "cli/blas_threads.h"

#include <dlfcn.h>

namespace scarp::cli {

void end_blas_threads() {
  // What OpenBLAS itself does before a fork; the next one who needs its threads starts them again.
  void* const end = dlsym(RTLD_DEFAULT, "blas_thread_shutdown_");
  if (end != nullptr) reinterpret_cast<int (*)()>(end)();
}

}  // namespace scarp::cli
