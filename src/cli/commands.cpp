#include "cli/command.h"
#ifdef SCARP_TORCH_APART
#include "cli/hand_over.h"
#endif

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
  add_report(app);
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
#elif defined(SCARP_TORCH_APART)
  add_handed_over(app, "train", kTrainDescription);
  add_handed_over(app, "tune", kTuneDescription);
#endif
#ifdef SCARP_EXCHANGE
  add_export(app);
  add_import(app);
#endif
}

}  // namespace scarp::cli
