#include "report/folder_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "geo/raster_file.h"
#include "report/outlines.h"
#include "report/size_classes.h"
#include "report/text.h"
#include "report/truth.h"
#include "report/words.h"

namespace scarp::report {
namespace fs = std::filesystem;
namespace {

constexpr const char* kLandslideFile = "landslides.gpkg";
constexpr double kKilometre2_m2 = 1e6;

bool is_edited(const nlohmann::ordered_json& summary) {
  return summary.is_object() && summary.value("edited", nlohmann::ordered_json()) == true;
}

// Whether the analyst who went through it left anything that is not the program's.
bool has_changes(const nlohmann::ordered_json& summary) {
  return number_at(summary, "/landslides_by_analyst").value_or(1) > 0 ||
         number_at(summary, "/landslides_of_machine_removed").value_or(0) > 0;
}

bool is_simulated(const nlohmann::ordered_json& summary) {
  return summary.is_object() && summary.value("simulated", nlohmann::ordered_json()) == true;
}

MapKind kind_of(const ResultFolder& folder) {
  if (folder.command == "change") return MapKind::first_look;
  if (folder.command == "predict" || folder.command == "map") {
    if (folder.has("probability.tif")) return MapKind::probability;
    const bool by_model = folder.command == "predict" ||
                          text_at(folder.summary, "/method") == "prediction by a model" ||
                          text_at(folder.summary, "/machine/method") == "prediction by a model";
    return by_model ? MapKind::score : MapKind::first_look;
  }
  throw Error({fmt::format("was made by scarp {}, which has no report", folder.command),
               folder.path.string(), "Name the folder that scarp change or scarp predict made"});
}

// The cells of the map, of any of its rasters.
Grid area_of(const ResultFolder& folder) {
  for (const char* name : {"mask.tif", "probability.tif", "score.tif"}) {
    if (!folder.has(name)) continue;
    const geo::RasterFile file(folder.file(name));
    file.require_georeference();
    return file.grid();
  }
  throw Error({"holds neither mask.tif nor score.tif nor probability.tif", folder.path.string(),
               "Name the folder of a map that scarp made"});
}

// Folders may be written with a slash at the end.
std::string last_name(const fs::path& path) {
  return (path.has_filename() ? path : path.parent_path()).filename().string();
}

std::string default_title(const fs::path& path) {
  const fs::path whole = fs::absolute(path).lexically_normal();
  return "Landslides: " + last_name(whole);
}

void add_landslide_figures(const std::vector<double>& areas_m2, std::size_t count, Page& page) {
  const double total_m2 = std::accumulate(areas_m2.begin(), areas_m2.end(), 0.0);
  page.key_figures.push_back({"Landslides", number_text(static_cast<double>(count), 0)});
  page.key_figures.push_back({"Area together", area_text(total_m2)});
  if (!areas_m2.empty()) {
    page.key_figures.push_back(
        {"Largest", area_text(*std::max_element(areas_m2.begin(), areas_m2.end()))});
  }
}

void add_area_figures(const ResultFolder& folder, Page& page) {
  const auto seen_m2 = number_at(folder.summary, "/assessable_area_m2");
  const auto blind_m2 = number_at(folder.summary, "/not_assessable_area_m2");
  if (!seen_m2 || !blind_m2) return;
  page.key_figures.push_back({"Assessed", ground_text(*seen_m2)});
  const double all_m2 = *seen_m2 + *blind_m2;
  const double percent = all_m2 > 0 ? 100 * *blind_m2 / all_m2 : 0;
  page.key_figures.push_back({"Not assessable", fmt::format("{} ({} %)", ground_text(*blind_m2),
                                                            number_text(percent, 1))});
}

void add_blind_caution(const nlohmann::ordered_json& summary, Page& page) {
  const auto seen_m2 = number_at(summary, "/assessable_area_m2");
  const auto blind_m2 = number_at(summary, "/not_assessable_area_m2");
  if (!seen_m2 || !blind_m2) return;
  if (auto caution = caution_of_blind(*seen_m2, *blind_m2)) {
    page.cautions.insert(page.cautions.begin(), std::move(*caution));
  }
}

// The GeoPackage counts: someone may have edited it since the summary was written.
void compare_with_summary(const ResultFolder& folder, const std::vector<double>& areas_m2,
                          std::size_t count, Page& page) {
  if (!folder.has("summary.json")) {
    page.notes.emplace_back("summary.json is missing: the area assessed is not known.");
    return;
  }
  const auto told = number_at(folder.summary, "/landslides");
  const auto told_m2 = number_at(folder.summary, "/landslide_area_m2");
  const double total_m2 = std::accumulate(areas_m2.begin(), areas_m2.end(), 0.0);
  const bool same_count = !told || *told == static_cast<double>(count);
  const bool same_area = !told_m2 || std::abs(*told_m2 - total_m2) <= 1e-6 * total_m2 + 0.5;
  if (same_count && same_area) return;
  page.notes.push_back(fmt::format(
      "The landslides were edited after the map was made: the program had mapped {}, {} together.",
      told ? number_text(*told, 0) : "–", told_m2 ? area_text(*told_m2) : "–"));
}

std::string dates_count(const std::vector<SceneBand>& bands) {
  return fmt::format("{}", bands.size());
}

void add_fact(const std::string& name, const std::string& value, Page& page) {
  if (!value.empty()) page.facts.push_back({name, value});
}

std::string cells_text(const ResultFolder& folder) {
  const auto cell_m = number_at(folder.summary, "/cell_size_m");
  return cell_m ? fmt::format("{:.4g} m", *cell_m) : std::string();
}

std::string optional_area(const std::optional<double>& area_m2) {
  return area_m2 ? area_text(*area_m2) : std::string();
}

std::string optional_number(const std::optional<double>& value) {
  return value ? fmt::format("{:.4g}", *value) : std::string();
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string file_names(const std::vector<std::string>& paths) {
  std::vector<std::string> names;
  for (const std::string& path : paths) names.push_back(fs::path(path).filename().string());
  return joined(names);
}

// Of a map that an analyst went through.
void add_edits(const nlohmann::ordered_json& summary, Page& page) {
  const auto count = [&](const char* key) {
    return number_text(number_at(summary, std::string("/") + key).value_or(0), 0);
  };
  if (!is_edited(summary)) return;
  add_fact("Outlines kept as the program drew them", count("landslides_of_machine_kept"), page);
  add_fact("Drawn, reshaped or described by an analyst", count("landslides_by_analyst"), page);
  add_fact("Outlines of the program removed or changed", count("landslides_of_machine_removed"),
           page);
  const auto machine_m2 = number_at(summary, "/machine/landslide_area_m2");
  const auto machine = number_at(summary, "/machine/landslides");
  if (machine && machine_m2) {
    add_fact("What the program had mapped",
             fmt::format("{} landslides, {}", number_text(*machine, 0), area_text(*machine_m2)),
             page);
  }
  const auto f1 = number_at(summary, "/against_inventory/edited/f1");
  const auto machine_f1 = number_at(summary, "/against_inventory/machine/f1");
  if (f1 && machine_f1) {
    add_fact("F1 against the inventory",
             fmt::format("{:.3f}; as the program had mapped it, {:.3f}", *f1, *machine_f1), page);
  }
}

// "estimated: 0.55 km² (…)"
std::string water_text(const nlohmann::ordered_json& summary) {
  std::string source = text_at(summary, "/water/source");
  const bool given = source == "given";
  const auto area_m2 = number_at(
      summary, given ? "/water/water_or_noise_floor_area_m2" : "/water/estimated_area_m2");
  if (source.empty() || !area_m2) return source;
  return fmt::format("{}: {}", source, ground_text(*area_m2));
}

void add_facts(const ResultFolder& folder, const std::vector<Scenes>& tracks, Page& page) {
  const auto& summary = folder.summary;
  add_fact("Event", text_at(summary, "/event"), page);
  add_fact("Kind of event", text_at(summary, "/event_type"), page);
  add_fact("Time of the event", text_at(summary, "/event_time"), page);
  for (const Scenes& scenes : tracks) {
    if (scenes.polarisation.empty()) continue;
    add_fact(scenes.track.empty() ? std::string("Images shown")
                                  : fmt::format("Images shown, {}", scenes.track),
             fmt::format("{}: {} before, {} after the event", scenes.polarisation,
                         dates_count(scenes.before), dates_count(scenes.after)),
             page);
  }
  add_edits(summary, page);
  add_fact("Water", water_text(summary), page);
  add_fact("Polarisations", joined(texts_at(summary, "/polarisations")), page);
  add_fact("Models", file_names(texts_at(summary, "/models")), page);
  add_fact("Smallest area mapped", optional_area(number_at(summary, "/minimum_mapping_unit_m2")),
           page);
  add_fact("Threshold", optional_number(number_at(summary, "/delineation_threshold")), page);
  add_fact("Screening threshold", optional_number(number_at(summary, "/screening_threshold")),
           page);
  add_fact("Area above the screening threshold",
           optional_area(number_at(summary, "/area_above_screening_threshold_m2")), page);
  const auto low_m2 = number_at(summary, "/expected_landslide_area/low_m2");
  const auto high_m2 = number_at(summary, "/expected_landslide_area/high_m2");
  if (low_m2 && high_m2) {
    add_fact("Landslide area by the probabilities, 95 %",
             fmt::format("{} to {}", area_text(*low_m2), area_text(*high_m2)), page);
  }
  if (const auto rate = number_at(summary, "/false_alarm_rate")) {
    add_fact("False-alarm rate asked for", fmt::format("{:.4g} %", 100 * *rate), page);
  }
  add_fact("Cells of the map", cells_text(folder), page);
  add_fact("Reference system", text_at(summary, "/crs"), page);
  add_fact("Made by",
           fmt::format("scarp {} {}", folder.command, text_at(folder.record, "/version")), page);
}

eval::Table inputs_table(const ResultFolder& folder) {
  eval::Table table{"inputs", "Files it was made from", {"Role", "File", "SHA-256"}, {}};
  for (const RecordedInput& input : folder.inputs) {
    table.rows.push_back({input.role, last_name(input.path),
                          input.sha256.empty() ? eval::TableCell() : input.sha256});
  }
  return table;
}

eval::Table blind_table(const geo::VectorLayer& layer) {
  std::map<std::string, std::pair<std::int64_t, double>> causes;
  for (const geo::Feature& feature : layer.features) {
    double area_m2 = 0;
    std::string cause = "unknown";
    for (std::size_t i = 0; i < feature.values.size(); ++i) {
      const std::string& field = layer.fields[i].name;
      if (field == "cause") cause = value_text(field, feature.values[i]);
      const auto* area = std::get_if<double>(&feature.values[i]);
      if (field == "area_m2" && area != nullptr) area_m2 = *area;
    }
    auto& [count, sum_m2] = causes[cause];
    ++count;
    sum_m2 += area_m2;
  }
  eval::Table table{
      "not_assessable", "Where the radar could not tell", {"Cause", "Places", "Area, km²"}, {}};
  for (const auto& [cause, sums] : causes) {
    table.rows.push_back({cause, sums.first, eval::Decimal{sums.second / kKilometre2_m2, 3}});
  }
  return table;
}

// What of the page comes from the GeoPackage.
void add_outlines(const ResultFolder& folder, const Grid& area, const FolderOptions& options,
                  Page& page) {
  const std::vector<geo::VectorLayer> layers = read_event_layers(folder.file(kLandslideFile));
  const geo::VectorLayer& landslides = layers.front();
  const std::vector<double> areas_m2 = numbers_in(landslides, "area_m2");
  add_landslide_figures(areas_m2, landslides.features.size(), page);
  add_area_figures(folder, page);
  compare_with_summary(folder, areas_m2, landslides.features.size(), page);
  const std::vector<SizeClass> classes = size_classes(areas_m2);
  if (!classes.empty()) page.figures.push_back(size_figure(classes));
  const double meridian_deg = web_grid(area, 1).meridian_deg;
  for (const geo::VectorLayer& layer : layers) {
    const bool first = &layer == &landslides;
    page.outlines.push_back(outline_layer(layer, meridian_deg, first ? options.listed : 0));
    if (layer.name == "not_assessable" && !layer.features.empty()) {
      page.tables.push_back(blind_table(layer));
    }
  }
  if (auto truth = truth_outlines(folder, area, page.notes)) {
    page.outlines.push_back(std::move(*truth));
  }
  fit_outlines(page.outlines, options.most_outline_bytes, page.notes);
}

// Without a pair to swipe between, the image after is the best background.
void choose_background(Pictures& pictures) {
  if (!pictures.swipes.empty()) return;
  for (const char* name : {"After", "Before", "Relief"}) {
    for (Picture& picture : pictures.pictures) {
      if (picture.name != name) continue;
      picture.shown = true;
      return;
    }
  }
}

// The landslides that are drawn.
std::vector<Place> places_of(const Page& page) {
  std::vector<Place> places;
  for (const Outline& outline : page.outlines.front().outlines) {
    if (outline.shape.empty() || outline.shape.front().outer.empty()) continue;
    // Any point of it will do, and for its area square degrees: only the order counts.
    places.push_back({outline.shape.front().outer.front(), geo::area(outline.shape)});
  }
  return places;
}

void add_pictures(const ResultFolder& folder, const std::vector<Scenes>& scenes, const Grid& area,
                  const FolderOptions& options, Page& page) {
  Pictures pictures =
      make_pictures(folder, scenes, area, places_of(page), options.pictures, page.notes);
  choose_background(pictures);
  page.pictures = std::move(pictures.pictures);
  page.swipes = std::move(pictures.swipes);
  if (page.swipes.empty()) {
    page.notes.emplace_back(
        "The images before and after the event are not both at hand: they cannot be compared on "
        "this page.");
  }
}

}  // namespace

Page page_of_result(const ResultFolder& folder, const FolderOptions& options) {
  const MapKind kind = kind_of(folder);
  if (!folder.has(kLandslideFile)) {
    throw Error({fmt::format("holds no {}", kLandslideFile), folder.path.string(),
                 "Name the folder of a map that scarp made"});
  }
  const Grid area = area_of(folder);
  Page page;
  page.title = options.title.empty() ? default_title(folder.path) : options.title;
  page.subtitle = subtitle(kind);
  const bool edited = is_edited(folder.summary);
  if (edited) page.subtitle += ", edited by an analyst";
  page.cautions = edited ? cautions_of_edited(has_changes(folder.summary)) : cautions(kind);
  add_blind_caution(folder.summary, page);
  for (const std::string& warning : texts_at(folder.summary, "/model_warnings")) {
    page.cautions.insert(page.cautions.begin(), warning);
  }
  if (is_simulated(folder.summary)) {
    page.cautions.insert(page.cautions.begin(), caution_of_simulated());
  }
  page.sections = sections(kind, edited);
  for (std::string& words : words_of_ground(list_at(folder.summary, "/tracks").size(),
                                            text_at(folder.summary, "/water/source"))) {
    page.sections.front().paragraphs.push_back(std::move(words));
  }
  page.notes = folder.warnings;
  add_outlines(folder, area, options, page);
  add_truth(folder, page);
  const std::vector<Scenes> tracks = find_scenes(folder, page.notes);
  add_pictures(folder, tracks, area, options, page);
  add_facts(folder, tracks, page);
  page.inputs = inputs_table(folder);
  return page;
}

Page page_of_folder(const fs::path& path, const FolderOptions& options) {
  return page_of_result(open_result(path), options);
}

}  // namespace scarp::report
