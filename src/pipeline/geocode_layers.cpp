#include "pipeline/geocode_layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/backscatter.h"
#include "core/mask.h"
#include "core/text.h"
#include "geo/mask_file.h"
#include "geo/simulated.h"
#include "stack/band_metadata.h"

namespace scarp::pipeline {
namespace {

constexpr double kIncidenceStep_deg = 0.01;
constexpr int kNoIncidence = -32768;

const char* letters(sar::Quantity quantity) {
  switch (quantity) {
    case sar::Quantity::beta0:
      return "b";
    case sar::Quantity::sigma0:
      return "s";
    case sar::Quantity::gamma0:
      return "ge";
    case sar::Quantity::gamma0_rtc:
      return "g";
  }
  return "";
}

geo::CogSpec backscatter_spec(const LayerInfo& info, const std::string& polarisation,
                              const Grid& grid) {
  const std::string quantity = sar::name_of(info.quantity);
  geo::BandSpec band =
      stack::spec_of({fmt::format("{} {}", polarisation, quantity), name_of(BackscatterUnit::power),
                      polarisation, info.pass, info.first_line_time});
  band.metadata.emplace_back(stack::kZeroPower, "data");
  geo::CogSpec spec{.grid = grid, .bands = {band}, .metadata = {{"SCARP_QUANTITY", quantity}}};
  if (info.simulated) {
    spec.metadata.emplace_back(geo::kSimulatedItem, geo::kSimulatedProduct);
  }
  return spec;
}

geo::CogSpec incidence_spec(const Grid& grid) {
  return {.grid = grid,
          .bands = {{"local incidence angle", "degree", kIncidenceStep_deg}},
          .type = geo::CellType::i16,
          .integer_no_data = kNoIncidence};
}

// As they are stored.
Image<float> in_steps(const Image<float>& incidence_deg) {
  Image<float> result(incidence_deg.size());
  std::transform(incidence_deg.values().begin(), incidence_deg.values().end(),
                 result.values().begin(), [](float angle) {
                   if (std::isnan(angle)) return static_cast<float>(kNoIncidence);
                   return static_cast<float>(std::round(angle / kIncidenceStep_deg));
                 });
  return result;
}

}  // namespace

GeocodeLayers::GeocodeLayers(const LayerSet& layers, const LayerInfo& info, const Grid& grid,
                             const LayerPlaces& places)
    : places_(places) {
  const auto open = [&](const std::string& ending, const geo::CogSpec& spec) {
    const bool own = static_cast<int>(files_.size()) % places.ranks == places.rank;
    return &files_.emplace_back(places, info.prefix + ending + ".tif", own, spec).writer;
  };
  for (const std::string& polarisation : info.polarisations) {
    if (!layers.backscatter) break;
    const std::string ending =
        fmt::format("-{}-{}-lin", lower(polarisation), letters(info.quantity));
    backscatter_.push_back(open(ending, backscatter_spec(info, polarisation, grid)));
  }
  if (layers.mask) mask_ = open("-dm", geo::mask_spec(grid));
  if (layers.incidence) incidence_ = open("-li", incidence_spec(grid));
  const auto add = [&](bool wanted, const char* ending, const geo::BandSpec& band,
                       const Image<float>& (*image)(const sar::CorrectedTile&)) {
    if (!wanted) return;
    const geo::CogSpec spec{.grid = grid,
                            .bands = {band},
                            .metadata = {{"SCARP_FIRST_LINE_TIME", info.first_line_time.text()}}};
    others_.push_back({open(ending, spec), image});
  };
  using Tile = sar::CorrectedTile;
  add(layers.line, "-line", {"line, counted from 0", ""},
      [](const Tile& tile) -> const Image<float>& { return tile.line; });
  add(layers.pixel, "-pixel", {"pixel, counted from 0", ""},
      [](const Tile& tile) -> const Image<float>& { return tile.pixel; });
  add(layers.slant_range, "-sr", {"slant range", "m"},
      [](const Tile& tile) -> const Image<float>& { return tile.slant_range_m; });
  add(layers.azimuth_time, "-az", {"azimuth time after the first line", "s"},
      [](const Tile& tile) -> const Image<float>& { return tile.azimuth_time_s; });
}

void GeocodeLayers::write(const sar::CorrectedTile& tile) {
  const int row = tile.window.row;
  const int col = tile.window.col;
  if (tile.outside) {
    // Cells never written have no value; mask bits have no such thing.
    const auto outside = static_cast<std::uint8_t>(MaskBit::outside);
    if (mask_) mask_->write(1, row, col, MaskImage(tile.window.size(), outside));
    if (incidence_) {
      incidence_->write(1, row, col, Image<float>(tile.window.size(), float{kNoIncidence}));
    }
    return;
  }
  const std::vector<std::uint8_t>& bits = tile.mask.values();
  if (!any_data_ && std::any_of(bits.begin(), bits.end(), [](std::uint8_t cell) {
        return !has(cell, MaskBit::no_data) && !has(cell, MaskBit::outside);
      })) {
    any_data_ = true;
  }
  for (std::size_t i = 0; i < backscatter_.size(); ++i) {
    backscatter_[i]->write(1, row, col, tile.power[i]);
  }
  if (mask_) mask_->write(1, row, col, tile.mask);
  if (incidence_) incidence_->write(1, row, col, in_steps(tile.incidence_deg));
  for (const FloatLayer& layer : others_) layer.writer->write(1, row, col, layer.image(tile));
}

void GeocodeLayers::finish_parts() {
  for (File& file : files_) {
    if (!file.own) file.writer.finish_part();
  }
}

void GeocodeLayers::finish() {
  for (File& file : files_) {
    if (!file.own) continue;
    for (int rank = 0; rank < places_.ranks; ++rank) {
      if (rank != places_.rank) file.writer.take_part(places_.parts_of(rank) / file.name);
    }
    file.writer.finish();
  }
}

}  // namespace scarp::pipeline
