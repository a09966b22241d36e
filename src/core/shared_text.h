#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "core/communicator.h"

namespace scarp {

/// The text of rank 0, on all ranks. Collective.
inline std::string text_of_first(Communicator& ranks, std::string text) {
  std::uint64_t size = text.size();
  ranks.broadcast(&size, sizeof(size));
  text.resize(size);
  ranks.broadcast(text.data(), size);
  return text;
}

}  // namespace scarp
