#pragma once

#include <string>

#include "sar/product.h"

namespace scarp::safe {

/// The annotation, calibration and noise files of one polarisation, as the readers want them.
std::string annotation_xml(const sar::Product& product, const sar::Channel& channel);
std::string calibration_xml(const sar::Product& product, const sar::Channel& channel);
std::string noise_xml(const sar::Product& product, const sar::Channel& channel);

}  // namespace scarp::safe
