#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

// Text on its way into a page. What comes from files may hold anything.
namespace scarp::report {

/// Valid UTF-8 without control characters: what is broken becomes U+FFFD.
std::string clean(const std::string& text);

/// Inside elements and quoted attributes of HTML.
std::string html(const std::string& text);

/// Inside a <script> element: nothing in it can end the element or begin a comment.
std::string script_json(const nlohmann::ordered_json& json);

/// RFC 4648, padded.
std::string base64(std::string_view bytes);

/// What the Content-Security-Policy calls a script or style by: "'sha256-…'".
std::string content_hash(std::string_view content);

/// With a narrow space between thousands: "25 667".
std::string number_text(double value, int decimals);

/// Of a landslide: "1.23 ha", from a square kilometre on "25.67 km²".
std::string area_text(double area_m2);

/// Of ground: "0.55 km²".
std::string ground_text(double area_m2);

}  // namespace scarp::report
