#include "report/words.h"

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

std::vector<std::string> cautions_of_edited() {
  return {
      "An analyst went through this map and changed its outlines. No one has checked it on the "
      "ground unless the analyst's notes say so."};
}

std::string caution_of_simulated() {
  return "SIMULATED: no radar saw these scenes, and no such event happened.";
}

std::vector<Section> sections(MapKind kind) {
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
  return {{"Method", {method(kind), meaning(kind)}}, limits};
}

}  // namespace scarp::report
