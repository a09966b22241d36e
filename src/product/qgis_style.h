#pragma once

#include <string>

namespace scarp::product {

/// How QGIS draws polygons. Colours are "red,green,blue,alpha", 0–255.
struct FillStyle {
  const char* fill;
  const char* pattern;  ///< "solid", "no", "f_diagonal"
  const char* outline;
  double width_mm;
  const char* line;  ///< "solid", "dash"
};

inline constexpr FillStyle kLandslideStyle{"189,0,38,70", "solid", "189,0,38,255", 0.4, "solid"};
inline constexpr FillStyle kMachineStyle{"0,0,0,0", "no", "0,90,181,255", 0.3, "dash"};
inline constexpr FillStyle kBlindStyle{"110,110,110,255", "f_diagonal", "110,110,110,160", 0.1,
                                       "solid"};
inline constexpr FillStyle kFootprintStyle{"0,0,0,0", "no", "60,90,160,255", 0.3, "dash"};
inline constexpr FillStyle kAreaStyle{"0,0,0,0", "no", "0,0,0,255", 0.5, "solid"};

/// The element renderer-v2 of QGIS 3.
std::string renderer_of(const FillStyle& style);

/// A whole style document.
std::string qml_of(const FillStyle& style);

/// Text as XML has it.
std::string xml_escaped(const std::string& text);

}  // namespace scarp::product
