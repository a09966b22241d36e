#include "cli/command.h"

namespace scarp::cli {

// Folders left out of the build take their commands with them.
void add_commands(CLI::App& app) {
#ifdef SCARP_GEO
  add_change(app);
  add_geocode(app);
  add_info(app);
  add_simulate(app);
#else
  static_cast<void>(app);
#endif
}

}  // namespace scarp::cli
