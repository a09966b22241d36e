#include "geo/warp.h"

#include <gdalwarper.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "core/error.h"
#include "geo/crs.h"
#include "geo/source_dataset.h"

namespace scarp::geo {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct TransformerDeleter {
  void operator()(void* transformer) const { GDALDestroyTransformer(transformer); }
};
using TransformerPtr = std::unique_ptr<void, TransformerDeleter>;

struct OptionsDeleter {
  void operator()(GDALWarpOptions* options) const { GDALDestroyWarpOptions(options); }
};
using OptionsPtr = std::unique_ptr<GDALWarpOptions, OptionsDeleter>;

GDALResampleAlg algorithm(Resampling resampling) {
  switch (resampling) {
    case Resampling::nearest:
      return GRA_NearestNeighbour;
    case Resampling::bilinear:
      return GRA_Bilinear;
    case Resampling::cubic:
      return GRA_Cubic;
    case Resampling::average:
      break;
  }
  return GRA_Average;
}

void require_crs(const Grid& source, const Grid& target, const std::string& where) {
  if (source.crs() && target.crs()) return;
  throw Error({source.crs() ? "the target grid has no coordinate reference system"
                            : "has no coordinate reference system",
               source.crs() ? "" : where,
               "Assign one, for example with gdal_translate -a_srs EPSG:32654"});
}

double* one_value(double value) {  // which GDAL frees
  auto* values = static_cast<double*>(CPLMalloc(sizeof(double)));
  *values = value;
  return values;
}

OptionsPtr warp_options(GDALDataset& source, GDALDataset& target, Resampling resampling) {
  OptionsPtr options(GDALCreateWarpOptions());
  options->hSrcDS = GDALDataset::ToHandle(&source);
  options->hDstDS = GDALDataset::ToHandle(&target);
  options->eResampleAlg = algorithm(resampling);
  options->eWorkingDataType = GDT_Float32;
  options->dfWarpMemoryLimit = 32.0 * 1024 * 1024;
  GDALWarpInitDefaultBandMapping(options.get(), 1);
  options->padfSrcNoDataReal = one_value(kNaN);
  options->padfDstNoDataReal = one_value(kNaN);
  CPLStringList extra;
  extra.SetNameValue("INIT_DEST", "NO_DATA");
  extra.SetNameValue("NUM_THREADS", thread_option().c_str());
  extra.SetNameValue("SAMPLE_GRID", "YES");  // else windows across the antimeridian come out short
  options->papszWarpOptions = extra.StealList();
  return options;
}

// Lattice points of `a` that lie in `b`.
bool reaches(const Grid& a, const Grid& b) {
  constexpr int kSteps = 50;
  std::vector<Point> points;
  for (int i = 0; i <= kSteps; ++i) {
    for (int j = 0; j <= kSteps; ++j) {
      points.push_back(a.to_world({static_cast<double>(a.rows()) * i / kSteps,
                                   static_cast<double>(a.cols()) * j / kSteps}));
    }
  }
  for (const Point& p : transform(points, a.crs(), b.crs())) {
    for (const double turn : {0.0, -360.0, 360.0}) {
      if (turn != 0 && !b.crs()->geographic) continue;
      const CellPoint cell = b.to_cell({p.x + turn, p.y});
      if (cell.row > 0 && cell.col > 0 && cell.row < b.rows() && cell.col < b.cols()) return true;
    }
  }
  return false;
}

bool any_known(const Raster<float>& raster) {
  const auto& values = raster.values.values();
  return std::any_of(values.begin(), values.end(), [](float value) { return !std::isnan(value); });
}

// True when GDAL did it.
bool run_warp(GDALDataset& source, GDALDataset& target, Resampling resampling) {
  constexpr double kMaxError_cells = 0.01;
  const OptionsPtr options = warp_options(source, target, resampling);
  const TransformerPtr exact(
      GDALCreateGenImgProjTransformer2(options->hSrcDS, options->hDstDS, nullptr));
  if (!exact) return false;
  const TransformerPtr fast(
      GDALCreateApproxTransformer(GDALGenImgProjTransform, exact.get(), kMaxError_cells));
  options->pfnTransformer = GDALApproxTransform;
  options->pTransformerArg = fast.get();
  GDALWarpOperation operation;
  if (operation.Initialize(options.get()) != CE_None) return false;
  return operation.ChunkAndWarpMulti(0, 0, target.GetRasterXSize(), target.GetRasterYSize()) ==
         CE_None;
}

Raster<float> warp_dataset(GDALDataset& source, const Grid& source_grid, const std::string& where,
                           const Grid& grid, Resampling resampling, Apart apart) {
  Raster<float> result{grid, Image<float>(grid.size(), static_cast<float>(kNaN))};
  const DatasetPtr target = memory_dataset(grid.size());
  add_memory_band(*target, GDT_Float32, result.values.values().data());
  place(*target, grid);
  const Complaints complaints;
  const bool done = run_warp(source, *target, resampling);
  target->FlushCache(false);
  if (const auto* file = dynamic_cast<SourceDataset*>(&source)) file->rethrow();
  if (!done || (apart == Apart::refuse && !any_known(result))) {
    // An empty result is right where the source is empty too.
    const bool apart_indeed = !touch(source_grid, grid);
    if (apart_indeed && apart == Apart::refuse) {
      throw Error({"does not cover any of the area wanted", where,
                   "Choose a raster of that area, or check its coordinate reference system"});
    }
    if (!apart_indeed && !done) {
      throw Error({complaints.add_to("cannot be brought onto the grid wanted"), where,
                   "Check its coordinate reference system"});
    }
  }
  return result;
}

}  // namespace

Raster<float> warp(const RasterFile& file, int band, const Grid& grid, Resampling resampling,
                   Apart apart) {
  require_crs(file.grid(), grid, file.path());
  file.require_georeference();
  file.band(band);  // throws when there is no such band
  return warp(static_cast<const RasterSource&>(file), band, file.path(), grid, resampling, apart);
}

Raster<float> warp(const RasterSource& source, int band, const std::string& where, const Grid& grid,
                   Resampling resampling, Apart apart) {
  require_crs(source.grid(), grid, where);
  SourceDataset dataset(source, band);
  return warp_dataset(dataset, source.grid(), where, grid, resampling, apart);
}

Raster<float> warp(const Raster<float>& raster, const Grid& grid, Resampling resampling,
                   Apart apart) {
  require_crs(raster.grid, grid, "the raster");
  const DatasetPtr source = memory_dataset(raster.values.size());
  add_memory_band(*source, raster.values);
  source->GetRasterBand(1)->SetNoDataValue(kNaN);
  place(*source, raster.grid);
  return warp_dataset(*source, raster.grid, "the raster", grid, resampling, apart);
}

bool touch(const Grid& a, const Grid& b) { return reaches(a, b) || reaches(b, a); }

}  // namespace scarp::geo
