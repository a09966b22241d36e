#include "event/age_checks.h"

#include <fmt/format.h>

namespace scarp::event {
namespace {

constexpr double kDay_s = 86400;
constexpr double kOldBefore_days = 60;  // fields and leaves are others by then
constexpr double kOldAfter_days = 30;   // rains, repairs and regrowth come in between

}  // namespace

Findings check_ages(const Track& track, Utc event_time) {
  if (!track.complete()) return {};
  Findings findings;
  const double before_days = seconds_between(track.before.back().end(), event_time) / kDay_s;
  const double after_days = seconds_between(event_time, track.after.front().start()) / kDay_s;
  const auto warn = [&](double days, const char* which, const char* side) {
    findings.push_back({Severity::warning,
                        fmt::format("the {} scene {} the event is {:.0f} days from it: seasons, "
                                    "fields and rain will show as change",
                                    which, side, days),
                        track.label(), "Look for one nearer to the event"});
  };
  if (before_days > kOldBefore_days) warn(before_days, "last", "before");
  if (after_days > kOldAfter_days) warn(after_days, "first", "after");
  return findings;
}

Findings check_event_time(Utc event_time) {
  const auto first = Utc::parse("2014-04-03T21:02:26Z");
  if (!first || !(event_time < *first)) return {};
  return {{Severity::error,
           fmt::format("the event at {} was before Sentinel-1A flew", event_time.text()), "time",
           "Check the year"}};
}

}  // namespace scarp::event
