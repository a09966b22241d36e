#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "report/page.h"
#include "report/pictures.h"
#include "report/result_folder.h"

namespace scarp::report {

struct FolderOptions {
  std::string title;  ///< empty: by the name of the folder
  PictureOptions pictures;
  std::size_t most_outline_bytes = 4'500'000;  ///< in the page, about
  std::size_t listed = 100;                    ///< landslides in the table
};

/// The page of a folder that `scarp change` or `scarp predict --stack` wrote: the run record and
/// landslides.gpkg are needed, and one of mask.tif, score.tif and probability.tif; what else is
/// missing, also the images that the run read, is left out with a note. Numbers are those of the
/// GeoPackage, which may have been edited since. Throws Error.
Page page_of_folder(const std::filesystem::path& path, const FolderOptions& options);

/// The same of a result whose run record is not written yet.
Page page_of_result(const ResultFolder& folder, const FolderOptions& options);

}  // namespace scarp::report
