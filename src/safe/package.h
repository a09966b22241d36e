#pragma once

#include <string>

namespace scarp::safe {

/// The files of a SAFE product: a folder, or one inside a zip archive.
class Package {
 public:
  /// `path` is a .SAFE folder, the manifest.safe in one, or a .zip that holds one. Throws Error
  /// when it is nothing of that kind, or when it holds several products.
  explicit Package(const std::string& path);

  /// Whether `path` looks like one, without reading much of it.
  static bool is_one(const std::string& path);

  /// Name of the folder without ".SAFE".
  const std::string& name() const { return name_; }

  /// The folder itself, for messages.
  const std::string& path() const { return root_; }

  /// The path of a file in it, for messages and for opening; may begin with /vsizip/.
  std::string path_of(const std::string& file) const { return root_ + "/" + file; }

  bool has(const std::string& file) const;

  /// Throws Error when the file is missing or larger than any XML file of a product.
  std::string read(const std::string& file) const;

 private:
  std::string root_;
  std::string name_;
};

}  // namespace scarp::safe
