#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace scarp {

/// A moment in UTC, to the nanosecond. Every day has 86,400 s, as in Sentinel-1 products: leap
/// seconds are not counted.
class Utc {
 public:
  Utc() = default;
  static Utc from_nanoseconds(std::int64_t since_1970) {
    Utc time;
    time.ns_ = since_1970;
    return time;
  }

  /// ISO 8601: "2018-09-05T18:08:00", with up to nine decimals of a second, "Z" or an offset such
  /// as
  /// "+09:00"; without either it is UTC. A date alone is its midnight. Years 1970 to 2200; nothing
  /// for anything else.
  static std::optional<Utc> parse(std::string_view text);

  /// "2018-09-05T18:08:00.123456Z"; decimals only as far as there are any, at most nine.
  std::string text() const;

  /// "20180905T180800", as in names of files; decimals are left out.
  std::string compact_text() const;

  std::int64_t nanoseconds() const { return ns_; }
  Utc plus_seconds(double seconds) const;

 private:
  std::int64_t ns_ = 0;
};

/// Seconds from `from` to `to`.
inline double seconds_between(Utc from, Utc to) {
  return static_cast<double>(to.nanoseconds() - from.nanoseconds()) * 1e-9;
}
inline bool operator==(Utc a, Utc b) { return a.nanoseconds() == b.nanoseconds(); }
inline bool operator!=(Utc a, Utc b) { return !(a == b); }
inline bool operator<(Utc a, Utc b) { return a.nanoseconds() < b.nanoseconds(); }

}  // namespace scarp
