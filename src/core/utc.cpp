#include "core/utc.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace scarp {
namespace {

constexpr std::int64_t kSecond_ns = 1'000'000'000;
constexpr std::int64_t kDay_s = 86400;

// Days from 1970-01-01 in the Gregorian calendar (H. Hinnant, "chrono-Compatible Low-Level Date
// Algorithms", 2014).
std::int64_t days_of(int year, int month, int day) {
  const int y = month > 2 ? year : year - 1;
  const int era = y / 400;
  const int year_of_era = y - era * 400;
  const int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return static_cast<std::int64_t>(era) * 146097 + day_of_era - 719468;
}

struct Date {
  int year;
  int month;
  int day;
};

Date date_of(std::int64_t days) {
  const std::int64_t z = days + 719468;
  const int era = static_cast<int>(z / 146097);
  const int day_of_era = static_cast<int>(z - static_cast<std::int64_t>(era) * 146097);
  const int year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int shifted = (5 * day_of_year + 2) / 153;
  const int month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month,
          day_of_year - (153 * shifted + 2) / 5 + 1};
}

int days_in(int year, int month) {
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (month == 2) return leap ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

// Takes what it understands from the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }

  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // A number of exactly `digits` digits, from `low` to `high`.
  std::optional<int> number(std::size_t digits, int low, int high) {
    if (rest_.size() < digits) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return std::nullopt;
      value = value * 10 + (rest_[i] - '0');
    }
    if (value < low || value > high) return std::nullopt;
    rest_.remove_prefix(digits);
    return value;
  }

  // The digits after a decimal point, in nanoseconds.
  std::optional<std::int64_t> decimals_ns() {
    std::int64_t value = 0;
    std::int64_t unit = kSecond_ns;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      if (unit == 1) return std::nullopt;
      unit /= 10;
      value += unit * (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    if (unit == kSecond_ns) return std::nullopt;
    return value;
  }

 private:
  std::string_view rest_;
};

// Of the day: "18:08:00.25". Nothing when it is broken.
std::optional<std::int64_t> clock_ns(Scanner& scanner) {
  const auto hour = scanner.number(2, 0, 23);
  if (!hour || !scanner.take(':')) return std::nullopt;
  const auto minute = scanner.number(2, 0, 59);
  if (!minute) return std::nullopt;
  std::int64_t time = (std::int64_t{*hour} * 60 + *minute) * 60 * kSecond_ns;
  if (!scanner.take(':')) return time;
  const auto second = scanner.number(2, 0, 59);
  if (!second) return std::nullopt;
  time += *second * kSecond_ns;
  if (!scanner.take('.')) return time;
  const auto decimals = scanner.decimals_ns();
  if (!decimals) return std::nullopt;
  return time + *decimals;
}

// What "Z", "+09:00" or nothing at the end adds to UTC.
std::optional<std::int64_t> offset_ns(Scanner& scanner) {
  if (scanner.done()) return 0;
  if (scanner.take('Z')) return scanner.done() ? std::optional<std::int64_t>(0) : std::nullopt;
  const bool east = scanner.take('+');
  if (!east && !scanner.take('-')) return std::nullopt;
  const auto hours = scanner.number(2, 0, 14);
  if (!hours || !scanner.take(':')) return std::nullopt;
  const auto minutes = scanner.number(2, 0, 59);
  if (!minutes || !scanner.done()) return std::nullopt;
  return (east ? 1 : -1) * (std::int64_t{*hours} * 60 + *minutes) * 60 * kSecond_ns;
}

}  // namespace

std::optional<Utc> Utc::parse(std::string_view text) {
  Scanner scanner(text);
  const auto year = scanner.number(4, 1970, 2200);
  if (!year || !scanner.take('-')) return std::nullopt;
  const auto month = scanner.number(2, 1, 12);
  if (!month || !scanner.take('-')) return std::nullopt;
  const auto day = scanner.number(2, 1, days_in(*year, *month));
  if (!day) return std::nullopt;
  const std::int64_t midnight = days_of(*year, *month, *day) * kDay_s * kSecond_ns;
  if (scanner.done()) return from_nanoseconds(midnight);
  if (!scanner.take('T') && !scanner.take(' ')) return std::nullopt;
  const auto clock = clock_ns(scanner);
  if (!clock) return std::nullopt;
  const auto offset = offset_ns(scanner);
  if (!offset) return std::nullopt;
  return from_nanoseconds(midnight + *clock - *offset);
}

std::string Utc::text() const {
  const std::int64_t day_ns = kDay_s * kSecond_ns;
  const std::int64_t days = ns_ >= 0 ? ns_ / day_ns : -((-ns_ + day_ns - 1) / day_ns);
  const std::int64_t of_day = ns_ - days * day_ns;
  const Date date = date_of(days);
  const std::int64_t seconds = of_day / kSecond_ns;
  std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", date.year, date.month,
                                 date.day, seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (const std::int64_t decimals = of_day % kSecond_ns; decimals != 0) {
    text += fmt::format(".{:09}", decimals);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text + "Z";
}

std::string Utc::compact_text() const {
  std::string text = this->text().substr(0, 19);
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == '-' || c == ':'; }),
             text.end());
  return text;
}

Utc Utc::plus_seconds(double seconds) const {
  return from_nanoseconds(ns_ + std::llround(seconds * static_cast<double>(kSecond_ns)));
}

}  // namespace scarp
