#include "stack/series_argument.h"

#include <fmt/format.h>

#include <filesystem>
#include <regex>
#include <system_error>

#include "core/error.h"
#include "core/text.h"

namespace scarp::stack {
namespace fs = std::filesystem;
namespace {

constexpr int kMostBands = 10000;
constexpr std::size_t kLongestArgument = 8192;

// "1-3,7" → 1 2 3 7. The pattern has been checked.
std::vector<int> parse_bands(const std::string& text, const std::string& argument) {
  std::vector<int> bands;
  const auto wrong = [&](const std::string& what) {
    return Error({what, argument, "Write bands like :3, :1-8 or :2,5"}, Fault::usage);
  };
  static const std::regex list(R"(\d{1,9}(-\d{1,9})?(,\d{1,9}(-\d{1,9})?)*)");
  if (!std::regex_match(text, list)) throw wrong(fmt::format("'{}' is no list of bands", text));
  static const std::regex item(R"((\d{1,9})(?:-(\d{1,9}))?)");
  for (std::sregex_iterator it(text.begin(), text.end(), item), end; it != end; ++it) {
    const int first = std::stoi((*it)[1]);
    const int last = (*it)[2].matched ? std::stoi((*it)[2]) : first;
    if (first < 1 || last < first || last > kMostBands) {
      throw wrong(fmt::format("'{}' is no range of bands", it->str()));
    }
    for (int band = first; band <= last; ++band) bands.push_back(band);
  }
  return bands;
}

// Names too long for the file system name nothing.
bool exists(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error);
}

}  // namespace

SeriesArgument parse_series_argument(const std::string& text) {
  if (text.empty() || text.size() > kLongestArgument) {
    throw Error({"an empty or overlong file name", "--pre, --post", ""}, Fault::usage);
  }
  SeriesArgument argument;
  std::string rest = text;
  static const std::regex prefix("(VV|VH|HH|HV)=(.+)", std::regex::icase);
  static const std::regex suffix(R"((.+):([\d,\-]+))");
  std::smatch match;
  if (!exists(rest) && std::regex_match(text, match, prefix)) {
    argument.polarisation = upper(match[1]);
    rest = match[2];
  }
  const std::string with_suffix = rest;
  if (!exists(rest) && std::regex_match(with_suffix, match, suffix)) {
    argument.bands = parse_bands(match[2], text);
    rest = match[1];
  }
  argument.path = rest;
  return argument;
}

}  // namespace scarp::stack
