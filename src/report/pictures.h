#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/thread_pool.h"
#include "product/stretch.h"
#include "report/page.h"
#include "report/result_folder.h"
#include "report/scenes.h"
#include "report/web_map.h"

namespace scarp::report {

/// The images that a swipe shows, and how they are stretched.
struct SwipedScenes {
  const Scenes* scenes = nullptr;
  product::Stretch stretch;
};

/// The pictures of a page.
struct Pictures {
  std::vector<Picture> pictures;
  std::vector<Swipe> swipes;
  std::vector<SwipedScenes> swiped;  ///< of each swipe
};

/// Where a landslide lies.
struct Place {
  Point lon_lat;    ///< degrees
  double area = 0;  ///< in any unit
};

struct PictureOptions {
  ThreadPool* threads = nullptr;  ///< none: one picture after the other
  int longest_edge = 2400;        ///< cells
  std::size_t most_bytes =
      6'500'000;  ///< of all PNG files together: they are shrunk until they fit
};

/// Before, after and their composite of each track, the relief, and over them evidence, change,
/// possible landslides and the comparison with an inventory: what of it the folder and its inputs
/// have. Where they are much coarser than the map, parts of the images before and after around the
/// largest landslides of `places` are added in more detail (see report/detail.h). What cannot be
/// read is left out, and `notes` says so. Throws Error when the pictures cannot be made to fit.
Pictures make_pictures(const ResultFolder& folder, const std::vector<Scenes>& tracks,
                       const Grid& area, const std::vector<Place>& places,
                       const PictureOptions& options, std::vector<std::string>& notes);

}  // namespace scarp::report
