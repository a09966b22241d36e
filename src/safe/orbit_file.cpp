#include "safe/orbit_file.h"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/run_record.h"
#include "core/text.h"
#include "geo/file_content.h"
#include "safe/in_file.h"
#include "safe/xml.h"
#include "safe/xml_writer.h"

namespace scarp::safe {
namespace {

constexpr std::size_t kLargest_bytes = std::size_t{64} << 20U;
constexpr const char* kPrecise = "POEORB";
constexpr const char* kRestituted = "RESORB";

constexpr std::string_view kEnding = ".EOF";
constexpr std::string_view kZippedEnding = ".EOF.zip";

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() &&
         upper(text.substr(text.size() - end.size())) == upper(std::string(end));
}

// Where the file itself is.
std::string unzipped(const std::string& path) {
  if (!ends_with(path, ".zip") || geo::kind_of(path) != geo::PathKind::file) return path;
  std::string archive = "/vsizip/" + path;
  switch (geo::kind_of(archive)) {
    case geo::PathKind::absent:
      throw Error({"cannot be read as a zip archive", path,
                   "The file is damaged or cut short: copy or download it again"});
    case geo::PathKind::file:  // an archive of one file counts as that file
      return archive;
    case geo::PathKind::folder:
      break;
  }
  std::vector<std::string> files;
  for (const std::string& name : geo::list_folder(archive)) {
    if (ends_with(name, kEnding)) files.push_back(name);
  }
  if (files.size() == 1) return fmt::format("{}/{}", archive, files.front());
  throw Error({fmt::format("holds {} orbit files", files.size()), path,
               "Unpack it and name the .EOF file"});
}

sar::OrbitSource source_of(const Xml& element) {
  const std::string type = element.text();
  if (type == std::string("AUX_") + kPrecise) return sar::OrbitSource::precise;
  if (type == std::string("AUX_") + kRestituted) return sar::OrbitSource::restituted;
  throw Error({fmt::format("is of type '{}', but a precise or restituted orbit is needed", type),
               "", "Give a POEORB or RESORB file"});
}

// "Sentinel-1A" is S1A.
std::string satellite_of(const Xml& element) {
  const std::string mission = element.text();
  if (mission.rfind("Sentinel-1", 0) != 0 || mission.size() != 11) {
    element.fail(fmt::format("is '{}', not a Sentinel-1 satellite", mission));
  }
  return fmt::format("S1{}", mission.back());
}

void require_text(const Xml& element, const std::string& expected) {
  if (element.text() == expected) return;
  element.fail(fmt::format("is '{}', but {} is needed", element.text(), expected));
}

sar::StateVector state_of(const Xml& element) {
  return {
      element.child("UTC").time(),
      {element.child("X").number(), element.child("Y").number(), element.child("Z").number()},
      {element.child("VX").number(), element.child("VY").number(), element.child("VZ").number()}};
}

OrbitFile from_xml(const Xml& root) {
  const Xml header = root.child("Earth_Explorer_Header");
  const Xml fixed = header.child("Fixed_Header");
  const Xml validity = fixed.child("Validity_Period");
  const Xml variable = header.child("Variable_Header");
  require_text(variable.child("Ref_Frame"), "EARTH_FIXED");
  require_text(variable.child("Time_Reference"), "UTC");
  OrbitFile file{satellite_of(fixed.child("Mission")),
                 source_of(fixed.child("File_Type")),
                 validity.child("Validity_Start").time(),
                 validity.child("Validity_Stop").time(),
                 {}};
  for (const Xml& state : root.child("Data_Block").child("List_of_OSVs").children("OSV")) {
    file.states.push_back(state_of(state));
  }
  return file;
}

std::string marked(Utc time) { return "UTC=" + product_time(time); }

void add_state(XmlWriter::Element list, const sar::StateVector& state) {
  XmlWriter::Element element = list.add("OSV");
  element.add("UTC", marked(state.time));
  element.add("X", state.position_m.x);
  element.add("Y", state.position_m.y);
  element.add("Z", state.position_m.z);
  element.add("VX", state.velocity_m_per_s.x);
  element.add("VY", state.velocity_m_per_s.y);
  element.add("VZ", state.velocity_m_per_s.z);
  element.add("Quality", "NOMINAL");
}

const char* type_of(sar::OrbitSource source) {
  return source == sar::OrbitSource::precise ? kPrecise : kRestituted;
}

// "20180926T120842"
std::optional<Utc> parse_compact(const std::string& text) {
  if (text.size() != 15) return std::nullopt;
  const auto part = [&](std::size_t first, std::size_t count) { return text.substr(first, count); };
  return Utc::parse(fmt::format("{}-{}-{}{}:{}:{}", part(0, 4), part(4, 2), part(6, 2), part(8, 3),
                                part(11, 2), part(13, 2)));
}

}  // namespace

