#include "report/text.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "core/sha256.h"

namespace scarp::report {
namespace {

constexpr const char* kThinSpace = "\u202f";
constexpr double kKilometre2_m2 = 1e6;
constexpr double kHectare_m2 = 1e4;

// The JSON library knows what is valid.
std::string valid_utf8(const std::string& text) {
  using Json = nlohmann::ordered_json;
  return Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace))
      .get<std::string>();
}

const char* entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return nullptr;
  }
}

// Bytes of 64 hexadecimal digits.
std::string from_hex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    std::uint8_t byte = 0;
    std::from_chars(hex.data() + i, hex.data() + i + 2, byte, 16);
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

}  // namespace

std::string clean(const std::string& text) {
  std::string result = valid_utf8(text);
  for (char& c : result) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  return result;
}

std::string html(const std::string& text) {
  std::string result;
  for (const char c : clean(text)) {
    if (const char* word = entity(c)) {
      result += word;
    } else {
      result += c;
    }
  }
  return result;
}

std::string script_json(const nlohmann::ordered_json& json) {
  const std::string text =
      json.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {  // these stand in strings only
    if (c == '<' || c == '>' || c == '&') {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      result += c;
    }
  }
  return result;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t there = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8U | (j < there ? static_cast<std::uint8_t>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      text += j <= there ? kDigits[group >> (18U - 6U * j) & 63U] : '=';
    }
  }
  return text;
}

std::string content_hash(std::string_view content) {
  Sha256 hash;
  hash.update(content.data(), content.size());
  return "'sha256-" + base64(from_hex(hash.hex_digest())) + "'";
}

std::string number_text(double value, int decimals) {
  if (!std::isfinite(value)) return "–";
  const std::string plain = fmt::format("{:.{}f}", std::abs(value), decimals);
  const std::size_t whole = std::min(plain.find('.'), plain.size());
  std::string text = value < 0 && plain.find_first_of("123456789") != std::string::npos ? "−" : "";
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (i > 0 && i < whole && (whole - i) % 3 == 0) text += kThinSpace;
    text += plain[i];
  }
  return text;
}

std::string area_text(double area_m2) {
  if (area_m2 < kKilometre2_m2) return number_text(area_m2 / kHectare_m2, 2) + " ha";
  return ground_text(area_m2);
}

std::string ground_text(double area_m2) {
  return number_text(area_m2 / kKilometre2_m2, area_m2 < 1000 * kKilometre2_m2 ? 2 : 0) + " km²";
}

}  // namespace scarp::report
