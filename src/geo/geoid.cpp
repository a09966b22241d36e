#include "geo/geoid.h"

#include <fmt/format.h>
#include <proj.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "core/error.h"
#include "geo/crs.h"

namespace scarp::geo {
namespace {

struct ContextDeleter {
  void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
};
struct PipelineDeleter {
  void operator()(PJ* pipeline) const { proj_destroy(pipeline); }
};

const char* title(VerticalDatum model) {
  return model == VerticalDatum::egm96 ? "EGM96" : "EGM2008";
}

std::vector<const char*> grid_files(VerticalDatum model) {
  if (model == VerticalDatum::egm96) return {"egm96_15.gtx", "us_nga_egm96_15.tif"};
  return {"us_nga_egm08_25.tif", "egm08_25.gtx"};
}

/// Undulations from a grid of PROJ, on this machine only. For one thread.
class Geoid {
 public:
  /// Throws Error when PROJ has no grid of `model`.
  explicit Geoid(VerticalDatum model) : context_(proj_context_create()) {
    proj_context_set_enable_network(context_.get(), 0);
    proj_log_level(context_.get(), PJ_LOG_NONE);
    for (const char* file : grid_files(model)) {
      const std::string pipeline = fmt::format(
          "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
          "+step +proj=vgridshift +grids={} +multiplier=1",
          file);
      pipeline_.reset(proj_create(context_.get(), pipeline.c_str()));
      file_ = file;
      if (pipeline_) return;
    }
    throw Error({fmt::format("the geoid model {} is missing: PROJ has no {}", title(model),
                             grid_files(model).front()),
                 "", "Install it (Debian: proj-data), or give heights above the ellipsoid"});
  }

  const std::string& file() const { return file_; }

  /// In metres; NaN where the grid has none.
  double undulation_m(double longitude_deg, double latitude_deg) const {
    const double longitude = longitude_deg - 360 * std::floor((longitude_deg + 180) / 360);
    const PJ_COORD place = proj_coord(longitude, latitude_deg, 0, 0);
    const double n = proj_trans(pipeline_.get(), PJ_FWD, place).xyz.z;
    return std::isfinite(n) ? n : std::numeric_limits<double>::quiet_NaN();
  }

 private:
  std::unique_ptr<PJ_CONTEXT, ContextDeleter> context_;
  std::unique_ptr<PJ, PipelineDeleter> pipeline_;
  std::string file_;
};

Geoid open_geoid(VerticalDatum wanted, GeoidShift& shift) {
  shift.model = wanted;
  if (wanted == VerticalDatum::egm2008) {
    try {
      return Geoid(wanted);
    } catch (const Error&) {
      shift.model = VerticalDatum::egm96;
      shift.substituted = true;
    }
  }
  return Geoid(shift.model);
}

/// N is smooth: it is taken exactly at nodes at most 500 m apart and interpolated in between. The
/// model's own cells are 15′ or 2.5′ wide, so this costs less than a centimetre, and a hundredth of
/// the time.
class Lattice {
 public:
  Lattice(const Grid& grid, const Geoid& geoid)
      : step_(std::clamp(static_cast<int>(500 / grid.cell_size_m()), 1, 4096)),
        nodes_({(grid.rows() - 1) / step_ + 2, (grid.cols() - 1) / step_ + 2}) {
    std::vector<Point> points;
    for (int i = 0; i < nodes_.rows(); ++i) {
      for (int j = 0; j < nodes_.cols(); ++j) points.push_back(grid.centre(i * step_, j * step_));
    }
    points = transform(points, grid.crs(), wgs84());
    std::transform(points.begin(), points.end(), nodes_.values().begin(),
                   [&](Point p) { return geoid.undulation_m(p.x, p.y); });
  }

  /// Adds N to each cell of a row.
  void add_to(float* heights, int row, int cols) const {
    const double* above = nodes_.row(row / step_);
    const double* below = nodes_.row(row / step_ + 1);
    const double down = static_cast<double>(row % step_) / step_;
    for (int col = 0; col < cols; ++col) {
      const int j = col / step_;
      const double right = static_cast<double>(col % step_) / step_;
      const double n = (1 - down) * ((1 - right) * above[j] + right * above[j + 1]) +
                       down * ((1 - right) * below[j] + right * below[j + 1]);
      heights[col] = static_cast<float>(heights[col] + n);
    }
  }

 private:
  int step_;
  Image<double> nodes_;
};

}  // namespace

GeoidShift to_ellipsoid(Raster<float>& dem, VerticalDatum from) {
  GeoidShift shift{from, "", false};
  if (from == VerticalDatum::ellipsoid) return shift;
  if (!dem.grid.crs()) {
    throw Error({"the terrain model has no coordinate reference system", "",
                 "Assign one, for example with gdal_translate -a_srs"});
  }
  const Geoid geoid = open_geoid(from, shift);
  shift.grid_file = geoid.file();
  const Lattice lattice(dem.grid, geoid);
  for (int row = 0; row < dem.values.rows(); ++row) {
    lattice.add_to(dem.values.row(row), row, dem.values.cols());
  }
  return shift;
}

double geoid_undulation_m(double longitude_deg, double latitude_deg, VerticalDatum model) {
  if (model == VerticalDatum::ellipsoid) return 0;
  const double n = Geoid(model).undulation_m(longitude_deg, latitude_deg);
  if (std::isnan(n)) {
    throw Error({fmt::format("{} has no value at longitude {:g}, latitude {:g}", title(model),
                             longitude_deg, latitude_deg),
                 "", ""});
  }
  return n;
}

}  // namespace scarp::geo
