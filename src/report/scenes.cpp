#include "report/scenes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "core/error.h"
#include "geo/raster_file.h"
#include "stack/backscatter_file.h"
#include "stack/band_metadata.h"
#include "stack/series_argument.h"
#include "stack/stack_file.h"

namespace scarp::report {
namespace {

using ByPolarisation = std::map<std::string, Scenes>;
using Side = std::vector<SceneBand> Scenes::*;

std::string name_only(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

// Runs `read`; what it throws becomes a note.
template <typename Read>
void or_note(const std::string& path, std::vector<std::string>& notes, const Read& read) {
  try {
    read();
  } catch (const Error& error) {
    notes.push_back(fmt::format("{} is not shown: {}.", name_only(path), error.problem().what));
  }
}

std::string found_input(const ResultFolder& folder, const std::string& given) {
  if (auto path = find_input(folder, given)) return *path;
  throw Error({"it is not where it was, or has changed since", given, ""});
}

// The bands that an argument of scarp change names.
void add_argument(const ResultFolder& folder, const std::string& text, Side side,
                  ByPolarisation& scenes) {
  stack::SeriesArgument argument = stack::parse_series_argument(text);
  argument.path = found_input(folder, argument.path);
  const geo::RasterFile file(argument.path);
  file.require_georeference();
  const auto run_unit = backscatter_unit(text_at(folder.record, "/facts/units"));
  for (const int band : stack::bands_of(argument, file)) {
    const BackscatterUnit unit =
        run_unit ? *run_unit : stack::stated_unit(file, band).value_or(BackscatterUnit::power);
    Scenes& found = scenes[stack::polarisation_of(argument, file, band)];
    (found.*side)
        .push_back({argument.path, band, unit, stack::zero_power(file, band),
                    stack::acquisition_time(file, band)});
  }
}

void add_series(const ResultFolder& folder, std::vector<std::string>& notes,
                ByPolarisation& scenes) {
  for (const auto& [option, side] :
       {std::pair("/options/pre", &Scenes::before), std::pair("/options/post", &Scenes::after)}) {
    for (const std::string& text : texts_at(folder.record, option)) {
      or_note(text, notes, [&] { add_argument(folder, text, side, scenes); });
    }
  }
}

// The dates of a stack: its bands are called VV_pre, VV_post, VV_post2.
void add_stack(const std::string& path, ByPolarisation& scenes) {
  const stack::StackFile file(path);
  for (std::size_t i = 0; i < file.bands().size(); ++i) {
    const dataset::Band& band = file.bands()[i];
    const auto unit = backscatter_unit(band.unit);
    if (!unit || band.polarisation.empty()) continue;
    const bool before = band.name.find("_pre") != std::string::npos;
    Scenes& found = scenes[band.polarisation];
    (before ? found.before : found.after)
        .push_back(
            {file.raster().path(), static_cast<int>(i) + 1, *unit, ZeroPower::data, band.time});
  }
}

void add_stacks(const ResultFolder& folder, std::vector<std::string>& notes,
                ByPolarisation& scenes) {
  for (const RecordedInput& input : folder.inputs) {
    if (input.role != "stack" || name_only(input.path) == stack::kStackMaskFile) continue;
    or_note(input.path, notes, [&] { add_stack(found_input(folder, input.path), scenes); });
  }
}

// The dates of a track of a scarp map product; files are named from its folder on.
void add_track(const ResultFolder& folder, const nlohmann::ordered_json& track,
               std::vector<std::string>& notes, ByPolarisation& scenes) {
  for (const auto& date : list_at(track, "/dates")) {
    const Side side = text_at(date, "/side") == "before" ? &Scenes::before : &Scenes::after;
    for (const std::string& file : texts_at(date, "/backscatter")) {
      or_note(file, notes, [&] { add_argument(folder, file, side, scenes); });
    }
  }
}

// Co-polarised images first: they are what most eyes are used to.
Scenes chosen(ByPolarisation& scenes) {
  constexpr std::array<const char*, 4> kOrder{"VV", "HH", "VH", "HV"};
  for (const bool both : {true, false}) {
    for (const char* name : kOrder) {
      const auto found = scenes.find(name);
      if (found == scenes.end()) continue;
      if (both && (found->second.before.empty() || found->second.after.empty())) continue;
      found->second.polarisation = name;
      return found->second;
    }
  }
  return {};
}

}  // namespace

std::vector<Scenes> find_scenes(const ResultFolder& folder, std::vector<std::string>& notes) {
  const nlohmann::ordered_json tracks = list_at(folder.summary, "/tracks");
  std::vector<Scenes> all;
  for (const auto& track : tracks) {
    ByPolarisation scenes;
    add_track(folder, track, notes, scenes);
    all.push_back(chosen(scenes));
    if (tracks.size() > 1) {
      all.back().track = fmt::format("{} {:g}", text_at(track, "/pass"),
                                     number_at(track, "/relative_orbit").value_or(0));
    }
  }
  if (!all.empty()) return all;
  ByPolarisation scenes;
  add_series(folder, notes, scenes);
  add_stacks(folder, notes, scenes);
  return {chosen(scenes)};
}

}  // namespace scarp::report
