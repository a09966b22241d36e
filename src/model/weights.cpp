// The safetensors format: 8 bytes with the header's length (little-endian), the header (JSON: type,
// shape and place of each array, "__metadata__" with texts), then the arrays without gaps.
#include "model/weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <tuple>

#include "core/error.h"
#include "core/json.h"
#include "core/run_record.h"

namespace scarp::model {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kMetadata = "__metadata__";
constexpr std::size_t kLengthBytes = 8;
constexpr std::uint64_t kLongestHeader = std::uint64_t{16} << 20;
constexpr std::size_t kMostDimensions = 8;

[[noreturn]] void fail(const std::string& where, const std::string& what) {
  throw Error({"is no safetensors file that scarp can read: " + what, where, ""});
}

std::uint64_t little_endian(const char* bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = kLengthBytes; i-- > 0;) {
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return value;
}

Json parse_header(const std::string& bytes, const std::string& where) {
  if (bytes.size() < kLengthBytes) fail(where, "it is too short");
  const std::uint64_t length = little_endian(bytes.data());
  if (length > kLongestHeader || length > bytes.size() - kLengthBytes) {
    fail(where, "its header is longer than it may be");
  }
  Json header = parse_json(bytes.substr(kLengthBytes, length));
  if (!header.is_object()) fail(where, "its header is not a JSON object");
  return header;
}

// Where an array lies in the bytes after the header.
struct Place {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::string name;
  std::vector<std::int64_t> shape;
};

// Of a shape; nothing where it needs more than `most`.
std::uint64_t element_count(const Place& place, std::uint64_t most, const std::string& where) {
  std::uint64_t count = 1;
  for (const std::int64_t extent : place.shape) {
    if (extent != 0 && count > most / static_cast<std::uint64_t>(extent)) {
      fail(where, fmt::format("the shape of '{}' does not fit its bytes", place.name));
    }
    count *= static_cast<std::uint64_t>(extent);
  }
  return count;
}

bool holds_whole_numbers(const Json& json, std::size_t most) {
  return json.is_array() && json.size() <= most &&
         std::all_of(json.begin(), json.end(), [](const Json& value) {
           return value.is_number_unsigned() && value.get<std::uint64_t>() <= INT64_MAX;
         });
}

Place place_of(const std::string& name, const Json& json, std::uint64_t data_bytes,
               const std::string& where) {
  if (!json.is_object() || json.size() != 3 || !json.contains("dtype") || !json.contains("shape") ||
      !json.contains("data_offsets") || !holds_whole_numbers(json["shape"], kMostDimensions) ||
      !holds_whole_numbers(json["data_offsets"], 2) || json["data_offsets"].size() != 2) {
    fail(where, fmt::format("the description of '{}' is broken", name));
  }
  if (json["dtype"] != "F32") fail(where, fmt::format("'{}' is not of the type F32", name));
  Place place{json["data_offsets"][0], json["data_offsets"][1], name, json["shape"]};
  if (place.begin > place.end || place.end > data_bytes) {
    fail(where, fmt::format("'{}' lies outside of the file", name));
  }
  const std::uint64_t bytes = place.end - place.begin;
  if (element_count(place, data_bytes, where) * sizeof(float) != bytes) {
    fail(where, fmt::format("the shape of '{}' does not fit its bytes", name));
  }
  return place;
}

std::map<std::string, std::string> metadata_of(const Json& json, const std::string& where) {
  if (!json.is_object()) fail(where, "its metadata are not an object");
  std::map<std::string, std::string> metadata;
  for (const auto& [key, value] : json.items()) {
    if (!value.is_string()) fail(where, fmt::format("its metadata '{}' is not a text", key));
    metadata[key] = value;
  }
  return metadata;
}

// Every byte belongs to one array.
void require_gapless(std::vector<Place> places, std::uint64_t data_bytes,
                     const std::string& where) {
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return std::tie(a.begin, a.end) < std::tie(b.begin, b.end);
  });
  std::uint64_t end = 0;
  for (const Place& place : places) {
    if (place.begin != end) fail(where, "its arrays overlap or leave gaps");
    end = place.end;
  }
  if (end != data_bytes) fail(where, "its size is not what its header says");
}

std::string read_whole(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    throw Error({"no such file", path.string(), "Check the path"});
  }
  if (!std::filesystem::is_regular_file(path, error)) {
    throw Error({"is not a file", path.string(), ""});
  }
  std::ifstream file(path, std::ios::binary);
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  std::string bytes(error ? 0 : size, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (error || !file) throw Error({"cannot be read", path.string(), "Check its rights"});
  return bytes;
}

}  // namespace

WeightsFile parse_weights(const std::string& bytes, const std::string& where) {
  const Json header = parse_header(bytes, where);
  const std::size_t data_start = kLengthBytes + little_endian(bytes.data());
  const std::uint64_t data_bytes = bytes.size() - data_start;
  WeightsFile file;
  std::vector<Place> places;
  for (const auto& [name, json] : header.items()) {
    if (name == kMetadata) {
      file.metadata = metadata_of(json, where);
    } else {
      places.push_back(place_of(name, json, data_bytes, where));
    }
  }
  require_gapless(places, data_bytes, where);
  for (Place& place : places) {
    Tensor tensor{std::move(place.shape), std::vector<float>((place.end - place.begin) / 4)};
    bytes.copy(reinterpret_cast<char*>(tensor.values.data()), place.end - place.begin,
               data_start + place.begin);
    file.tensors[place.name] = std::move(tensor);
  }
  return file;
}

WeightsFile read_weights(const std::filesystem::path& path) {
  return parse_weights(read_whole(path), path.string());
}

std::string serialise_weights(const WeightsFile& file) {
  Json header = Json::object();
  if (!file.metadata.empty()) header[kMetadata] = file.metadata;
  std::uint64_t end = 0;
  for (const auto& [name, tensor] : file.tensors) {
    const std::uint64_t begin = end;
    end += tensor.values.size() * sizeof(float);
    header[name] = Json{{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {begin, end}}};
  }
  std::string text = header.dump(-1, ' ', false, Json::error_handler_t::replace);
  text.resize((text.size() + 7) / 8 * 8, ' ');  // so that the arrays are aligned

  std::string bytes(kLengthBytes, '\0');
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    bytes[i] = static_cast<char>(text.size() >> (8 * i) & 0xff);
  }
  bytes.reserve(bytes.size() + text.size() + end);
  bytes += text;
  for (const auto& [name, tensor] : file.tensors) {
    bytes.append(reinterpret_cast<const char*>(tensor.values.data()),
                 tensor.values.size() * sizeof(float));
  }
  return bytes;
}

void write_weights(const std::filesystem::path& path, const WeightsFile& file) {
  write_text(path, serialise_weights(file));
}

}  // namespace scarp::model
