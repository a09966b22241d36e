#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "report/page.h"
#include "report/result_folder.h"
#include "report/scenes.h"
#include "report/web_map.h"

namespace scarp::report {

/// The pictures of a page.
struct Pictures {
  std::vector<Picture> pictures;
  std::optional<Swipe> swipe;
};

struct PictureOptions {
  int longest_edge = 2400;  ///< cells
  std::size_t most_bytes =
      6'500'000;  ///< of all PNG files together: they are shrunk until they fit
};

/// Before, after and their composite of each track, the relief, and over them evidence, change,
/// possible landslides and the comparison with an inventory: what of it the folder and its inputs
/// have. What cannot be read is left out, and `notes` says so. Throws Error when the pictures
/// cannot be made to fit.
Pictures make_pictures(const ResultFolder& folder, const std::vector<Scenes>& tracks,
                       const Grid& area, const PictureOptions& options,
                       std::vector<std::string>& notes);

}  // namespace scarp::report
