#include "report/pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <set>

#include "core/error.h"
#include "eval/confusion_map.h"
#include "geo/raster_file.h"
#include "geo/terrain.h"
#include "geo/warp.h"
#include "product/stretch.h"
#include "report/paint.h"

namespace scarp::report {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr const char* kConfusionFile = "evaluation/confusion.tif";

// Everything that a picture is made from.
struct Source {
  const ResultFolder& folder;
  const std::vector<Scenes>& tracks;
  WebGrid map;
  std::set<std::string>& notes;
};

// Shrinking takes the mean of what it throws away; else the cells stay as they are.
geo::Resampling resampling_for(const Source& source) {
  return source.map.shrinking > 1.2 ? geo::Resampling::average : geo::Resampling::nearest;
}

Image<float> warped(const std::string& path, int band, const Source& source,
                    geo::Resampling resampling) {
  const geo::RasterFile file(path);
  return geo::warp(file, band, source.map.grid, resampling).values;
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

// Mean power of all dates, in dB.
Image<float> mean_db(const std::vector<SceneBand>& bands, const Source& source) {
  Image<float> sum(source.map.grid.size());
  Image<float> count(sum.size());
  for (const SceneBand& scene : bands) {
    const Image<float> values = warped(scene.path, scene.band, source, resampling_for(source));
    for (std::size_t i = 0; i < sum.values().size(); ++i) {
      const float power = to_power(values.values()[i], scene.unit, scene.zero);
      if (std::isnan(power)) continue;
      sum.values()[i] += power;
      count.values()[i] += 1;
    }
  }
  for (std::size_t i = 0; i < sum.values().size(); ++i) {
    const float n = count.values()[i];
    sum.values()[i] =
        n > 0 ? static_cast<float>(to_decibel(sum.values()[i] / n, BackscatterUnit::power)) : kNaN;
  }
  return sum;
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
    or_note(source, "The image before the event", [&] { before = mean_db(scenes.before, source); });
  }
  if (!scenes.after.empty()) {
    or_note(source, "The image after the event", [&] { after = mean_db(scenes.after, source); });
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
  if (!result.swipe) result.swipe = Swipe{result.pictures.size() - 2, result.pictures.size() - 1};
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
  const geo::RasterFile file(*path);
  Raster<float> heights = geo::warp(file, 1, source.map.grid, geo::Resampling::bilinear);
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
      paint(warped(source.folder.file(name + ".tif"), 1, source, resampling_for(source)), ramp));
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
      paint(warped(file, 1, source, resampling_for(source)), ramp));
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

// The change that each track of a scarp map saw.
void add_first_looks(Source& source, Pictures& result) {
  const auto tracks = list_at(source.folder.summary, "/tracks");
  for (std::size_t i = 0; i < tracks.size() && i < source.tracks.size(); ++i) {
    const auto path = find_input(source.folder, text_at(tracks[i], "/first_look") + "/change.tif");
    const std::string name = of_track("Change", source, source.tracks[i]);
    if (path) or_note(source, name, [&] { add_change(source, *path, name, result); });
  }
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

void add_overlays(Source& source, Pictures& result) {
  const ResultFolder& folder = source.folder;
  for (const std::string name : {"probability", "score"}) {
    if (!folder.has(name + ".tif")) continue;
    or_note(source, fmt::format("The {}", name), [&] { add_evidence(source, name, result); });
    break;
  }
  if (folder.has("class.tif")) {
    or_note(source, "The map of possible landslides", [&] { add_possible(source, result); });
  }
  if (folder.has("change.tif")) {
    or_note(source, "The change",
            [&] { add_change(source, folder.file("change.tif"), "Change", result); });
  }
  add_first_looks(source, result);
  if (folder.has(kConfusionFile)) {
    or_note(source, "The comparison with the inventory", [&] { add_confusion(source, result); });
  }
}

Pictures pictures_at(Source& source) {
  Pictures result;
  for (const Scenes& scenes : source.tracks) add_scenes(source, scenes, result);
  or_note(source, "The relief", [&] { add_relief(source, result); });
  add_overlays(source, result);
  return result;
}

std::size_t bytes_of(const Pictures& pictures) {
  std::size_t bytes = 0;
  for (const Picture& picture : pictures.pictures) bytes += picture.png.size();
  return bytes;
}

}  // namespace

Pictures make_pictures(const ResultFolder& folder, const std::vector<Scenes>& tracks,
                       const Grid& area, const PictureOptions& options,
                       std::vector<std::string>& notes) {
  constexpr int kSmallestEdge = 64;
  std::set<std::string> left_out;
  int edge = options.longest_edge;
  while (true) {
    Source source{folder, tracks, web_grid(area, edge), left_out};
    Pictures result = pictures_at(source);
    const std::size_t bytes = bytes_of(result);
    if (bytes <= options.most_bytes) {
      notes.insert(notes.end(), left_out.begin(), left_out.end());
      return result;
    }
    const Size size = source.map.grid.size();
    const double share =
        std::sqrt(static_cast<double>(options.most_bytes) / static_cast<double>(bytes));
    edge = static_cast<int>(std::max(size.rows, size.cols) * std::min(0.9, 0.97 * share));
    if (edge < kSmallestEdge) throw Error({"the pictures do not fit into the page", "", ""});
  }
}

}  // namespace scarp::report