bool is_orbit_file(const std::string& path) {
  return ends_with(path, kEnding) || ends_with(path, kZippedEnding);
}

OrbitFile read_orbit_file(const std::string& path) {
  return parse_orbit_file(path, geo::read_content(unzipped(path), kLargest_bytes));
}

OrbitFile parse_orbit_file(const std::string& path, const std::string& content) {
  return in_file(path, [&] { return from_xml(Xml::parse(path, content, "Earth_Explorer_File")); });
}

void write_orbit_file(const std::filesystem::path& path, const OrbitFile& file) {
  XmlWriter xml("Earth_Explorer_File");
  XmlWriter::Element header = xml.root().add("Earth_Explorer_Header");
  XmlWriter::Element fixed = header.add("Fixed_Header");
  fixed.add("File_Name", path.stem().string());
  fixed.add("Mission", fmt::format("Sentinel-1{}", file.satellite.substr(2)));
  fixed.add("File_Type", fmt::format("AUX_{}", type_of(file.source)));
  XmlWriter::Element validity = fixed.add("Validity_Period");
  validity.add("Validity_Start", marked(file.valid_from));
  validity.add("Validity_Stop", marked(file.valid_to));
  XmlWriter::Element variable = header.add("Variable_Header");
  variable.add("Ref_Frame", "EARTH_FIXED");
  variable.add("Time_Reference", "UTC");
  XmlWriter::Element list =
      xml.root().add("Data_Block").attribute("type", "xml").add("List_of_OSVs");
  list.attribute("count", std::to_string(file.states.size()));
  for (const sar::StateVector& state : file.states) add_state(list, state);
  write_text(path, xml.text());
}

std::optional<OrbitFileName> parse_orbit_file_name(const std::string& name) {
  // S1A_OPER_AUX_POEORB_OPOD_20180926T120842_V20180905T225942_20180907T005942.EOF
  constexpr std::size_t kLength = 77;
  const std::string bare = ends_with(name, ".zip") ? name.substr(0, name.size() - 4) : name;
  if (bare.size() != kLength || !ends_with(bare, kEnding) || bare.rfind("S1", 0) != 0) {
    return std::nullopt;
  }
  const std::string type = name.substr(13, 6);
  const auto created = parse_compact(name.substr(25, 15));
  const auto from = parse_compact(name.substr(42, 15));
  const auto to = parse_compact(name.substr(58, 15));
  if ((type != kPrecise && type != kRestituted) || !created || !from || !to) return std::nullopt;
  const auto source = type == kPrecise ? sar::OrbitSource::precise : sar::OrbitSource::restituted;
  return OrbitFileName{name.substr(0, 3), source, *created, *from, *to};
}

std::string orbit_file_name(const OrbitFile& file) {
  return fmt::format("{}_OPER_AUX_{}_OPOD_{}_V{}_{}.EOF", file.satellite, type_of(file.source),
                     file.valid_to.compact_text(), file.valid_from.compact_text(),
                     file.valid_to.compact_text());
}

}  // namespace scarp::safe
