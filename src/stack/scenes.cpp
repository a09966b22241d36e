#include "stack/scenes.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "core/error.h"
#include "stack/band_metadata.h"

namespace scarp::stack {
namespace fs = std::filesystem;
namespace {

// The same file under whatever name.
std::string real_path(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  return error ? path : real.string();
}

/// Opens every file once and takes the bands asked for.
class Opener {
 public:
  explicit Opener(std::optional<BackscatterUnit> units) : units_(units) {}

  void take(const SeriesArgument& argument, bool after) {
    const geo::RasterFile& file = open(argument.path);
    for (const int band : bands_of(argument, file)) {
      if (!taken_.insert({real_path(argument.path), band}).second) {
        throw Error({fmt::format("band {} is given twice", band), argument.path,
                     "Each date belongs to one side of the event, once"},
                    Fault::usage);
      }
      const BackscatterUnit unit =
          units_.value_or(stated_unit(file, band).value_or(BackscatterUnit::power));
      auto scene = std::make_unique<Scene>(file, band, unit);
      scene->polarisation = polarisation_of(argument, file, band);
      scene->after = after;
      scene->time = acquisition_time(file, band);
      scene->pass = orbit_pass(file, band);
      require_plausible(file, band, unit);
      result_.scenes.push_back(std::move(scene));
    }
  }

  Scenes result() { return std::move(result_); }

 private:
  const geo::RasterFile& open(const std::string& path) {
    for (const auto& file : result_.files) {
      if (file->path() == path) return *file;
    }
    result_.files.push_back(std::make_unique<geo::RasterFile>(path));
    result_.files.back()->require_georeference();
    return *result_.files.back();
  }

  std::optional<BackscatterUnit> units_;
  std::set<std::pair<std::string, int>> taken_;  // real path, band
  Scenes result_;
};

using ScenePtr = std::unique_ptr<Scene>;

// Polarisations in the order they were first given.
std::vector<std::string> polarisations(const std::vector<ScenePtr>& scenes) {
  std::vector<std::string> names;
  for (const ScenePtr& scene : scenes) {
    if (std::find(names.begin(), names.end(), scene->polarisation) == names.end()) {
      names.push_back(scene->polarisation);
    }
  }
  return names;
}

// Indexes of the scenes of one polarisation and side, in order of time where all have one.
std::vector<std::size_t> dates_of(const std::vector<ScenePtr>& scenes,
                                  const std::string& polarisation, bool after) {
  std::vector<std::size_t> dates;
  for (std::size_t i = 0; i < scenes.size(); ++i) {
    if (scenes[i]->polarisation == polarisation && scenes[i]->after == after) dates.push_back(i);
  }
  const bool known = std::all_of(dates.begin(), dates.end(),
                                 [&](std::size_t i) { return scenes[i]->time.has_value(); });
  if (!known) return dates;
  std::sort(dates.begin(), dates.end(), [&](std::size_t i, std::size_t j) {
    return std::pair(scenes[i]->time, i) < std::pair(scenes[j]->time, j);
  });
  return dates;
}

std::vector<ScenePtr> arranged(std::vector<ScenePtr> scenes) {
  std::vector<std::size_t> order;
  for (const std::string& name : polarisations(scenes)) {
    for (const bool after : {false, true}) {
      const std::vector<std::size_t> dates = dates_of(scenes, name, after);
      order.insert(order.end(), dates.begin(), dates.end());
    }
  }
  std::vector<ScenePtr> result;
  result.reserve(order.size());
  for (const std::size_t i : order) result.push_back(std::move(scenes[i]));
  return result;
}

void require_one_pass(const std::vector<ScenePtr>& scenes) {
  const Scene* known = nullptr;
  for (const ScenePtr& scene : scenes) {
    if (scene->pass.empty()) continue;
    if (known == nullptr) known = scene.get();
    if (scene->pass == known->pass) continue;
    throw Error(
        {fmt::format("its pass is {}, but that of {} {}", scene->pass, known->path(), known->pass),
         scene->path(), "Make a stack of each: they look from opposite sides"});
  }
}

void require_event_between(const std::vector<ScenePtr>& scenes) {
  for (const ScenePtr& earlier : scenes) {
    for (const ScenePtr& later : scenes) {
      if (earlier->after || !later->after) continue;
      const std::optional<Utc> first = earlier->time;
      const std::optional<Utc> second = later->time;
      if (!first || !second || *first < *second) continue;
      throw Error({fmt::format("was acquired at {}, not after {} ({})", second->text(),
                               earlier->path(), first->text()),
                   later->path(), "Check which scenes are from before the event"});
    }
  }
}

}  // namespace

Image<float> Scene::read(int, const Window& window) const {
  Image<float> image = file_.read(band_, window);
  for (float& value : image.values()) value = to_power(value, unit_, zero_);
  return image;
}

Scenes open_scenes(const std::vector<SeriesArgument>& before,
                   const std::vector<SeriesArgument>& after, std::optional<BackscatterUnit> units) {
  Opener opener(units);
  for (const SeriesArgument& argument : before) opener.take(argument, false);
  for (const SeriesArgument& argument : after) opener.take(argument, true);
  Scenes result = opener.result();
  result.scenes = arranged(std::move(result.scenes));
  require_one_pass(result.scenes);
  require_event_between(result.scenes);
  return result;
}

std::vector<DateCount> count_dates(const Scenes& scenes) {
  std::vector<DateCount> counts;
  for (const std::string& name : polarisations(scenes.scenes)) counts.push_back({name, 0, 0});
  for (const ScenePtr& scene : scenes.scenes) {
    const auto same = [&](const DateCount& one) { return one.polarisation == scene->polarisation; };
    DateCount& count = *std::find_if(counts.begin(), counts.end(), same);
    ++(scene->after ? count.after : count.before);
  }
  return counts;
}

std::vector<const Scene*> find_scenes(const Scenes& scenes, const BandRequest& request) {
  std::vector<const Scene*> dates;
  for (const ScenePtr& scene : scenes.scenes) {
    if (scene->polarisation == request.polarisation && scene->after == request.after) {
      dates.push_back(scene.get());
    }
  }
  const auto count = static_cast<int>(dates.size());
  const int date = request.date.value_or(request.after ? 1 : count);
  if (request.mean && count > 0) return dates;
  if (date >= 1 && date <= count) return {dates[static_cast<std::size_t>(date) - 1]};
  throw Error(
      {fmt::format("{} was asked for, but --pre and --post have {} {} of {} {}", request.name,
                   count == 0 ? "no" : std::to_string(count), count == 1 ? "date" : "dates",
                   request.polarisation, request.after ? "after the event" : "before the event"),
       "--bands", fmt::format("Give it with {}", request.after ? "--post" : "--pre")},
      Fault::usage);
}

}  // namespace scarp::stack
