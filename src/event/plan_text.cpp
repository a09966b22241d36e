#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "event/coverage.h"
#include "event/plan.h"

namespace scarp::event {
namespace {

using Row = std::array<std::string, 7>;

Row row_of(const Acquisition& one, const std::string& label, const char* side) {
  const sar::Identity& id = one.slices.front().identity;
  const std::string slices =
      one.slices.size() == 1 ? "" : fmt::format(" and {} more", one.slices.size() - 1);
  return {label,
          side,
          fmt::format("{}Z", one.start().text().substr(0, 16)),
          id.satellite,
          fmt::format("{}", fmt::join(one.slices.front().polarisations, " ")),
          one.slices.front().orbit_source,
          id.name + slices};
}

std::vector<Row> rows_of(const PlannedTrack& planned) {
  std::vector<Row> rows;
  const Track& track = planned.track;
  std::string label = track.label();
  for (const auto* side : {&track.before, &track.after}) {
    for (const Acquisition& one : *side) {
      rows.push_back(row_of(one, label, side == &track.before ? "before" : "after"));
      label.clear();
    }
  }
  return rows;
}

std::string table_text(const std::vector<Row>& rows) {
  std::array<std::size_t, std::tuple_size_v<Row>> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += i + 1 == row.size() ? row[i] : fmt::format("{:{}}  ", row[i], widths[i]);
    }
    text += fmt::format("{}\n", line);
  }
  return text;
}

std::string head_of(const Plan& plan) {
  const Event& event = plan.event;
  std::string text = event.name.empty() ? "an event without a name" : event.name;
  if (!event.type.empty()) text += fmt::format(" ({})", event.type);
  if (event.time) text += fmt::format(", {}", event.time->text());
  text += "\n";
  if (plan.area) {
    const Bounds& box = plan.area->box_deg;
    text += fmt::format("area {:.4f} to {:.4f} E, {:.4f} to {:.4f} N: {:.3g} km²\n", box.min_x,
                        box.max_x, box.min_y, box.max_y, area_km2(box));
  }
  if (!event.dem.empty()) text += fmt::format("terrain {} ({})\n", event.dem, event.dem_datum);
  return text;
}

}  // namespace

std::string plan_text(const Plan& plan) {
  std::string text = head_of(plan);
  std::vector<Row> rows{{"track", "side", "start", "by", "polarisations", "orbit", "scene"}};
  for (const PlannedTrack& track : plan.tracks) {
    const std::vector<Row> more = rows_of(track);
    rows.insert(rows.end(), more.begin(), more.end());
  }
  if (rows.size() > 1) text += fmt::format("\n{}\n", table_text(rows));
  for (const PlannedTrack& one : plan.tracks) {
    text += fmt::format("{}: {} covers {} of the area\n", one.track.label(),
                        fmt::join(one.polarisations, " "), percent(one.covers));
  }
  if (!plan.findings.empty()) text += "\n";
  for (const Finding& finding : plan.findings) text += fmt::format("{}\n", text_of(finding));
  return text;
}

}  // namespace scarp::event
