#include "event/age_checks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

namespace scarp::event {
namespace {

constexpr double kDay_s = 86400;
constexpr double kOldBefore_days = 60;        // fields and leaves are others by then
constexpr double kOldOthersBefore_days = 90;  // six passes of 12 days make 72: no other season yet
constexpr double kOldAfter_days = 30;         // rains, repairs and regrowth come in between

/// A date that is used, and how far it lies from the event.
struct Age {
  const Acquisition* date;
  double days;
};

// Of those dates that are too far away, in one sentence.
void tell_old(const std::vector<Age>& dates, const char* side, const Track& track,
              Findings& findings) {
  if (dates.empty()) return;
  std::vector<std::string> days;
  for (const Age& one : dates) {
    days.push_back(
        fmt::format("{:.0f} days ({})", one.days, one.date->start().text().substr(0, 10)));
  }
  findings.push_back(
      {Severity::warning,
       fmt::format(
           "other scenes {} the event are far from it, by {}: seasons, fields and rain will "
           "show as change",
           side, fmt::join(days, ", ")),
       track.label(), "Leave them out, or ask for fewer dates"});
}

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
  std::vector<Age> old;
  for (const Acquisition& one : track.before) {
    const double days = seconds_between(one.end(), event_time) / kDay_s;
    if (&one != &track.before.back() && days > kOldOthersBefore_days) old.push_back({&one, days});
  }
  tell_old(old, "before", track, findings);
  old.clear();
  for (const Acquisition& one : track.after) {
    const double days = seconds_between(event_time, one.start()) / kDay_s;
    if (&one != &track.after.front() && days > kOldAfter_days) old.push_back({&one, days});
  }
  tell_old(old, "after", track, findings);
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
