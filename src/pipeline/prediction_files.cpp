#include "pipeline/prediction_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "core/backscatter.h"
#include "core/vectorised.h"
#include "geo/mask_file.h"
#include "pipeline/origin_note.h"

namespace scarp::pipeline {
namespace {

constexpr int kPictureEdge = 1200;
constexpr int kSteps = 250;  // of a score in a byte
constexpr int kNoByte = 255;

geo::CogSpec score_spec(const PredictionLayout& layout) {
  const bool bytes = layout.type == ScoreType::u8;
  const auto band = [&](const std::string& name) {
    return geo::BandSpec{.description = name, .unit = "", .scale = bytes ? 1.0 / kSteps : 1};
  };
  geo::CogSpec spec{.grid = layout.grid, .bands = {band(value_name(layout))}};
  if (layout.deviation) spec.bands.push_back(band("uncertainty"));
  if (bytes) {
    spec.type = geo::CellType::u8;
    spec.integer_no_data = kNoByte;
  }
  spec.metadata = {
      {"SCARP_MEANING", layout.calibrated
                            ? "probability of landslide, calibrated on real events"
                            : "how sure the model is of a landslide: a score, not a probability"},
      {"SCARP_THRESHOLD", fmt::format("{}", layout.thresholds.delineation)}};
  return spec;
}

geo::CogSpec marked(geo::CogSpec spec, const PredictionLayout& layout) {
  note_origin(layout.warnings, layout.simulated, spec);
  return spec;
}

std::string score_file(const PredictionLayout& layout) {
  return std::string(value_name(layout)) + ".tif";
}

struct Counts {
  int screened = 0;
  int delineated = 0;
};

SCARP_VECTORISED
Counts classify(const float* scores, int count, float screening, float delineation,
                std::uint8_t* classes) {
  Counts counts;
  for (int i = 0; i < count; ++i) {
    const float score = scores[i];
    MapClass found = std::isnan(score) ? MapClass::not_assessable : MapClass::none;
    found = score >= screening ? MapClass::possible : found;
    found = score >= delineation ? MapClass::landslide : found;
    classes[i] = static_cast<std::uint8_t>(found);
    counts.screened += score >= screening || score >= delineation ? 1 : 0;
    counts.delineated += score >= delineation ? 1 : 0;
  }
  return counts;
}

Image<std::uint8_t> in_bytes(const Image<float>& values) {
  Image<std::uint8_t> bytes(values.size());
  std::transform(
      values.values().begin(), values.values().end(), bytes.values().begin(), [](float value) {
        return static_cast<std::uint8_t>(std::isnan(value) ? kNoByte : std::lround(value * kSteps));
      });
  return bytes;
}

}  // namespace

geo::CogSpec class_spec(const Grid& grid) {
  return {.grid = grid,
          .bands = {{"class", ""}},
          .type = geo::CellType::u8,
          .integer_no_data = kNoByte,
          .average_overviews = false,
          .metadata = {{"SCARP_CLASSES", "0 no landslide, 1 possible landslide, 2 landslide"}},
          .colours = {{0, {232, 232, 232}}, {1, {253, 190, 110}}, {2, {189, 0, 38}}}};
}

const char* value_name(const PredictionLayout& layout) {
  return layout.calibrated ? "probability" : "score";
}

PredictionFiles::PredictionFiles(PredictionLayout layout, const OutputFolder& out)
    : layout_(std::move(layout)),
      score_(out.file(score_file(layout_)), marked(score_spec(layout_), layout_)),
      class_(out.file(kClassFile), marked(class_spec(layout_.grid), layout_)),
      mask_(out.file("mask.tif"), marked(geo::mask_spec(layout_.grid), layout_)),
      backscatter_picture_(layout_.grid.size(), kPictureEdge),
      score_picture_(layout_.grid.size(), kPictureEdge) {}

std::vector<int> kept_bands(const PredictionLayout& layout) {
  std::vector<int> bands;
  if (layout.slope_band) bands.push_back(*layout.slope_band);
  if (layout.backscatter_band) bands.push_back(*layout.backscatter_band);
  return bands;
}

void PredictionFiles::add(const map::PredictedRows& rows, PredictionOutlines& outlines,
                          ThreadPool& threads) {
  const Image<std::uint8_t> classes = classes_of(rows);
  write(rows, classes, threads);
  append_runs(rows.mask, rows.first_row, map_.mask);
  map_.undeclared += rows.undeclared;
  outlines.add(landslides(rows, classes), rows.first_row + classes.rows());
  picture(rows);
}

Image<std::uint8_t> PredictionFiles::classes_of(const map::PredictedRows& rows) {
  const auto delineation = static_cast<float>(layout_.thresholds.delineation);
  const auto screening =
      static_cast<float>(layout_.thresholds.screening.value_or(layout_.thresholds.delineation));
  Image<std::uint8_t> classes(rows.score.size());
  for (int row = 0; row < classes.rows(); ++row) {
    const Counts counts =
        classify(rows.score.row(row), classes.cols(), screening, delineation, classes.row(row));
    const double cell_m2 = layout_.grid.cell_area_m2(rows.first_row + row);
    map_.screened_m2 += counts.screened * cell_m2;
    map_.delineated_m2 += counts.delineated * cell_m2;
  }
  return classes;
}

void PredictionFiles::write(const map::PredictedRows& rows, const Image<std::uint8_t>& classes,
                            ThreadPool& threads) {
  const auto write_score = [&](int band, const Image<float>& values) {
    if (layout_.type == ScoreType::u8) {
      score_.write(band, rows.first_row, 0, in_bytes(values), threads);
    } else {
      score_.write(band, rows.first_row, 0, values, threads);
    }
  };
  write_score(1, rows.score);
  if (layout_.deviation) write_score(2, rows.deviation);
  class_.write(1, rows.first_row, 0, classes, threads);
  mask_.write(1, rows.first_row, 0, rows.mask, threads);
}

// Quantities: score and, with a slope band, slope.
product::MeasuredRuns PredictionFiles::landslides(const map::PredictedRows& rows,
                                                  const Image<std::uint8_t>& classes) const {
  Image<std::uint8_t> marked(classes.size());
  const auto landslide = static_cast<std::uint8_t>(MapClass::landslide);
  std::transform(classes.values().begin(), classes.values().end(), marked.values().begin(),
                 [=](std::uint8_t one) { return one == landslide ? 1 : 0; });
  if (std::count(marked.values().begin(), marked.values().end(), 1) == 0) return {};
  std::vector<const Image<float>*> quantities{&rows.score};
  if (layout_.slope_band) quantities.push_back(&rows.kept.front());
  return product::measure_runs(marked, rows.first_row, 0, quantities);
}

void PredictionFiles::picture(const map::PredictedRows& rows) {
  score_picture_.add(rows.first_row, 0, rows.score);
  if (layout_.backscatter_band) backscatter_picture_.add(rows.first_row, 0, rows.kept.back());
}

std::vector<ThreadPool::Task> PredictionFiles::finish(ThreadPool& threads) {
  std::vector<ThreadPool::Task> tasks;
  for (geo::CogWriter* file : {&score_, &class_, &mask_}) {
    tasks.push_back(threads.start([file] { file->finish(); }));
  }
  return tasks;
}

PredictedMap PredictionFiles::result(ThreadPool& threads) {
  map_.picture_backscatter_db = backscatter_picture_.image();
  map_.picture_score = score_picture_.image();
  const auto unit = backscatter_unit(layout_.backscatter_unit).value_or(BackscatterUnit::power);
  const double threshold = std::max(layout_.thresholds.delineation, 1e-6);
  const Size size = map_.picture_score.size();
  threads.parallel_for(size.rows, [&](std::int64_t i) {
    const int row = static_cast<int>(i);
    float* backscatter = map_.picture_backscatter_db.row(row);
    float* score = map_.picture_score.row(row);
    std::vector<float> decibel(backscatter, backscatter + size.cols);
    to_decibel(decibel.data(), size.cols, unit);
    for (int col = 0; col < size.cols; ++col) {
      if (!std::isnan(backscatter[col])) backscatter[col] = decibel[static_cast<std::size_t>(col)];
      score[col] = static_cast<float>(score[col] / threshold);
    }
  });
  return std::move(map_);
}

}  // namespace scarp::pipeline
