#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/raster_source.h"
#include "core/utc.h"
#include "geo/raster_file.h"
#include "stack/backscatter_file.h"
#include "stack/band_list.h"
#include "stack/series_argument.h"

namespace scarp::stack {

/// One date of one polarisation, as linear power whatever the file holds.
class Scene final : public RasterSource {
 public:
  Scene(const geo::RasterFile& file, int band, BackscatterUnit unit)
      : file_(file), band_(band), unit_(unit), zero_(zero_power(file, band)) {}

  const Grid& grid() const override { return file_.grid(); }
  int band_count() const override { return 1; }
  Image<float> read(int band, const Window& window) const override;

  const std::string& path() const { return file_.path(); }
  int band() const { return band_; }  ///< of the file

  std::string polarisation;
  bool after = false;  ///< the event
  std::optional<Utc> time;
  std::string pass;  ///< "ascending", "descending"; empty where unknown

 private:
  const geo::RasterFile& file_;
  int band_;
  BackscatterUnit unit_;
  ZeroPower zero_;
};

/// Open files and the scenes in them: by polarisation in the order given, before the event first,
/// in order of time where all dates of that side have one, else as given.
struct Scenes {
  std::vector<std::unique_ptr<geo::RasterFile>> files;
  std::vector<std::unique_ptr<Scene>> scenes;
};

/// `units` empty: each band's own, as its metadata says, else linear power. Throws Error when a
/// file cannot be read, has no place on the Earth or an unknown polarisation, holds values that
/// cannot be what they are said to be, is given twice; when ascending and descending passes are
/// mixed, or a scene after the event is older than one before it.
Scenes open_scenes(const std::vector<SeriesArgument>& before,
                   const std::vector<SeriesArgument>& after, std::optional<BackscatterUnit> units);

/// What there is of each polarisation.
std::vector<DateCount> count_dates(const Scenes& scenes);

/// The scene that a request for backscatter means; of a mean all of them, in order of time. Throws
/// Error (wrong use) when there is none.
std::vector<const Scene*> find_scenes(const Scenes& scenes, const BandRequest& request);

}  // namespace scarp::stack
