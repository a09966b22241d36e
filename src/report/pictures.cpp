#include "report/pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <iterator>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/json.h"
#include "core/memory.h"
#include "eval/confusion_map.h"
#include "geo/dem.h"
#include "geo/raster_file.h"
#include "geo/terrain.h"
#include "geo/warp.h"
#include "product/stretch.h"
#include "report/detail.h"
#include "report/paint.h"
#include "report/scene_image.h"

namespace scarp::report {
namespace {

constexpr const char* kConfusionFile = "evaluation/confusion.tif";

// Everything that a picture is made from.
struct Source {
  const ResultFolder& folder;
  const std::vector<Scenes>& tracks;
  WebGrid map;
  std::set<std::string>& notes;
};

Image<float> warped(const std::string& path, int band, const Source& source,
                    geo::Resampling resampling) {
  return on_map(path, band, source.map, resampling);
}

Picture picture_of(const Source& source, std::string name, std::string description,
                   const geo::PalettedImage& image) {
  Picture picture;
  picture.name = std::move(name);
  picture.description = std::move(description);
  picture.png = geo::png_bytes(image);
  picture.lon_lat = source.map.lon_lat;
  return picture;
}

std::string dates_text(const std::vector<SceneBand>& bands) {
  std::set<std::string> days;
  for (const SceneBand& band : bands) {
    if (band.time) days.insert(band.time->text().substr(0, 10));
  }
  std::string count =
      bands.size() == 1 ? "one date" : fmt::format("mean of {} dates", bands.size());
  if (days.empty()) return count;
  if (days.size() == 1) return fmt::format("{}, {}", count, *days.begin());
  return fmt::format("{}, {} to {}", count, *days.begin(), *days.rbegin());
}

// Of the first track plain, of others with their names.
std::string of_track(const std::string& name, const Source& source, const Scenes& scenes) {
  const bool first = &scenes == &source.tracks.front();
  return first ? name : fmt::format("{}, {}", name, scenes.track);
}

Picture backscatter_picture(const Source& source, const Scenes& scenes, const std::string& name,
                            const std::vector<SceneBand>& bands, const Image<float>& values_db,
                            const product::Stretch& stretch) {
  const Ramp ramp = grey_ramp(stretch.low, stretch.high);
  Picture picture =
      picture_of(source, of_track(name, source, scenes),
                 fmt::format("Radar backscatter {}, {}{}.", scenes.polarisation,
                             scenes.track.empty() ? "" : scenes.track + ", ", dates_text(bands)),
                 paint(values_db, ramp));
  picture.background = true;
  picture.legend = Legend{ramp.colours,
                          fmt::format("{:.0f} dB", stretch.low),
                          fmt::format("{:.0f} dB", stretch.high),
                          {}};
  return picture;
}

Picture composite_picture(const Source& source, const Scenes& scenes, const Image<float>& before_db,
                          const Image<float>& after_db, const product::Stretch& stretch) {
  Picture picture =
      picture_of(source, of_track("Colour composite", source, scenes),
                 "Red is the image after, blue the image before, green their mean: what did not "
                 "change is grey.",
                 composite(before_db, after_db, stretch.low, stretch.high));
  picture.background = true;
  picture.legend.swatches = {{{240, 124, 8, 255}, "brighter after the event"},
                             {{8, 124, 240, 255}, "darker after the event"},
                             {{128, 128, 128, 255}, "no change"}};
  return picture;
}

// Runs `add`; what it throws becomes a note.
void or_note(Source& source, const std::string& what, const std::function<void()>& add) {
  try {
    add();
  } catch (const Error& error) {
    source.notes.insert(fmt::format("{} is not shown: {}.", what, error.problem().what));
  }
}

void add_scenes(Source& source, const Scenes& scenes, Pictures& result) {
  Image<float> before;
  Image<float> after;
  if (!scenes.before.empty()) {
    or_note(source, "The image before the event",
            [&] { before = mean_db(scenes.before, source.map); });
  }
  if (!scenes.after.empty()) {
    or_note(source, "The image after the event",
            [&] { after = mean_db(scenes.after, source.map); });
  }
  const product::Stretch stretch = product::stretch_of({&before, &after});
  if (!before.empty()) {
    result.pictures.push_back(
        backscatter_picture(source, scenes, "Before", scenes.before, before, stretch));
  }
  if (!after.empty()) {
    result.pictures.push_back(
        backscatter_picture(source, scenes, "After", scenes.after, after, stretch));
  }
  if (before.empty() || after.empty()) return;
  const std::size_t count = result.pictures.size();
  result.swipes.push_back({of_track("Before and after", source, scenes), count - 2, count - 1});
  result.swiped.push_back({&scenes, stretch});
  result.pictures.push_back(composite_picture(source, scenes, before, after, stretch));
}

// The light on the hills, from the terrain model at the cells of the map.
void add_relief(Source& source, Pictures& result) {
  std::string given;
  for (const RecordedInput& input : source.folder.inputs) {
    if (input.role == "dem") given = input.path;
  }
  const auto path = find_input(source.folder, given);
  if (!path) return;
  const geo::Dem dem(*path, number_at(source.folder.record, "/options/dem_nodata"));
  Raster<float> heights = geo::warp(dem, 1, *path, source.map.grid, geo::Resampling::bilinear);
  // As much higher as the map is wider, so that slopes keep their steepness.
  for (float& height : heights.values.values()) height *= static_cast<float>(source.map.stretch);
  Picture picture = picture_of(source, "Relief", "The terrain model, lit from the north-west.",
                               paint(geo::hillshade(heights).values, grey_ramp(-0.3, 1.05)));
  picture.background = true;
  result.pictures.push_back(std::move(picture));
}

void add_evidence(Source& source, const std::string& name, Pictures& result) {
  const bool probability = name == "probability";
  const Ramp ramp = evidence_ramp();
  Picture picture = picture_of(
      source, probability ? "Probability" : "Score",
      probability ? "Probability of landslide, calibrated on real events."
                  : "How clearly a place looks like landslide: a score, not a probability.",
      paint(warped(source.folder.file(name + ".tif"), 1, source, resampling_for(source.map)),
            ramp));
  picture.opacity = 0.8;
  picture.legend = Legend{ramp.colours, "0", "1", {}};
  result.pictures.push_back(std::move(picture));
}

void add_change(Source& source, const std::string& file, const std::string& name,
                Pictures& result) {
  // The statistic is a sum of squares: its root is in standard deviations.
  const double threshold = number_at(source.folder.record, "/facts/change_threshold").value_or(16);
  const Ramp ramp = change_ramp(1.5 * std::sqrt(std::max(threshold, 1.0)));
  Picture picture = picture_of(
      source, name, "How far the image after differs from those before, by what varies anyway.",
      paint(warped(file, 1, source, resampling_for(source.map)), ramp));
  picture.opacity = 0.8;
  picture.legend = Legend{ramp.colours, "darker", "brighter", {}};
  result.pictures.push_back(std::move(picture));
}

void add_possible(Source& source, Pictures& result) {
  const geo::Colour colour{230, 159, 0, 190};
  Picture picture = picture_of(
      source, "Possible landslides",
      "Places above the screening threshold only: few landslides are missed, many are false.",
      paint_classes(warped(source.folder.file("class.tif"), 1, source, geo::Resampling::nearest),
                    {{0, 0, 0, 0}, colour, {0, 0, 0, 0}}));
  picture.legend.swatches = {{colour, "possible, not outlined"}};
  result.pictures.push_back(std::move(picture));
}

// As figure 5 of Nava et al. 2022, over the images: what is rightly empty is left clear.
void add_confusion(Source& source, Pictures& result) {
  std::vector<geo::Colour> colours;
  Legend legend;
  for (const eval::OutcomeInfo& info : eval::kOutcomes) {
    const bool shown = info.outcome >= eval::Outcome::true_positive;
    const auto alpha = static_cast<std::uint8_t>(shown ? 230 : 0);
    colours.push_back({info.colour.red, info.colour.green, info.colour.blue, alpha});
    if (shown) legend.swatches.push_back({colours.back(), std::string(info.meaning)});
  }
  Picture picture = picture_of(
      source, "Comparison", "The map against the inventory, cell by cell.",
      paint_classes(warped(source.folder.file(kConfusionFile), 1, source, geo::Resampling::nearest),
                    colours));
  picture.legend = std::move(legend);
  result.pictures.push_back(std::move(picture));
}

/// Adds some of the pictures.
using Painter = std::function<void(Source&, Pictures&)>;

// A note of what cannot be painted instead.
Painter painter(const std::string& what, const Painter& paint) {
  return [=](Source& source, Pictures& result) {
    or_note(source, what, [&] { paint(source, result); });
  };
}

// The change that each track of a scarp map saw.
void add_first_looks(const Source& source, std::vector<Painter>& painters) {
  const auto tracks = list_at(source.folder.summary, "/tracks");
  for (std::size_t i = 0; i < tracks.size() && i < source.tracks.size(); ++i) {
    const auto path = find_input(source.folder, text_at(tracks[i], "/first_look") + "/change.tif");
    const std::string name = of_track("Change", source, source.tracks[i]);
    if (!path) continue;
    painters.push_back(painter(name, [path = *path, name](Source& s, Pictures& result) {
      add_change(s, path, name, result);
    }));
  }
}

// In the order of the page.
std::vector<Painter> painters_of(const Source& source) {
  const ResultFolder& folder = source.folder;
  std::vector<Painter> painters;
  for (const Scenes& scenes : source.tracks) {
    painters.emplace_back(
        [&scenes](Source& s, Pictures& result) { add_scenes(s, scenes, result); });
  }
  painters.push_back(painter("The relief", add_relief));
  for (const std::string name : {"probability", "score"}) {
    if (!folder.has(name + ".tif")) continue;
    painters.push_back(painter(fmt::format("The {}", name), [name](Source& s, Pictures& result) {
      add_evidence(s, name, result);
    }));
    break;
  }
  if (folder.has("class.tif")) {
    painters.push_back(painter("The map of possible landslides", add_possible));
  }
  if (folder.has("change.tif")) {
    painters.push_back(painter("The change", [](Source& s, Pictures& result) {
      add_change(s, s.folder.file("change.tif"), "Change", result);
    }));
  }
  add_first_looks(source, painters);
  if (folder.has(kConfusionFile)) {
    painters.push_back(painter("The comparison with the inventory", add_confusion));
  }
  return painters;
}

void append(Pictures part, Pictures& all) {
  const std::size_t first = all.pictures.size();
  std::move(part.pictures.begin(), part.pictures.end(), std::back_inserter(all.pictures));
  for (const Swipe& swipe : part.swipes) {
    all.swipes.push_back({swipe.name, first + swipe.before, first + swipe.after});
  }
  all.swiped.insert(all.swiped.end(), part.swiped.begin(), part.swiped.end());
}

Pictures pictures_at(const WebGrid& map, Source& source, ThreadPool* threads) {
  const std::vector<Painter> painters = painters_of(source);
  std::vector<Pictures> parts(painters.size());
  std::vector<std::set<std::string>> notes(painters.size());
  const auto paint_part = [&](std::int64_t index) {
    const auto i = static_cast<std::size_t>(index);
    Source own{source.folder, source.tracks, map, notes[i]};
    painters[i](own, parts[i]);
    return_freed_memory();  // bands that are brought onto the map take much for a moment
  };
  const auto count = static_cast<std::int64_t>(painters.size());
  if (threads != nullptr) {
    threads->parallel_for(count, paint_part);
  } else {
    for (std::int64_t i = 0; i < count; ++i) paint_part(i);
  }
  Pictures all;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    append(std::move(parts[i]), all);
    source.notes.insert(notes[i].begin(), notes[i].end());
  }
  return all;
}

std::size_t bytes_of(const Pictures& pictures) {
  std::size_t bytes = 0;
  for (const Picture& picture : pictures.pictures) bytes += picture.png.size();
  return bytes;
}

/// What pictures are made of, as often as they have to be made to fit.
struct Job {
  const ResultFolder& folder;
  const std::vector<Scenes>& tracks;
  const Grid& area;
  const PictureOptions& options;
  std::set<std::string> notes;

