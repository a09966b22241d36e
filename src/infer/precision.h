#pragma once

#include <cstdint>
#include <string>

#include "core/thread_pool.h"
#include "infer/calibrate.h"
#include "model/card.h"

namespace scarp::infer {

/// In what numbers a network is computed.
enum class Precision {
  fp32,
  int8,       ///< integers of eight bits, by the ranges in the model card
  automatic,  ///< int8 where the card says that it is good enough and the processor has
              ///< instructions for it, else fp32
};

/// "fp32", "int8", "auto". Throws Error (usage) for other names.
Precision precision_named(const std::string& name);
std::string name_of(Precision precision);

/// fp32 or int8. Throws Error, naming the file `model`, when the card has no ranges and int8 was
/// asked for.
Precision resolve(Precision wanted, const model::Card& card, const std::string& model);

/// Whether this processor has instructions for integers of eight bits. Others may cut large sums
/// off.
bool has_integer_instructions();

/// Patches whose truth is known.
struct ValidationPatches {
  PatchesView patches;
  const float* truth = nullptr;         ///< (count, rows, cols): 0 or 1
  const std::uint8_t* valid = nullptr;  ///< likewise, 1 where a pixel counts; null: all do
};

/// How much F1 may fall for int8 to pass.
inline constexpr double kF1Tolerance = 0.002;

/// Finds the ranges of activations, and F1 in both precisions at the card's delineation threshold:
/// what Card::int8 is to be. `calibration` patches and those that F1 is of may be the same.
model::IntegerPrecision assess_integers(const model::Model& model, const PatchesView& calibration,
                                        const ValidationPatches& validation, ThreadPool& threads);

}  // namespace scarp::infer
