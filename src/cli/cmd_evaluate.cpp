#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <string>

#include "cli/evaluate.h"
#include "core/error.h"
#ifdef SCARP_MODELS
#include "scoring/model_evaluation.h"
#endif

namespace scarp::cli {
namespace {

bool of_models(const EvaluateOptions& options) { return !options.models.empty(); }
bool of_map(const EvaluateOptions& options) { return !options.map.empty(); }

void require_one_form(const EvaluateOptions& options) {
  if (of_models(options) && of_map(options)) {
    throw Error({"--model and --map cannot be evaluated at once", "", "Run scarp evaluate twice"},
                Fault::usage);
  }
  if (of_models(options) || of_map(options)) return;
#if defined(SCARP_GEO) && defined(SCARP_MODELS)
  throw Error({"nothing to evaluate", "", "Give --model or --map"}, Fault::usage);
#elif defined(SCARP_GEO)
  throw Error({"nothing to evaluate", "", "Give --map"}, Fault::usage);
#else
  throw Error({"nothing to evaluate", "", "Give --model"}, Fault::usage);
#endif
}

void require_options(const EvaluateOptions& options) {
  require_one_form(options);
#ifdef SCARP_MODELS
  if (of_models(options)) require_model_options(options);
#endif
#ifdef SCARP_GEO
  if (of_map(options)) require_map_options(options);
#endif
}

eval::Table evaluate(const EvaluateOptions& options, const EvaluateSession& running) {
#ifdef SCARP_MODELS
  if (of_models(options)) return evaluate_models(options, running);
#endif
#ifdef SCARP_GEO
  if (of_map(options)) return evaluate_map(options, running);
#endif
  return {};
}

void run(const EvaluateOptions& options) {
  require_options(options);
#ifdef SCARP_MODELS
  if (of_models(options)) hand_over_to_cuda(options.network);
#endif
  Session session(options.common);
  RunRecord record("evaluate", options.common.hash);
  record.option("threshold", options.threshold.value_or("default"));
  record.option("seed", options.seed);
  OutputFolder out(options.out, options.common.overwrite);
  const eval::Table shown = evaluate(options, {session, record, out});
  finish(out, record, session.reporter);
  fmt::print("{}\n{}\n", eval::to_markdown(shown), (out.path() / "report.md").string());
#ifdef SCARP_MODELS
  if (options.calibrate) fmt::print("{}\n", (out.path() / scoring::kCalibratedFile).string());
#endif
}

constexpr const char* kFooter =
    "A model is scored on labelled patches, a map against an inventory of landslides. For example:"
    "\n\n"
#ifdef SCARP_MODELS
    "  scarp evaluate --model model.safetensors --data dataset --out scores\n"
    "  scarp evaluate --model model.safetensors --x before.npy after.npy --y mask.npy --out scores"
    "\n"
#endif
#ifdef SCARP_GEO
    "  scarp evaluate --map probability.tif --inventory landslides.gpkg \\\n"
    "                 --interpreted-area area.gpkg --visibility mask.tif --out scores\n"
#endif
    "\n"
    "FOLDER gets report.md, metrics.json, tables as .csv, curves as .svg and, of a map,\n"
    "confusion.tif and confusion.png; run.json tells what was scored, with SHA-256. The threshold\n"
    "is never chosen on the test part; on the validation part a threshold that was chosen there "
    "is\n"
    "warned of.";

}  // namespace

eval::ReportOptions report_options(const EvaluateOptions& options) {
  eval::ReportOptions report;
  report.batch.batch = options.batch;
  report.bootstrap.seed = options.seed;
  return report;
}

std::optional<double> threshold_number(const EvaluateOptions& options) {
  double number = 0;
  const bool read = options.threshold && CLI::detail::lexical_cast(*options.threshold, number);
  if (!read || !std::isfinite(number)) return std::nullopt;
  return number;
}

namespace {

void add_counting_options(CLI::App& command, EvaluateOptions& options) {
#ifdef SCARP_MODELS
  const std::string words = "card | best | NUMBER";
#else
  const std::string words = "NUMBER";
#endif
  command
      .add_option("--threshold", options.threshold,
                  "Cells with at least this score are mapped. Of models: as the model's card\n"
                  "says [the default]; the best F1 on the validation part; or a number. Of\n"
                  "maps: a number [what the file says, else 0.5]")
      ->check(not_empty())
      ->option_text(words);
  command
      .add_option("--cell-size", options.cell_size_m,
                  "Edge of a cell in m, for areas of landslides in patches, and for mapped\n"
                  "outlines; rasters know theirs")
      ->check(between(0.01, 100000.0))
      ->capture_default_str();
  command
      .add_option("--seed", options.seed,
                  "Of the random draws of patches or blocks that intervals come from")
      ->check(whole_between(0, UINT64_MAX))
      ->capture_default_str();
}

}  // namespace

void add_evaluate(CLI::App& app) {
  auto options = std::make_shared<EvaluateOptions>();
  CLI::App* command = app.add_subcommand("evaluate", "Tell how good a model or a landslide map is");
  command->group("Commands");
  command->footer(kFooter);
  command->add_option("--out", options->out, "Folder for the result")
      ->required()
      ->check(not_empty())
      ->option_text("FOLDER (required)");
  add_counting_options(*command, *options);
#ifdef SCARP_MODELS
  add_model_options(*command, *options);
#endif
#ifdef SCARP_GEO
  add_map_options(*command, *options);
#endif
  add_common_options(*command, options->common);
  command->callback([options] { run(*options); });
}

}  // namespace scarp::cli
