#pragma once

#include <functional>
#include <string>

#include "cli/shard.h"
#include "core/communicator.h"

namespace scarp::cli {

/// What became of an event of a batch that did not fail.
enum class BatchOutcome { mapped, as_it_was };

struct BatchOptions {
  std::string events;  ///< folder of event files
  std::string out;     ///< folder for a folder of results for each
  /// Maps the event of a file into a folder. Throws.
  std::function<BatchOutcome(const std::string& file, const std::string& out)> map_event;
};

/// Maps all events of a folder, one after the other, on several ranks several at a time. One that
/// fails does not keep the others from being mapped. Writes batch.json; throws Error when any
/// failed, after each is told. Collective.
void map_batch(const BatchOptions& options, Communicator& ranks);

/// Maps a part of the events, beside other starts that map other parts: any number at once. Puts
/// what became of them into batch.json, beside what others did.
void map_part(const BatchOptions& options, const Shard& shard);

}  // namespace scarp::cli
