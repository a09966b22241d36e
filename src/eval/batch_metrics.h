#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "eval/confusion.h"

namespace scarp::eval {

/// How Keras gets at the figures it prints: a metric for each batch, then their plain mean.
struct BatchOptions {
  int batch = 32;        ///< patches; 32 is what `Model.evaluate` takes unless told otherwise
  double smooth = 1e-5;  ///< added to both sides of each fraction
};

/// Means over batches: for comparison with published figures only. They depend on the batch and on
/// the order of the patches, and are no metrics of the map: those come from `sum` of all patches.
struct BatchMeans {
  int batch = 0;
  std::int64_t batches = 0;
  std::int64_t left_out = 0;  ///< batches in which no pixel counts
  double precision = 0;
  double recall = 0;
  double f1 = 0;
  double iou = 0;
};

/// Patches are taken in their order. A last batch with fewer patches weighs as much as the others
/// (Keras since TensorFlow 2). Each metric is (part + smooth) / (all + smooth) with the counts of
/// `precision` … `iou`, as in the library segmentation_models that Nava et al. 2022 used: a batch
/// with nothing to divide by counts as 1; one in which no pixel counts is left out. Nothing when no
/// batch is left. Needs `batch` > 0.
std::optional<BatchMeans> batch_means(const std::vector<Confusion>& patches,
                                      const BatchOptions& options);

}  // namespace scarp::eval
