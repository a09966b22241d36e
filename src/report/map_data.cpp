#include "report/map_data.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>

#include "report/text.h"

namespace scarp::report {
namespace {

using Json = nlohmann::ordered_json;

std::string css_colour(const geo::Colour& colour) {
  return fmt::format("rgba({},{},{},{:.2f})", colour[0], colour[1], colour[2], colour[3] / 255.0);
}

Json legend_json(const Legend& legend) {
  Json ramp = Json::array();
  for (const geo::Colour& colour : legend.ramp) ramp.push_back(css_colour(colour));
  Json swatches = Json::array();
  for (const Legend::Swatch& swatch : legend.swatches) {
    swatches.push_back({{"colour", css_colour(swatch.colour)}, {"meaning", clean(swatch.meaning)}});
  }
  return {{"ramp", ramp},
          {"low", clean(legend.low)},
          {"high", clean(legend.high)},
          {"swatches", swatches}};
}

Json bounds_json(const Bounds& bounds) {
  return {{bounds.min_y, bounds.min_x}, {bounds.max_y, bounds.max_x}};
}

Json picture_json(const Picture& picture) {
  Json tiles = Json::array();
  for (const PictureTile& tile : picture.tiles) {
    tiles.push_back({{"bounds", bounds_json(tile.lon_lat)}, {"png", base64(tile.png)}});
  }
  return {{"name", clean(picture.name)},
          {"description", clean(picture.description)},
          {"background", picture.background},
          {"shown", picture.shown},
          {"opacity", picture.opacity},
          {"legend", legend_json(picture.legend)},
          {"bounds", bounds_json(picture.lon_lat)},
          {"tiles", std::move(tiles)},
          {"png", base64(picture.png)}};
}

Json ring_json(const geo::Ring& ring) {
  Json numbers = Json::array();
  std::int64_t x = 0;
  std::int64_t y = 0;
  for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
    const std::int64_t next_x = std::llround(ring[i].x * 1e6);
    const std::int64_t next_y = std::llround(ring[i].y * 1e6);
    numbers.push_back(next_x - x);
    numbers.push_back(next_y - y);
    x = next_x;
    y = next_y;
  }
  return numbers;
}

Json shape_json(const geo::MultiPolygon& shape) {
  Json polygons = Json::array();
  for (const geo::Polygon& polygon : shape) {
    Json rings = Json::array({ring_json(polygon.outer)});
    for (const geo::Ring& hole : polygon.holes) rings.push_back(ring_json(hole));
    polygons.push_back(std::move(rings));
  }
  return polygons;
}

const char* style_name(OutlineStyle style) {
  switch (style) {
    case OutlineStyle::landslide:
      return "landslide";
    case OutlineStyle::machine:
      return "machine";
    case OutlineStyle::blind_area:
      return "blind";
    case OutlineStyle::footprint:
      return "footprint";
    case OutlineStyle::area_of_interest:
      return "area";
    case OutlineStyle::truth:
      break;
  }
  return "truth";
}

Json texts_json(const std::vector<std::string>& texts) {
  Json result = Json::array();
  for (const std::string& text : texts) result.push_back(clean(text));
  return result;
}

Json layer_json(const OutlineLayer& layer) {
  Json shapes = Json::array();
  Json values = Json::array();
  for (const Outline& outline : layer.outlines) {
    shapes.push_back(shape_json(outline.shape));
    values.push_back(texts_json(outline.values));
  }
  return {{"name", clean(layer.name)},   {"description", clean(layer.description)},
          {"one", clean(layer.one)},     {"style", style_name(layer.style)},
          {"shown", layer.shown},        {"columns", texts_json(layer.columns)},
          {"shapes", std::move(shapes)}, {"values", std::move(values)}};
}

}  // namespace

Json map_data(const Page& page) {
  Json pictures = Json::array();
  for (const Picture& picture : page.pictures) pictures.push_back(picture_json(picture));
  Json layers = Json::array();
  for (const OutlineLayer& layer : page.outlines) layers.push_back(layer_json(layer));
  Json data{{"pictures", std::move(pictures)}, {"layers", std::move(layers)}};
  data["swipes"] = Json::array();
  for (const Swipe& swipe : page.swipes) {
    data["swipes"].push_back(
        {{"name", clean(swipe.name)}, {"before", swipe.before}, {"after", swipe.after}});
  }
  return data;
}

}  // namespace scarp::report
