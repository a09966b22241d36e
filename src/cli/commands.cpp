#include "cli/command.h"

namespace scarp::cli {

// Folders left out of the build take their commands with them.
void add_commands(CLI::App& app) {
  static_cast<void>(app);
#ifdef SCARP_GEO
  add_change(app);
  add_dataset(app);
  add_geocode(app);
  add_info(app);
  add_map(app);
  add_simulate(app);
  add_stack(app);
#endif
#if defined(SCARP_GEO) || defined(SCARP_MODELS)
  add_evaluate(app);
#endif
#ifdef SCARP_MODELS
  add_predict(app);
#endif
#ifdef SCARP_TORCH
  add_train(app);
  add_tune(app);
#endif
#ifdef SCARP_EXCHANGE
  add_export(app);
  add_import(app);
#endif
}

}  // namespace scarp::cli
