#include "stack/band_list.h"

#include <fmt/format.h>

#include <array>
#include <regex>
#include <set>
#include <sstream>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/text.h"

namespace scarp::stack {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kPresets{
    {{"BA_S", "VV_pre,VV_post,slope"}, {"BAA_S", "VV_pre,VV_post1,VV_post2,slope"}}};
constexpr std::size_t kLongestList = 4096;

BandRequest parse_name(const std::string& name) {
  if (name == "slope") return {name, BandRequest::Kind::slope};
  if (name == "height") return {name, BandRequest::Kind::height};
  static const std::regex backscatter("(VV|VH|HH|HV)_(pre|post)(mean|[1-9][0-9]{0,3})?");
  std::smatch match;
  if (!std::regex_match(name, match, backscatter)) {
    throw Error(
        {fmt::format("'{}' is no band", name), "--bands",
         "Write BA_S, BAA_S, or names like VV_pre,VH_premean,VV_post1,VH_post2,slope,height"},
        Fault::usage);
  }
  BandRequest request{name, BandRequest::Kind::backscatter, match[1], match[2] == "post"};
  request.mean = match[3] == "mean";
  if (match[3].matched && !request.mean) request.date = std::stoi(match[3]);
  return request;
}

// "VV_post", or "VV_post2" when there are several.
BandRequest nth_date(const std::string& polarisation, bool after, int date, int count) {
  const std::string number = count > 1 ? std::to_string(date) : "";
  return {fmt::format("{}_{}{}", polarisation, after ? "post" : "pre", number),
          BandRequest::Kind::backscatter, polarisation, after, date};
}

}  // namespace

std::vector<BandRequest> parse_band_list(const std::string& text) {
  std::string list = text.substr(0, kLongestList);
  for (const auto& [name, bands] : kPresets) {
    if (upper(list) == name) list = bands;
  }
  std::vector<BandRequest> requests;
  std::set<std::string> names;
  std::istringstream words(list + ",");
  for (std::string name; std::getline(words, name, ',');) {
    requests.push_back(parse_name(name));
    if (names.insert(name).second) continue;
    throw Error({fmt::format("'{}' is asked for twice", name), "--bands", ""}, Fault::usage);
  }
  return requests;
}

std::vector<BandRequest> every_band(const std::vector<DateCount>& series, bool dem) {
  std::vector<BandRequest> requests;
  for (const DateCount& one : series) {
    for (int date = 1; date <= one.before; ++date) {
      requests.push_back(nth_date(one.polarisation, false, date, one.before));
    }
    for (int date = 1; date <= one.after; ++date) {
      requests.push_back(nth_date(one.polarisation, true, date, one.after));
    }
  }
  if (dem) requests.push_back({"slope", BandRequest::Kind::slope});
  return requests;
}

}  // namespace scarp::stack
