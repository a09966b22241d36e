#pragma once

#include <memory>
#include <string>
#include <vector>

#include "dataset/band.h"
#include "dataset/patches.h"

namespace scarp::dataset {

/// How band values become a network's input. Fitted on training patches, kept in the model card and
/// applied the same way everywhere.
struct Scaling {
  enum class Kind {
    none,
    patch_minmax,      ///< each band of each patch to [0, 1]
    patch_minmax_all,  ///< each patch to [0, 1] by the extremes over all its bands
    patch_standard,    ///< each band of each patch to mean 0 and deviation 1
    dataset_minmax,    ///< (x − offset) / range, extremes of each band over the training patches
    standard,          ///< (x − offset) / range, mean and deviation of each band
    db_clip,           ///< backscatter to dB, clipped to [offset, offset + range], to [0, 1];
                       ///< other bands as in dataset_minmax
  };

  Kind kind = Kind::none;
  std::vector<double> offset;      ///< of each band; empty for none and patch_…
  std::vector<double> range;       ///< likewise, above zero
  std::vector<std::string> units;  ///< of each band, for db_clip: "power", "amplitude" or "dB"
};

/// "patch-minmax" and so on.
std::string name_of(Scaling::Kind kind);

/// Whether it has numbers from the training patches, and does not go by each patch itself.
bool fitted(Scaling::Kind kind);

/// Throws Error (usage) for an unknown name, with the names known.
Scaling::Kind scaling_kind(const std::string& name);

/// The names of all scalings, and of those that need no numbers from training patches.
std::vector<std::string> scaling_names();
std::vector<std::string> unfitted_scaling_names();

/// Fits a scaling to the valid pixels of training patches that come piece by piece. The order does
/// not matter, but for the last digits of `standard`.
class ScalingFit {
 public:
  ScalingFit(Scaling::Kind kind, const std::vector<Band>& bands);
  ~ScalingFit();
  ScalingFit(const ScalingFit&) = delete;
  ScalingFit& operator=(const ScalingFit&) = delete;

  /// Throws Error when the number of bands differs.
  void add(const Patches& training);

  /// A constant band gets range 1. Throws Error when no pixel was valid.
  Scaling result() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The same of all patches at once.
Scaling fit_scaling(Scaling::Kind kind, const Patches& training, const std::vector<Band>& bands);

/// What can stand for a band that is not given, in its unit: the mean of its valid pixels; 0 where
/// the scaling turns any constant into 0.
double neutral_value(Scaling::Kind kind, const Patches& training, int band);

/// Scales one patch in place: `values` has the shape (pixels, bands). `valid` (pixels) may be null;
/// extremes are taken over valid pixels alone, and invalid pixels become 0. A band of a patch that
/// is constant becomes 0.
void apply(const Scaling& scaling, float* values, const std::uint8_t* valid, std::int64_t pixels,
           int bands);

}  // namespace scarp::dataset
