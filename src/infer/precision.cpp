#include "infer/precision.h"

#include <fmt/format.h>

#include <vector>

#include "core/error.h"
#include "eval/confusion.h"
#include "infer/cpu_predictor.h"
#include "kernels/fixed_convolution.h"

namespace scarp::infer {
namespace {

double f1_of(const model::Model& model, Precision precision, const ValidationPatches& validation,
             ThreadPool& threads) {
  const PatchesView& patches = validation.patches;
  const std::int64_t pixels = patches.count * patches.rows * patches.cols;
  std::vector<float> score(static_cast<std::size_t>(pixels));
  cpu_predictor(model, threads, {precision})
      ->predict(patches.x, patches.count, patches.rows, patches.cols, score.data());
  eval::Confusion confusion;
  for (std::int64_t i = 0; i < pixels; ++i) {
    if (validation.valid != nullptr && validation.valid[i] == 0) continue;
    const bool mapped = score[static_cast<std::size_t>(i)] >= model.card.delineation_threshold;
    const bool true_one = validation.truth[i] > 0.5F;
    ++(mapped ? (true_one ? confusion.tp : confusion.fp)
              : (true_one ? confusion.fn : confusion.tn));
  }
  return eval::f1(confusion).value_or(0);
}

}  // namespace

Precision precision_named(const std::string& name) {
  for (const Precision precision : {Precision::fp32, Precision::int8, Precision::automatic}) {
    if (name == name_of(precision)) return precision;
  }
  throw Error({fmt::format("'{}' is no precision", name), "", "Known are fp32, int8 and auto"},
              Fault::usage);
}

std::string name_of(Precision precision) {
  if (precision == Precision::automatic) return "auto";
  return precision == Precision::int8 ? "int8" : "fp32";
}

Precision resolve(Precision wanted, const model::Card& card, const std::string& model) {
  if (wanted == Precision::int8 && !card.int8) {
    throw Error(
        {"its card has no ranges of activations for int8, which was not tried or not good enough",
         model, "Predict with --precision fp32"});
  }
  if (wanted != Precision::automatic) return wanted;
  const bool good = card.int8 && card.int8->passed && has_integer_instructions();
  return good ? Precision::int8 : Precision::fp32;
}

bool has_integer_instructions() { return kernels::has_integer_instructions(); }

model::IntegerPrecision assess_integers(const model::Model& model, const PatchesView& calibration,
                                        const ValidationPatches& validation, ThreadPool& threads) {
  model::Model tried = model;
  tried.card.int8 = model::IntegerPrecision{calibrate(model, calibration)};
  model::IntegerPrecision& result = *tried.card.int8;
  result.f1_fp32 = f1_of(tried, Precision::fp32, validation, threads);
  result.f1_int8 = f1_of(tried, Precision::int8, validation, threads);
  // Where floats find nothing, nothing was tried.
  result.passed = result.f1_fp32 > 0 && result.f1_int8 >= result.f1_fp32 - kF1Tolerance;
  return result;
}

}  // namespace scarp::infer
