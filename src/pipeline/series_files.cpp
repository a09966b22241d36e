#include "pipeline/series_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "core/error.h"
#include "pipeline/origin_note.h"
#include "stack/backscatter_file.h"

namespace scarp::pipeline {
namespace fs = std::filesystem;
namespace {

// One for the whole series, linear power where the metadata does not say; a mixture is refused.
change::Units units_in_metadata(const change::Series& series) {
  std::set<change::Units> stated;
  for (const change::Polarisation& polarisation : series.polarisations) {
    for (const auto* side : {&polarisation.before, &polarisation.after}) {
      for (const change::Acquisition& date : *side) {
        const auto& file = static_cast<const geo::RasterFile&>(*date.source);
        stated.insert(stack::stated_unit(file, date.band).value_or(change::Units::power));
      }
    }
  }
  if (stated.size() > 1) {
    throw Error({fmt::format("some bands are in {}, some are not", name_of(*stated.rbegin())),
                 "--pre, --post",
                 "Convert them to one unit, or say --units if the metadata is wrong"});
  }
  return *stated.begin();
}

void require_same_grid(const geo::RasterFile& file, const geo::RasterFile& first) {
  const std::string difference = first.grid().difference(file.grid());
  if (difference.empty()) return;
  throw Error({fmt::format("is not on the grid of {}: {}", first.path(), difference), file.path(),
               "Bring all rasters onto one grid first, for example with gdalwarp -t_srs -te -tr"});
}

// Opens each file once, however often it is named.
class Opener {
 public:
  explicit Opener(std::vector<std::unique_ptr<geo::RasterFile>>& files) : files_(files) {}

  const geo::RasterFile& open(const std::string& path) {
    const auto known = std::find_if(files_.begin(), files_.end(),
                                    [&](const auto& file) { return file->path() == path; });
    if (known != files_.end()) return **known;
    files_.push_back(std::make_unique<geo::RasterFile>(path));
    files_.back()->require_georeference();
    require_same_grid(*files_.back(), *files_.front());
    return *files_.back();
  }

 private:
  std::vector<std::unique_ptr<geo::RasterFile>>& files_;
};

// The same file under whatever name.
std::string real_path(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  return error ? path : real.string();
}

using Taken = std::set<std::pair<std::string, int>>;                    // real path, band
using Bands = std::map<std::string, std::vector<change::Acquisition>>;  // by polarisation

Bands gather(std::vector<stack::SeriesArgument> arguments, Opener& opener, Taken& taken) {
  std::sort(arguments.begin(), arguments.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  Bands bands;
  for (const stack::SeriesArgument& argument : arguments) {
    const geo::RasterFile& file = opener.open(argument.path);
    for (const int band : stack::bands_of(argument, file)) {
      if (!taken.insert({real_path(argument.path), band}).second) {
        throw Error({fmt::format("band {} is given twice", band), argument.path,
                     "Each date belongs to one side of the event, once"},
                    Fault::usage);
      }
      bands[stack::polarisation_of(argument, file, band)].push_back(
          {&file, band, stack::zero_power(file, band)});
    }
  }
  for (auto& [name, dates] : bands) {
    std::stable_sort(dates.begin(), dates.end(), [](const auto& a, const auto& b) {
      return std::pair(static_cast<const geo::RasterFile*>(a.source)->path(), a.band) <
             std::pair(static_cast<const geo::RasterFile*>(b.source)->path(), b.band);
    });
  }
  return bands;
}

std::vector<std::string> names(const Bands& bands) {
  std::vector<std::string> result;
  for (const auto& [name, dates] : bands) result.push_back(name);
  return result;
}

std::vector<change::Polarisation> pair_up(Bands& before, Bands& after, Reporter& reporter) {
  std::vector<change::Polarisation> pairs;
  for (auto& [name, dates] : before) {
    if (after.contains(name)) {
      pairs.push_back({name, std::move(dates), std::move(after[name])});
    } else {
      reporter.warn(fmt::format("{} is there before the event only, and left out", name));
    }
  }
  for (const auto& [name, dates] : after) {
    if (!before.contains(name)) {
      reporter.warn(fmt::format("{} is there after the event only, and left out", name));
    }
  }
  if (pairs.empty()) {
    throw Error({fmt::format("no polarisation is on both sides of the event ({} before, {} after)",
                             fmt::join(names(before), ", "), fmt::join(names(after), ", ")),
                 "--pre, --post", ""},
                Fault::usage);
  }
  return pairs;
}

}  // namespace

SeriesFiles open_series(const std::vector<stack::SeriesArgument>& before,
                        const std::vector<stack::SeriesArgument>& after,
                        std::optional<change::Units> units, Reporter& reporter) {
  SeriesFiles result;
  Opener opener(result.files);
  Taken taken;
  Bands bands_before = gather(before, opener, taken);
  Bands bands_after = gather(after, opener, taken);

  change::Series& series = result.series;
  series.grid = result.files.front()->grid();
  for (const auto& file : result.files) {
    if (result.simulated.empty()) result.simulated = simulation_note(*file);
  }
  series.polarisations = pair_up(bands_before, bands_after, reporter);
  series.units = units ? *units : units_in_metadata(series);
  for (const change::Polarisation& polarisation : series.polarisations) {
    for (const auto* side : {&polarisation.before, &polarisation.after}) {
      for (const change::Acquisition& date : *side) {
        stack::require_plausible(static_cast<const geo::RasterFile&>(*date.source), date.band,
                                 series.units);
      }
    }
  }
  return result;
}

}  // namespace scarp::pipeline
