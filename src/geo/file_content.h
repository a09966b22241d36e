#pragma once

#include <cstddef>
#include <string>
#include <vector>

// Small files as they are, also inside zip archives: a path may begin with /vsizip/.
namespace scarp::geo {

/// The bytes of a file. Throws Error when it is missing, damaged, on a network, or larger than
/// `most_bytes`.
std::string read_content(const std::string& path, std::size_t most_bytes);

/// Names of what lies in a folder, sorted. Throws Error when `path` is no folder, or an archive
/// that cannot be read.
std::vector<std::string> list_folder(const std::string& path);

enum class PathKind { absent, file, folder };
PathKind kind_of(const std::string& path);

}  // namespace scarp::geo