  Pictures pictures_at(const WebGrid& map) {
    Source source{folder, tracks, map, notes};
    return report::pictures_at(map, source, options.threads);
  }
};

// The bytes of pictures of `map`, from the middle of them: radar images are alike all over.
double estimated_bytes(const WebGrid& map, Job job) {
  constexpr int kShare = 4;  // of rows and columns
  const Size size = map.grid.size();
  const Window middle{size.rows * 3 / 8, size.cols * 3 / 8, std::max(1, size.rows / kShare),
                      std::max(1, size.cols / kShare)};
  const double share =
      static_cast<double>(middle.size().cells()) / static_cast<double>(size.cells());
  return static_cast<double>(bytes_of(job.pictures_at(part_of(map, middle)))) / share;
}

int longest_edge(const WebGrid& map) { return std::max(map.grid.rows(), map.grid.cols()); }

// Of maps whose pictures have about `most_bytes`.
int likely_edge(const Job& job, std::size_t most_bytes) {
  constexpr int kFew = 512;  // cells, which are soon tried
  const WebGrid map = web_grid(job.area, job.options.longest_edge);
  if (longest_edge(map) < kFew) return job.options.longest_edge;
  const double share = static_cast<double>(most_bytes) / estimated_bytes(map, job);
  return std::max(kFew,
                  static_cast<int>(longest_edge(map) * std::min(1.0, std::sqrt(0.95 * share))));
}

/// Pictures that fit, and how much coarser than the map they are.
struct Fitted {
  Pictures pictures;
  double shrinking = 1;
};

Fitted fit(Job& job, int edge, std::size_t most_bytes) {
  constexpr int kSmallestEdge = 64;
  while (true) {
    const WebGrid map = web_grid(job.area, edge);
    Pictures result = job.pictures_at(map);
    const std::size_t bytes = bytes_of(result);
    if (bytes <= most_bytes) return {std::move(result), map.shrinking};
    const double share = std::sqrt(static_cast<double>(most_bytes) / static_cast<double>(bytes));
    edge = static_cast<int>(longest_edge(map) * std::min(0.9, 0.97 * share));
    if (edge < kSmallestEdge) throw Error({"the pictures do not fit into the page", "", ""});
  }
}

}  // namespace

Pictures make_pictures(const ResultFolder& folder, const std::vector<Scenes>& tracks,
                       const Grid& area, const std::vector<Place>& places,
                       const PictureOptions& options, std::vector<std::string>& notes) {
  Job job{folder, tracks, area, options, {}};
  std::size_t most_bytes = options.most_bytes;
  const int edge = likely_edge(job, most_bytes);
  const bool detail = !places.empty() && web_grid(area, edge).shrinking >= kLeastShrinking;
  if (detail) most_bytes -= most_bytes / 3;
  Fitted fitted = fit(job, detail ? likely_edge(job, most_bytes) : edge, most_bytes);
  if (detail) {
    Source source{folder, tracks, web_grid(area, edge), job.notes};
    or_note(source, "The images in more detail", [&] {
      add_detail(area, fitted.shrinking, places, options.most_bytes - bytes_of(fitted.pictures),
                 fitted.pictures);
    });
  }
  notes.insert(notes.end(), job.notes.begin(), job.notes.end());
  return std::move(fitted.pictures);
}

}  // namespace scarp::report
