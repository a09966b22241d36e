#include "product/qgis_style.h"

#include <fmt/format.h>

namespace scarp::product {

std::string xml_escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        // XML has no control characters.
        if (static_cast<unsigned char>(c) >= 0x20) result += c;
    }
  }
  return result;
}

std::string renderer_of(const FillStyle& style) {
  std::string properties;
  const auto add = [&](const char* key, const std::string& value) {
    properties += fmt::format("<prop k=\"{}\" v=\"{}\"/>", key, value);
  };
  add("color", style.fill);
  add("style", style.pattern);
  add("outline_color", style.outline);
  add("outline_style", style.line);
  add("outline_width", fmt::format("{}", style.width_mm));
  add("outline_width_unit", "MM");
  add("joinstyle", "round");
  return fmt::format(
      "<renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\">"
      "<symbols><symbol type=\"fill\" name=\"0\" alpha=\"1\" clip_to_extent=\"1\" "
      "force_rhr=\"0\"><layer class=\"SimpleFill\" enabled=\"1\" locked=\"0\" pass=\"0\">{}"
      "</layer></symbol></symbols></renderer-v2>",
      properties);
}

std::string qml_of(const FillStyle& style) {
  return fmt::format(
      "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
      "<qgis version=\"3.22.0\" styleCategories=\"Symbology\">{}<blendMode>0</blendMode>"
      "<layerGeometryType>2</layerGeometryType></qgis>\n",
      renderer_of(style));
}

}  // namespace scarp::product
