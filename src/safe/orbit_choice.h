#pragma once

#include <string>
#include <vector>

#include "sar/product.h"

namespace scarp::safe {

/// An orbit for a product, and where it is from.
struct OrbitChoice {
  sar::Orbit orbit;
  std::string file;                   ///< empty for the annotated orbit
  std::vector<std::string> unusable;  ///< files of the folder that would be better, and why not
};

/// The best orbit for a product. `path` is an orbit file, which has to be of the same satellite and
/// to cover the product, or a folder: of the files in it that do, a precise one before a restituted
/// one, the newest of several; else the annotated orbit. A file covers a product by its validity
/// and its state vectors, with a minute to spare on both sides. Throws Error for a file that cannot
/// be used; in a folder it is passed over.
OrbitChoice choose_orbit(const std::string& path, const sar::Product& product);

}  // namespace scarp::safe
