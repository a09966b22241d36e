#include "stack/backscatter_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <regex>
#include <set>

#include "core/error.h"
#include "core/median.h"
#include "core/text.h"
#include "stack/band_metadata.h"

namespace scarp::stack {
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

}  // namespace

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

std::optional<BackscatterUnit> stated_unit(const geo::RasterFile& file, int band) {
  const std::string unit = lower(file.band(band).unit);
  if (unit == "db" || unit == "decibel" || unit == "decibels") return BackscatterUnit::decibel;
  if (unit == "amplitude") return BackscatterUnit::amplitude;
  if (unit == "power" || unit == "linear power") return BackscatterUnit::power;
  return std::nullopt;
}

ZeroPower zero_power(const geo::RasterFile& file, int band) {
  return band_item(file, band, kZeroPower) == "data" ? ZeroPower::data : ZeroPower::no_data;
}

// Backscatter of land lies between about −30 and 0 dB. Values that cannot be power tell of a wrong
// unit before they make a wrong map.
void require_plausible(const geo::RasterFile& file, int band, BackscatterUnit units) {
  const std::vector<float> values = sample(file, band);
  if (values.empty()) return;
  const double middle = median(values);
  const bool decibel = units == BackscatterUnit::decibel;
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

}  // namespace scarp::stack
