#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace scarp::stack {

/// One image in each of several folders.
using ImageSet = std::vector<std::filesystem::path>;

/// The images of `folders` that belong together, in the order of their numbers or names. Files
/// belong together when their names end in the same number ("before_0013.png", "mask_0013.png"),
/// or, where a folder has a number twice, when they have the same name but for the extension.
/// Folders, hidden files and ".aux.xml" files are passed over. Throws Error
/// when a folder is missing or empty, or an image has no counterpart.
std::vector<ImageSet> matching_images(const std::vector<std::filesystem::path>& folders);

}  // namespace scarp::stack
