#include "pipeline/series_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <regex>
#include <set>

#include "core/error.h"
#include "core/text.h"

namespace scarp::pipeline {
namespace fs = std::filesystem;
namespace {

// "VV" from "vv-g-lin", "S1A_…_VH.tif", "VV date 3"; all that are named.
std::set<std::string> polarisations_in(const std::string& text) {
  static const std::regex token(R"((^|[^A-Za-z])(VV|VH|HH|HV)(?=$|[^A-Za-z]))", std::regex::icase);
  std::set<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), token), end; it != end; ++it) {
    found.insert(upper((*it)[2]));
  }
  return found;
}

std::string polarisation_of(const SeriesArgument& argument, const geo::RasterFile& file, int band) {
  if (!argument.polarisation.empty()) return argument.polarisation;
  const std::array<std::string, 2> places{file.band(band).description,
                                          fs::path(argument.path).filename().string()};
  for (const std::string& place : places) {
    const std::set<std::string> found = polarisations_in(place);
    if (found.size() == 1) return *found.begin();
  }
  throw Error({fmt::format("neither band {} nor the file name says which polarisation it is", band),
               argument.path, fmt::format("Say it: VV={}:{}", argument.path, band)},
              Fault::usage);
}

std::vector<int> bands_of(const SeriesArgument& argument, const geo::RasterFile& file) {
  std::vector<int> bands = argument.bands;
  for (int band = 1; argument.bands.empty() && band <= file.band_count(); ++band) {
    bands.push_back(band);
  }
  for (const int band : bands) {
    if (band <= file.band_count()) continue;
    throw Error({fmt::format("band {} asked for, but the file has {}", band, file.band_count()),
                 argument.path, ""});
  }
  return bands;
}

bool says_decibel(const geo::RasterFile& file, int band) {
  const std::string unit = upper(file.band(band).unit);
  return unit == "DB" || unit == "DECIBEL" || unit == "DECIBELS";
}

// A dB unit in the metadata of one band stands for the whole series; a mixture is refused.
change::Units units_in_metadata(const change::Series& series) {
  bool any = false;
  bool all = true;
  for (const change::Polarisation& polarisation : series.polarisations) {
    for (const auto* side : {&polarisation.before, &polarisation.after}) {
      for (const change::Acquisition& date : *side) {
        const bool decibel =
            says_decibel(static_cast<const geo::RasterFile&>(*date.source), date.band);
        any = any || decibel;
        all = all && decibel;
      }
    }
  }
  if (any && !all) {
    throw Error({"some bands are in dB, some are not", "--pre, --post",
                 "Convert them to one unit, or say --units if the metadata is wrong"});
  }
  return any ? change::Units::decibel : change::Units::power;
}

// A few thousand values from all over the band, those without data left out. Places follow the
// golden ratio, which leaves no part out for long.
std::vector<float> sample(const RasterSource& source, int band) {
  constexpr int kMostWindows = 512;
  constexpr int kWindowCols = 256;
  constexpr std::size_t kEnough = 2000;
  constexpr double kGoldenRatio = 0.6180339887498949;
  const Size size = source.grid().size();
  const int cols = std::min(size.cols, kWindowCols);
  const int windows = std::min(kMostWindows, 4 * size.rows);
  std::vector<float> values;
  for (int i = 0; i < windows && values.size() < kEnough; ++i) {
    const double along = std::fmod((i + 0.5) * kGoldenRatio, 1.0);
    const double down = std::fmod((i + 0.5) * kGoldenRatio * kGoldenRatio, 1.0);
    const Window window{static_cast<int>(down * size.rows),
                        static_cast<int>(along * (size.cols - cols + 1)), 1, cols};
    const Image<float> part = source.read(band, window);
    std::copy_if(part.values().begin(), part.values().end(), std::back_inserter(values),
                 [](float value) { return std::isfinite(value) && value != 0; });
  }
  return values;
}

double median(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Backscatter of land lies between about −30 and 0 dB. Values that cannot be power tell of a wrong
// unit before they make a wrong map.
void require_plausible(const geo::RasterFile& file, int band, change::Units units) {
  const std::vector<float> values = sample(file, band);
  if (values.empty()) return;
  const double middle = median(values);
  const bool decibel = units == change::Units::decibel;
  if (!decibel && middle < 0) {
    throw Error({fmt::format("band {} has a median of {:.4g}, which no power has", band, middle),
                 file.path(), "If it is in dB, say --units db"});
  }
  if (!decibel && middle > 10) {
    throw Error({fmt::format("band {} has a median of {:.4g}, far above any backscatter "
                             "coefficient",
                             band, middle),
                 file.path(), "Digital numbers must be calibrated first"});
  }
  if (decibel && (middle > 10 || middle < -80)) {
    throw Error(
        {fmt::format("band {} has a median of {:.4g}, which is no backscatter in dB", band, middle),
         file.path(), "Say the right --units"});
  }
  if (decibel && *std::min_element(values.begin(), values.end()) >= 0) {
    throw Error({fmt::format("band {} has no value below zero, as backscatter in dB has", band),
                 file.path(), "If it is linear power, say --units power"});
  }
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

Bands gather(std::vector<SeriesArgument> arguments, Opener& opener, Taken& taken) {
  std::sort(arguments.begin(), arguments.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  Bands bands;
  for (const SeriesArgument& argument : arguments) {
    const geo::RasterFile& file = opener.open(argument.path);
    for (const int band : bands_of(argument, file)) {
      if (!taken.insert({real_path(argument.path), band}).second) {
        throw Error({fmt::format("band {} is given twice", band), argument.path,
                     "Each date belongs to one side of the event, once"},
                    Fault::usage);
      }
      bands[polarisation_of(argument, file, band)].push_back({&file, band});
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

SeriesFiles open_series(const std::vector<SeriesArgument>& before,
                        const std::vector<SeriesArgument>& after,
                        std::optional<change::Units> units, Reporter& reporter) {
  SeriesFiles result;
  Opener opener(result.files);
  Taken taken;
  Bands bands_before = gather(before, opener, taken);
  Bands bands_after = gather(after, opener, taken);

  change::Series& series = result.series;
  series.grid = result.files.front()->grid();
  series.polarisations = pair_up(bands_before, bands_after, reporter);
  series.units = units ? *units : units_in_metadata(series);
  for (const change::Polarisation& polarisation : series.polarisations) {
    for (const auto* side : {&polarisation.before, &polarisation.after}) {
      for (const change::Acquisition& date : *side) {
        require_plausible(static_cast<const geo::RasterFile&>(*date.source), date.band,
                          series.units);
      }
    }
  }
  return result;
}

}  // namespace scarp::pipeline
