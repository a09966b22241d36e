#include "nn/loss_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <utility>

#include "core/error.h"

namespace scarp::nn {
namespace {

using Kind = LossOptions::Kind;

constexpr std::array<std::pair<Kind, const char*>, 5> kNames{{
    {Kind::dice, "dice"},
    {Kind::dice_per_class, "dice-per-class"},
    {Kind::focal_tversky, "focal-tversky"},
    {Kind::bce, "bce"},
    {Kind::bce_dice, "bce+dice"},
}};

}  // namespace

std::string name_of(Kind kind) {
  for (const auto& [known, name] : kNames) {
    if (known == kind) return name;
  }
  return "";
}

Kind loss_kind(const std::string& name) {
  for (const auto& [kind, known] : kNames) {
    if (name == known) return kind;
  }
  throw Error(
      {fmt::format("'{}' is no loss. Known are {}", name, fmt::join(loss_names(), ", ")), "", ""},
      Fault::usage);
}

std::vector<std::string> loss_names() {
  std::vector<std::string> names;
  for (const auto& [kind, name] : kNames) names.emplace_back(name);
  return names;
}

}  // namespace scarp::nn
