#pragma once

#include <string>
#include <vector>

#include "safe/manifest.h"
#include "sar/product.h"

namespace scarp::safe {

/// The manifest of a product whose polarisations have these files.
std::string manifest_xml(const sar::Product& product, const std::vector<ChannelFiles>& files);

}  // namespace scarp::safe
