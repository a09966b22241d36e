#include "eval/objects.h"

#include <algorithm>

#include "core/error.h"
#include "eval/ratio.h"

namespace scarp::eval {
namespace {

void require_consistent(const ObjectLayers& layers) {
  const Size size = layers.truth.size();
  if (layers.predicted.size() != size ||
      (!layers.visible.empty() && layers.visible.size() != size) ||
      (!layers.valid.empty() && layers.valid.size() != size)) {
    throw Error({"the images of landslides and mapped objects differ in size", "", ""});
  }
  for (const Image<std::int32_t>* ids : {&layers.truth, &layers.predicted}) {
    const auto& values = ids->values();
    if (std::any_of(values.begin(), values.end(), [](std::int32_t id) { return id < 0; })) {
      throw Error({"the id of an object is negative", "", "Ids count from 1, and 0 is no object"});
    }
  }
}

std::vector<SizeClass> size_classes(const std::vector<double>& edges_m2) {
  std::vector<SizeClass> classes(1);
  for (const double edge : edges_m2) {
    if (!(edge > classes.back().low_m2)) {
      throw Error({"the size classes of landslides do not rise from above 0", "", ""},
                  Fault::usage);
    }
    classes.back().high_m2 = edge;
    classes.push_back({edge, std::nullopt, {}, {}});
  }
  return classes;
}

SizeClass& class_of(double area_m2, std::vector<SizeClass>& classes) {
  return *std::find_if(classes.begin(), classes.end() - 1,
                       [&](const SizeClass& size) { return area_m2 < size.high_m2.value_or(0); });
}

void tally_slide(std::int64_t cells, bool hit, SlideTally& tally) {
  ++tally.slides;
  tally.cells += cells;
  if (!hit) return;
  ++tally.hit;
  tally.hit_cells += cells;
}

}  // namespace

std::optional<double> object_recall(const SlideTally& tally) {
  return ratio(tally.hit, tally.slides);
}

std::optional<double> area_recall(const SlideTally& tally) {
  return ratio(tally.hit_cells, tally.cells);
}

std::optional<double> object_precision(const MappedTally& tally) {
  return ratio(tally.objects - tally.false_objects, tally.objects);
}

std::optional<double> area_precision(const MappedTally& tally) {
  return ratio(tally.cells - tally.false_cells, tally.cells);
}

void ObjectCounter::add(const ObjectLayers& layers) {
  require_consistent(layers);
  for (std::size_t i = 0; i < layers.truth.values().size(); ++i) {
    if (!layers.valid.empty() && layers.valid.values()[i] == 0) continue;
    const std::int32_t slide = layers.truth.values()[i];
    const std::int32_t object = layers.predicted.values()[i];
    const bool both = slide != 0 && object != 0;
    if (slide != 0) {
      Cells& cells = slides_[slide];
      ++cells.all;
      cells.overlap += both ? 1 : 0;
      cells.visible += layers.visible.empty() || layers.visible.values()[i] != 0 ? 1 : 0;
    }
    if (object != 0) {
      Cells& cells = mapped_[object];
      ++cells.all;
      cells.overlap += both ? 1 : 0;
    }
  }
}

ObjectScores ObjectCounter::scores(double cell_area_m2, const ObjectOptions& options) const {
  ObjectScores scores;
  scores.options = options;
  scores.cell_area_m2 = cell_area_m2;
  scores.sizes = size_classes(options.size_edges_m2);
  for (const auto& [id, cells] : slides_) {
    const auto all = static_cast<double>(cells.all);
    const bool hit = static_cast<double>(cells.overlap) >= options.hit_share * all;
    const bool visible = static_cast<double>(cells.visible) >= options.visible_share * all;
    SizeClass& size = class_of(all * cell_area_m2, scores.sizes);
    for (SlideTally* tally : {&scores.all, &size.all}) tally_slide(cells.all, hit, *tally);
    if (!visible) continue;
    for (SlideTally* tally : {&scores.visible, &size.visible}) tally_slide(cells.all, hit, *tally);
  }
  for (const auto& [id, cells] : mapped_) {
    const bool is_false =
        static_cast<double>(cells.overlap) < options.false_share * static_cast<double>(cells.all);
    ++scores.mapped.objects;
    scores.mapped.cells += cells.all;
    scores.mapped.false_objects += is_false ? 1 : 0;
    scores.mapped.false_cells += is_false ? cells.all : 0;
  }
  return scores;
}

}  // namespace scarp::eval
