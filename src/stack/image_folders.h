#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/run_record.h"
#include "dataset/scaling.h"
#include "stack/make_data_set.h"

namespace scarp::stack {

/// Where the images of one band are.
struct ImageBand {
  std::string name;    ///< "VV_pre"; a polarisation before the first _ is taken as such
  std::string folder;  ///< in the folder of each part
};

/// Labelled images that were cut by others: for each band a folder of single-band rasters of one
/// size, a folder of labels beside them (0: no landslide; 1 or 255: landslide), without a place on
/// the Earth. Images belong together when their names are alike but for the folder, or end in the
/// same number.
struct ImageFolders {
  std::filesystem::path folder;  ///< with folders train, test and perhaps validation, each with
                                 ///< those of bands and labels; or with the latter: all for testing
  std::vector<ImageBand> bands;
  std::string labels;
  std::uint64_t seed = 1;  ///< of the fifth of train that is for validation, where none is given
  dataset::Scaling::Kind scaling = dataset::Scaling::Kind::patch_minmax;
};

/// Writes them as a data set into `out`; cells without data are not valid. Throws Error: names the
/// image that is missing, too many, of another size or no label.
std::array<PartSummary, dataset::kParts.size()> make_data_set(const ImageFolders& from,
                                                              OutputFolder& out, RunRecord& record,
                                                              Reporter& reporter);

}  // namespace scarp::stack
