#include "stack/make_data_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "core/error.h"
#include "dataset/split.h"
#include "stack/stack_file.h"

namespace scarp::stack {
namespace {

using dataset::Part;
using Json = nlohmann::ordered_json;

constexpr std::int64_t kBatch = 64;  // patches cut at a time

/// An open source and the patches to be cut from it.
struct Source {
  const LabelledStack& files;
  std::unique_ptr<StackFile> stack;
  dataset::Labels labels;
  std::vector<dataset::Place> places;
};

/// A patch of the data set: where it comes from and what for.
struct Member {
  std::size_t source;
  dataset::Place place;
  std::optional<Part> part;  // none: dropped by the split
  std::int64_t index = 0;    // in the arrays of its part
};

void record_inputs(const Source& source, const OutputFolder& out, RunRecord& record) {
  const auto input = [&](const char* role, const std::filesystem::path& path) {
    if (path.empty()) return;
    out.require_not_replaced(path);
    record.input(role, path);
  };
  for (const auto& file : source.stack->files()) input("stack", file);
  input("inventory", source.files.labels.inventory);
  input("interpreted area", source.files.labels.interpreted_area);
  input("mask", source.files.labels.mask);
}

void require_alike(const Source& first, const Source& other, Reporter& reporter) {
  const std::string difference = dataset::difference(first.stack->bands(), other.stack->bands());
  if (!difference.empty()) {
    throw Error({difference, other.stack->raster().path(),
                 fmt::format("Make it with the same --bands and --as as {}",
                             first.stack->raster().path())});
  }
  const double ratio = other.stack->grid().cell_size_m() / first.stack->grid().cell_size_m();
  if (std::abs(ratio - 1) < 0.01) return;
  reporter.warn(fmt::format("the cells of {} measure {:.4g} m, those of {} {:.4g} m",
                            other.stack->raster().path(), other.stack->grid().cell_size_m(),
                            first.stack->raster().path(), first.stack->grid().cell_size_m()));
}

// Places of a stack; errors name it.
std::vector<dataset::Place> places_of(const Source& source, const dataset::CutOptions& options) {
  try {
    return dataset::choose_places(source.labels, options);
  } catch (const Error& error) {
    throw Error({error.problem().what, source.stack->raster().path(), error.problem().advice},
                error.fault());
  }
}

std::vector<Source> open_sources(const DataSetOptions& options, const OutputFolder& out,
                                 RunRecord& record, ThreadPool& threads, Reporter& reporter) {
  Reporter::Stage stage(reporter, "labelling", static_cast<std::int64_t>(options.sources.size()));
  std::vector<Source> sources;
  for (const LabelledStack& files : options.sources) {
    Source source{files, std::make_unique<StackFile>(files.stack), {}, {}};
    if (!sources.empty()) require_alike(sources.front(), source, reporter);
    record_inputs(source, out, record);
    source.labels = label_stack(*source.stack, files.labels, threads);
    source.places = places_of(source, options.cut);
    sources.push_back(std::move(source));
    stage.advance();
  }
  return sources;
}

std::vector<std::string> events_of(const std::vector<Source>& sources) {
  std::vector<std::string> events;
  for (const Source& source : sources) {
    if (std::find(events.begin(), events.end(), source.files.event) == events.end()) {
      events.push_back(source.files.event);
    }
  }
  return events;
}

// Index of the first source in the same reference system: coordinates compare within one only.
int frame_of(const std::vector<Source>& sources, std::size_t index) {
  std::size_t first = 0;
  while (!same_crs(sources[first].stack->grid().crs(), sources[index].stack->grid().crs())) {
    ++first;
  }
  return static_cast<int>(first);
}

// In cells of the first stack of the reference system: blocks mean the same in degrees and metres.
Bounds in_cells(const Bounds& bounds, double cell) {
  return {bounds.min_x / cell, bounds.min_y / cell, bounds.max_x / cell, bounds.max_y / cell};
}

std::vector<dataset::Ground> grounds(const std::vector<Source>& sources,
                                     const std::vector<Member>& members, int patch) {
  const std::vector<std::string> events = events_of(sources);
  std::vector<dataset::Ground> result;
  for (const Member& member : members) {
    const Source& source = sources[member.source];
    const auto event = std::find(events.begin(), events.end(), source.files.event);
    const Window window{member.place.row, member.place.col, patch, patch};
    const int frame = frame_of(sources, member.source);
    const double cell = sources[static_cast<std::size_t>(frame)].stack->grid().cell_width();
    result.push_back({in_cells(source.stack->grid().crop(window).bounds(), cell), frame,
                      static_cast<int>(event - events.begin())});
  }
  return result;
}

std::string test_event(const DataSetOptions& options, const std::vector<std::string>& events) {
  if (events.size() < 2) {
    throw Error({"one event cannot be left out of one", "--split",
                 "Give the stacks of several events, or choose another split"},
                Fault::usage);
  }
  if (options.test_event.empty()) return events.back();
  if (std::find(events.begin(), events.end(), options.test_event) != events.end()) {
    return options.test_event;
  }
  throw Error({fmt::format("there is no event '{}'", options.test_event), "--test-event", ""},
              Fault::usage);
}

dataset::Split split_as_published(const std::vector<dataset::Ground>& ground, std::uint64_t seed,
                                  Reporter& reporter) {
  dataset::Split split =
      dataset::split_as_published(static_cast<std::int64_t>(ground.size()), seed);
  if (const std::int64_t sharing = dataset::sharing_ground(ground, split); sharing > 0) {
    reporter.warn(
        fmt::format("{} of {} patches share cells with one of another part: scores will "
                    "be too good; --split blocks keeps the parts apart",
                    sharing, ground.size()));
  }
  return split;
}

dataset::Split split(const DataSetOptions& options, const std::vector<Source>& sources,
                     const std::vector<Member>& members, Json& details, Reporter& reporter) {
  const int patch = options.cut.patch;
  const std::vector<dataset::Ground> ground = grounds(sources, members, patch);
  details = {{"kind", "paper"}, {"seed", options.cut.seed}};
  if (options.split == SplitKind::paper) {
    return split_as_published(ground, options.cut.seed, reporter);
  }
  const int block_cells = options.block_cells.value_or(6 * patch);
  const int buffer_cells = options.buffer_cells.value_or(patch);
  details["block_cells"] = block_cells;
  details["buffer_cells"] = buffer_cells;
  const dataset::BlockOptions blocks{1.0 * block_cells, 1.0 * buffer_cells, options.cut.seed};
  if (options.split == SplitKind::blocks) {
    details["kind"] = "blocks";
    return dataset::split_by_blocks(ground, blocks);
  }
  const std::vector<std::string> events = events_of(sources);
  const std::string left_out = test_event(options, events);
  details["kind"] = "events";
  details["test_event"] = left_out;
  const auto index = std::find(events.begin(), events.end(), left_out) - events.begin();
  return dataset::split_by_event(ground, static_cast<int>(index), blocks);
}

std::vector<Member> members_of(const std::vector<Source>& sources) {
  std::vector<Member> members;
  for (std::size_t s = 0; s < sources.size(); ++s) {
    for (const dataset::Place& place : sources[s].places) {
      members.push_back({s, place, std::nullopt});
    }
  }
  return members;
}

void assign(const dataset::Split& parts, std::vector<Member>& members) {
  for (const Part part : dataset::kParts) {
    const std::vector<std::int64_t>& which = parts.of(part);
    for (std::size_t i = 0; i < which.size(); ++i) {
      Member& member = members[static_cast<std::size_t>(which[i])];
      member.part = part;
      member.index = static_cast<std::int64_t>(i);
    }
  }
}

dataset::DataSetWriter::Shape shape_of(const dataset::Split& parts,
                                       const std::vector<Member>& members, int patch, int bands) {
  dataset::DataSetWriter::Shape shape{{}, patch, patch, bands, false};
  for (const Part part : dataset::kParts) {
    shape.counts[static_cast<std::size_t>(part)] = static_cast<std::int64_t>(parts.of(part).size());
  }
  shape.validity = std::any_of(members.begin(), members.end(), [](const Member& member) {
    return member.part && member.place.valid_share < 1;
  });
  return shape;
}

// Batch by batch in parallel; what is fitted is added in one order.
void cut_and_write(const std::vector<Source>& sources, const std::vector<Member>& members,
                   int patch, dataset::DataSetWriter& writer, dataset::ScalingFit& fit,
                   ThreadPool& threads, Reporter& reporter) {
  const auto count = static_cast<std::int64_t>(members.size());
  Reporter::Stage stage(reporter, "cutting patches", count);
  for (std::int64_t first = 0; first < count; first += kBatch) {
    const std::int64_t size = std::min(kBatch, count - first);
    std::vector<dataset::Patches> cut(static_cast<std::size_t>(size));
    threads.parallel_for(size, [&](std::int64_t i) {
      const Member& member = members[static_cast<std::size_t>(first + i)];
      if (!member.part) return;
      const Source& source = sources[member.source];
      cut[static_cast<std::size_t>(i)] =
          dataset::cut(source.stack->raster(), source.labels, member.place, patch);
    });
    for (std::int64_t i = 0; i < size; ++i) {
      const Member& member = members[static_cast<std::size_t>(first + i)];
      if (!member.part) continue;
      const dataset::Patches& one = cut[static_cast<std::size_t>(i)];
      writer.write(*member.part, member.index, one);
      if (*member.part == Part::train) fit.add(one);
    }
    stage.advance(size);
  }
}

std::vector<dataset::PatchRecord> records_of(const std::vector<Source>& sources,
                                             const std::vector<Member>& members, int patch) {
  std::vector<dataset::PatchRecord> records;
  for (const Member& member : members) {
    if (!member.part) continue;
    const Source& source = sources[member.source];
    const Point centre = source.stack->grid().to_world(
        {member.place.row + patch / 2.0, member.place.col + patch / 2.0});
    records.push_back({*member.part, member.index, source.files.event, member.place.row,
                       member.place.col, centre, member.place.landslide_share,
                       member.place.valid_share});
  }
  std::sort(records.begin(), records.end(), [](const auto& a, const auto& b) {
    return std::pair(a.part, a.index) < std::pair(b.part, b.index);
  });
  return records;
}

// Cells of a stack that are valid, and those of them that are landslide.
Json cells_of(const Source& source) {
  std::int64_t landslide = 0;
  std::int64_t valid_landslide = 0;
  std::int64_t valid = 0;
  for (std::size_t i = 0; i < source.labels.valid.values().size(); ++i) {
    landslide += source.labels.landslide.values()[i];
    valid += source.labels.valid.values()[i];
    valid_landslide += source.labels.landslide.values()[i] & source.labels.valid.values()[i];
  }
  return {{"cells", source.stack->grid().size().cells()},
          {"valid_cells", valid},
          {"landslide_cells", landslide},
          {"valid_landslide_cells", valid_landslide}};
}

Json describe(const Source& source) {
  const Bounds ground = source.stack->grid().bounds();
  Json json{{"event", source.files.event},
            {"stack", source.stack->raster().path()},
            {"inventory", source.files.labels.inventory},
            {"interpreted_area", source.files.labels.interpreted_area},
            {"mask", source.files.labels.mask},
            {"crs", source.stack->grid().crs()->name},
            {"bounds", {ground.min_x, ground.min_y, ground.max_x, ground.max_y}},
            {"cell_size_m", source.stack->grid().cell_size_m()},
            {"patches", source.places.size()}};
  json.update(cells_of(source));
  return json;
}

const char* name_of(dataset::Keep keep) {
  switch (keep) {
    case dataset::Keep::positive:
      return "positive";
    case dataset::Keep::all:
      return "all";
    case dataset::Keep::ratio:
      break;
  }
  return "ratio";
}

// Times and passes belong to one event.
std::vector<dataset::Band> bands_of(const std::vector<Source>& sources) {
  std::vector<dataset::Band> bands = sources.front().stack->bands();
  for (dataset::Band& band : bands) {
    if (sources.size() == 1) break;
    band.time.reset();
    band.pass.clear();
  }
  return bands;
}

}  // namespace

std::array<PartSummary, dataset::kParts.size()> summarise(
    const std::vector<dataset::PatchRecord>& records) {
  std::array<PartSummary, dataset::kParts.size()> summary;
  for (const dataset::PatchRecord& record : records) {
    PartSummary& part = summary[static_cast<std::size_t>(record.part)];
    ++part.patches;
    part.landslide_share += record.landslide_share;
  }
  for (PartSummary& part : summary) {
    if (part.patches > 0) part.landslide_share /= static_cast<double>(part.patches);
  }
  return summary;
}

std::array<PartSummary, dataset::kParts.size()> make_data_set(const DataSetOptions& options,
                                                              OutputFolder& out, RunRecord& record,
                                                              ThreadPool& threads,
                                                              Reporter& reporter) {
  const std::vector<Source> sources = open_sources(options, out, record, threads, reporter);
  std::vector<Member> members = members_of(sources);
  const int patch = options.cut.patch;

  dataset::DataSetDescription description;
  description.bands = bands_of(sources);
  description.cell_size_m = sources.front().stack->grid().cell_size_m();
  Json split_details;
  const dataset::Split parts = split(options, sources, members, split_details, reporter);
  split_details["dropped"] = parts.dropped;
  assign(parts, members);

  dataset::DataSetWriter writer(
      out, shape_of(parts, members, patch, static_cast<int>(description.bands.size())));
  dataset::ScalingFit fit(options.scaling, description.bands);
  cut_and_write(sources, members, patch, writer, fit, threads, reporter);
  description.scaling = fit.result();

  Json& details = description.details;
  details = {{"stride", options.cut.stride}, {"keep", name_of(options.cut.keep)}};
  if (options.cut.keep == dataset::Keep::ratio) details["ratio"] = options.cut.ratio;
  details["split"] = split_details;
  for (const Source& source : sources) details["sources"].push_back(describe(source));
  record.fact("sources", details["sources"]);
  record.fact("split", split_details);

  const std::vector<dataset::PatchRecord> records = records_of(sources, members, patch);
  writer.finish(description, records);
  return summarise(records);
}

}  // namespace scarp::stack
