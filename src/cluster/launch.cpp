#include "cluster/launch.h"

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <optional>

namespace scarp::cluster {
namespace {

// Open MPI's own launcher, PMIx (Slurm, PRRTE), PMI (Slurm). The size is in no variable of PMIx.
constexpr const char* kRankVariables[] = {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"};
constexpr const char* kSizeVariables[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE",
                                          "SLURM_STEP_NUM_TASKS", "SLURM_NTASKS"};

template <std::size_t N>
std::optional<int> first_of(const char* const (&names)[N]) {
  for (const char* name : names) {
    const char* text = std::getenv(name);
    if (text == nullptr) continue;
    int value = 0;
    const char* end = text + std::strlen(text);
    const auto [rest, error] = std::from_chars(text, end, value);
    if (error == std::errc() && rest == end && value >= 0) return value;
  }
  return std::nullopt;
}

}  // namespace

Launch launch() {
  const auto rank = first_of(kRankVariables);
  const auto size = first_of(kSizeVariables);
  if (!rank || !size || *rank >= *size) return {};
  return {*rank, *size};
}

void forget_launch() {
  for (const char* name : kRankVariables) unsetenv(name);
}

}  // namespace scarp::cluster
