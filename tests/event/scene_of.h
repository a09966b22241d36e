#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "event/scene.h"

namespace scarp::event {

inline Utc utc(const std::string& text) { return Utc::parse(text).value_or(Utc()); }

/// A scene of 25 s from `start` on that shows 141.5 to 142.5 E, 42 to 43 N.
inline Scene scene_of(const std::string& start, int absolute_orbit = 1,
                      const std::string& pass = "ascending", int relative_orbit = 116) {
  Scene scene;
  scene.path = start + ".SAFE";
  scene.identity.name = "S1A_" + start;
  scene.identity.satellite = "S1A";
  scene.identity.mode = "IW";
  scene.identity.type = "GRDH";
  scene.identity.pass = pass;
  scene.identity.absolute_orbit = absolute_orbit;
  scene.identity.relative_orbit = relative_orbit;
  scene.identity.ipf_version = "2.91";
  scene.first_line = utc(start);
  scene.end = scene.first_line.plus_seconds(25);
  scene.polarisations = {"VV", "VH"};
  scene.outline = {{141.5, 42}, {142.5, 42}, {142.5, 43}, {141.5, 43}};
  return scene;
}

/// What of `findings` is of that severity, joined.
inline std::string told(const Findings& findings, Severity severity) {
  std::string text;
  for (const Finding& one : findings) {
    if (one.severity == severity) text.append(one.where).append(": ").append(one.what).append("\n");
  }
  return text;
}

}  // namespace scarp::event
