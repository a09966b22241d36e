#include "report/words.h"

#include <fmt/format.h>

namespace scarp::report {
namespace {

const char* method(MapKind kind) {
  if (kind == MapKind::first_look) {
    return "Radar images from before and after the event are compared place by place. A place is "
           "mapped when its backscatter changed by far more than speckle, weather and what usually "
           "varies there explain, and, where a terrain model was given, when a slope is near. "
           "No trained model is involved.";
  }
  return "A neural network that learned from mapped landslides looked at the radar images from "
         "before and after the event and at the slope, patch by patch, and gave each place a value "
         "from 0 to 1. Outlined is what reaches the threshold that the model was given.";
}

const char* meaning(MapKind kind) {
  switch (kind) {
    case MapKind::first_look:
      return "The score says how clearly a place changed: 0.5 is the detection threshold. It is "
             "not the probability of a landslide.";
    case MapKind::score:
      return "The score says how sure the model is. It is no probability: 0.8 does not mean that 8 "
             "of 10 such places are landslides.";
    case MapKind::probability:
      break;
  }
  return "The probability was calibrated on real events: of places with 0.8, about 8 of 10 should "
         "be landslides in events like those.";
}

}  // namespace

std::string subtitle(MapKind kind) {
  return kind == MapKind::first_look ? "First-look map of probable landslides from Sentinel-1 radar"
                                     : "Map of probable landslides from Sentinel-1 radar, by a "
                                       "trained model";
}

std::vector<std::string> cautions(MapKind kind) {
  const std::string what = kind == MapKind::first_look ? "changed places" : "outlines";
  return {"No one has checked this map on the ground. Its " + what +
          " are candidates for a person to look at, not confirmed landslides."};
}

std::vector<std::string> cautions_of_edited(bool changed) {
  const std::string what = changed ? "changed outlines, or what is said of them."
                                   : "left its outlines as the program drew them.";
  return {"An analyst went through this map and " + what +
          " No one has checked it on the ground unless the analyst's notes say so."};
}

std::optional<std::string> caution_of_blind(double assessed_m2, double blind_m2) {
  constexpr double kNearlyNothing = 0.1;
  const double all_m2 = assessed_m2 + blind_m2;
  if (!(all_m2 > 0) || assessed_m2 >= kNearlyNothing * all_m2) return std::nullopt;
  const std::string much = assessed_m2 > 0
                               ? fmt::format("Only {:.2g} %", 100 * assessed_m2 / all_m2)
                               : std::string("Nothing");
  return much +
         " of the area could be assessed: elsewhere there may be landslides that no one "
         "could see in these images.";
}

std::string caution_of_simulated() {
  return "SIMULATED: no radar saw these scenes, and no such event happened.";
}

std::vector<std::string> words_of_ground(std::size_t tracks, const std::string& water_source) {
  std::vector<std::string> words;
  if (tracks > 1) {
    words.push_back(fmt::format(
        "Images from {} tracks of the satellites were put together: where several see the ground, "
        "their evidence is combined.",
        tracks));
  }
  if (water_source == "given") {
    words.emplace_back("Water was given; it is not assessed.");
  } else if (!water_source.empty()) {
    words.emplace_back(
        "Water was estimated from flat ground that was dark before the event; it is not assessed.");
  }
  return words;
}

std::vector<Section> sections(MapKind kind, bool edited) {
  Section limits{"Limits", {}};
  limits.paragraphs.emplace_back(
      "Radar looks from the side. Behind steep slopes and on slopes that face the satellite it "
      "cannot tell; those places are marked as not assessable, and landslides there are missed.");
  if (kind == MapKind::first_look) {
    limits.paragraphs.emplace_back(
        "Ploughing, clear-cutting, floods, snow and building change the ground too and can be "
        "mapped by mistake. Landslides on bare ground can change too little to be found.");
  } else {
    limits.paragraphs.emplace_back(
        "The model knows landscapes and landslides like those it learned from. Elsewhere it can "
        "miss many or draw false ones, with high values too.");
  }
  limits.paragraphs.emplace_back(
      "Landslides below the smallest area mapped are left out, and several that touch are one "
      "outline. Areas are those of the map's cells, seen from above.");
  if (!edited) return {{"Method", {method(kind), meaning(kind)}}, limits};
  limits.paragraphs.back() += " Outlines that an analyst drew are as they were drawn.";
  return {
      {"Method",
       {"An analyst went through what a program had mapped, free to remove, reshape, add and "
        "describe outlines; the GeoPackage says of each whose it is. The program mapped like this:",
        method(kind), meaning(kind)}},
      limits};
}

}  // namespace scarp::report
