#include "geo/output_file.h"

#include <cpl_vsi.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include "core/error.h"

namespace scarp::geo {
namespace fs = std::filesystem;

OutputFile::OutputFile(fs::path target) : target_(std::move(target)) {
  const fs::path parent = target_.has_parent_path() ? target_.parent_path() : fs::path(".");
  if (fs::is_directory(target_)) {
    throw Error({"is a folder", target_.string(), "Name the file to write"});
  }
  if (!fs::is_directory(parent)) {
    throw Error({"the folder to write into does not exist", target_.string(), "Make it first"});
  }
  std::string folder = parent / ".scarp-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) {
    throw Error({std::string("cannot be written: ") + std::strerror(errno), target_.string(),
                 "Check the permissions of the folder and the space on the disk"});
  }
  folder_ = folder;
}

OutputFile::~OutputFile() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

void OutputFile::commit() {
  std::error_code error;
  fs::rename(aside(), target_, error);
  if (error) throw_unwritten(target_, error.message());
  fs::remove_all(folder_, error);
}

void OutputFile::commit_with_companions() {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_)) {
    if (entry.path() == aside()) continue;
    fs::rename(entry.path(), target_.parent_path() / entry.path().filename(), error);
    if (error) throw_unwritten(target_, error.message());
  }
  commit();
}

void throw_unwritten(const fs::path& target, const std::string& what) {
  throw Error({"could not be written whole: " + what, target.string(),
               "If the disk is full, free some space and try again"});
}

std::string memory_name(const OutputFile& file) {
  return "/vsimem" + fs::absolute(file.aside()).string();
}

std::string taken_from_memory(const std::string& name) {
  vsi_l_offset size = 0;
  const std::unique_ptr<GByte, void (*)(void*)> bytes(
      VSIGetMemFileBuffer(name.c_str(), &size, TRUE), VSIFree);
  if (!bytes) return {};
  return {reinterpret_cast<const char*>(bytes.get()), static_cast<std::size_t>(size)};
}

void write_from_memory(const OutputFile& file) {
  const std::string bytes = taken_from_memory(memory_name(file));
  if (bytes.empty()) throw_unwritten(file.target(), "GDAL wrote nothing");
  std::ofstream stream(file.aside(), std::ios::binary);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  if (!stream) throw_unwritten(file.target(), std::strerror(errno));
}

}  // namespace scarp::geo
