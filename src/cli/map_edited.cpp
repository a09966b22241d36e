#include "cli/map_edited.h"

#include <fmt/format.h>

#include <filesystem>

#include "cli/map_report.h"
#include "core/error.h"
#include "pipeline/edited_map.h"

namespace scarp::cli {

void map_edited(const EditedOptions& options, const CommonOptions& common) {
  if (options.out.empty()) {
    throw Error({"is needed for a map", "--out", "Name a folder for the edited map"}, Fault::usage);
  }
  pipeline::EditedMapOptions job;
  job.edited = options.edited;
  job.map = options.map.empty() ? std::filesystem::path(options.edited).parent_path()
                                : std::filesystem::path(options.map);
  if (job.map.empty()) job.map = ".";
  job.dem = options.dem;
  job.dem_no_data = options.dem_no_data;
  job.inventory = options.inventory;
  job.interpreted_area = options.interpreted_area;
  job.cems = options.cems;
  Session session(common);
  RunRecord record("map", common.hash);
  record.option("from_edited", job.edited);
  record.option("map", job.map.string());
  record.option("dem", pipeline::dem_of(job));
  if (const auto no_data = pipeline::dem_no_data_of(job)) record.option("dem_nodata", *no_data);
  const pipeline::KnownLandslides known = pipeline::known_landslides_of(job);
  record.option("inventory", known.inventory);
  record.option("interpreted_area", known.interpreted_area);
  OutputFolder out(options.out, common.overwrite);
  pipeline::run_edited_map(job, out, record, session.threads, session.reporter);
  write_map_report(record, session.reporter, out, session.threads);
  finish(out, record, session.reporter);
  tell_map(out);
}

}  // namespace scarp::cli
