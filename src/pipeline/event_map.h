#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/communicator.h"
#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/run_record.h"
#include "core/thread_pool.h"
#include "event/plan.h"
#include "pipeline/event_stages.h"

namespace scarp::pipeline {

struct EventMapOptions {
  event::Plan plan;  ///< without errors
  EventModels models;
  bool cems = false;  ///< layer names of Copernicus EMS
  HashDepth hash = HashDepth::small_files;
};

/// Maps an event from its scenes: all that docs/map.md lists goes into `out`, and what was found
/// out into `record`. Stages are kept in the folder `stages` of `out`, and not made again by later
/// runs. Several `ranks` share the stages; then this is rank 0, and the others help. This is what
/// `scarp map` runs. Throws Error.
void run_event_map(const EventMapOptions& options, OutputFolder& out, RunRecord& record,
                   ThreadPool& threads, Reporter& reporter, Communicator* ranks = nullptr);

/// What the other ranks do beside run_event_map() of rank 0, whose folder is `out`. Collective.
void help_event_map(const EventMapOptions& options, const std::string& out, Communicator& ranks,
                    ThreadPool& threads, Reporter& reporter);

/// What the result in `folder` was made of: name and time of its event; nothing where there is no
/// result of `scarp map`.
std::optional<std::string> event_of_product(const std::string& folder);

/// The same of an event that is to be mapped.
std::string event_identity(const event::Event& event);

}  // namespace scarp::pipeline
