#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/grid.h"
#include "eval/table.h"
#include "geo/png.h"
#include "geo/polygon.h"

// What a report page shows: plain values, whoever gathers them.
namespace scarp::report {

/// A name and what it comes to: "Images before", "4".
struct Fact {
  std::string name;
  std::string value;
};

/// What the colours of a picture mean: a ramp with words at its ends, or swatches.
struct Legend {
  struct Swatch {
    geo::Colour colour;
    std::string meaning;
  };
  std::vector<geo::Colour> ramp;
  std::string low;
  std::string high;
  std::vector<Swatch> swatches;
};

/// A part of a picture with more detail.
struct PictureTile {
  std::string png;
  Bounds lon_lat;
};

/// A picture on the map, north up in the web map's projection (spherical Mercator).
struct Picture {
  std::string name;
  std::string description;  ///< one plain sentence
  std::string png;          ///< bytes of the file
  Bounds lon_lat;           ///< degrees, WGS 84; longitudes may exceed 180
  bool background = false;  ///< one of which one is shown at a time; else drawn over it
  bool shown = false;
  double opacity = 1;
  Legend legend;
  std::vector<PictureTile> tiles;  ///< the coarser first
};

enum class OutlineStyle { landslide, machine, blind_area, footprint, area_of_interest, truth };

/// A shape on the map and what is known of it, in the order of the layer's columns.
struct Outline {
  geo::MultiPolygon shape;  ///< longitude and latitude, degrees, WGS 84
  std::vector<std::string> values;
};

struct OutlineLayer {
  std::string name;
  std::string description;
  std::string one;  ///< what a single outline is called: "Landslide"
  OutlineStyle style = OutlineStyle::landslide;
  bool shown = true;
  std::vector<std::string> columns;
  std::vector<Outline> outlines;
  std::size_t listed = 0;  ///< so many of the first are listed in a table too
};

/// A picture drawn as SVG by scarp itself, never taken from a file, and its numbers.
struct Figure {
  std::string title;
  std::string svg;
  std::string caption;
  std::optional<eval::Table> table;
};

/// Paragraphs of plain words under a heading.
struct Section {
  std::string title;
  std::vector<std::string> paragraphs;
};

/// Two backgrounds that are swiped between, by their places in `pictures`.
struct Swipe {
  std::string name;
  std::size_t before = 0;
  std::size_t after = 0;
};

struct Page {
  std::string title;
  std::string subtitle;               ///< what kind of map it is, in a line
  std::vector<Fact> key_figures;      ///< the few that a reader wants first
  std::vector<std::string> cautions;  ///< what a reader must know before using the map
  std::vector<Picture> pictures;
  std::vector<Swipe> swipes;  ///< the first is shown
  std::vector<OutlineLayer> outlines;
  std::vector<Figure> figures;
  std::vector<eval::Table> tables;
  std::vector<Section> sections;      ///< method and limits
  std::vector<Fact> facts;            ///< how the map was made
  std::optional<eval::Table> inputs;  ///< what it was made from
  std::vector<std::string> notes;     ///< warnings of the run, what is left out and why
};

}  // namespace scarp::report
