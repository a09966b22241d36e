#include "stack/make_data_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "core/error.h"
#include "dataset/split.h"
#include "stack/sources.h"

namespace scarp::stack {
namespace {

using dataset::Part;
using Json = nlohmann::ordered_json;

constexpr std::int64_t kBatch = 64;  // patches cut at a time

/// A patch of the data set: where it comes from and what for.
struct Member {
  std::size_t source;
  dataset::Place place;
  std::optional<Part> part;  // none: dropped by the split
  std::int64_t index = 0;    // in the arrays of its part
};

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
  description.bands = common_bands(sources);
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
