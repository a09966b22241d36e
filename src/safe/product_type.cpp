#include "safe/product_type.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/text.h"

namespace scarp::safe {
namespace {

std::string meaning(const std::string& type) {
  if (type == "SLC") return "single-look complex (SLC)";
  if (type == "RAW") return "raw, not yet processed (RAW)";
  if (type == "OCN") return "ocean wind and waves (OCN)";
  return type.empty() ? "of an unknown type" : fmt::format("of type '{}'", type);
}

}  // namespace

void require_sentinel_1(const std::string& family, const std::string& where) {
  if (upper(family) == "SENTINEL-1") return;
  throw Error({fmt::format("is a product of {}", family.empty() ? "no known satellite" : family),
               where, "Give a ground range detected product (GRD) of Sentinel-1"});
}

std::string type_in_name(const std::string& product) {
  constexpr std::size_t kAt = 7;  // after "S1A_IW_"
  const bool follows = product.rfind("S1", 0) == 0 && product.size() > kAt + 3 &&
                       product[3] == '_' && product[kAt - 1] == '_';
  return follows ? product.substr(kAt, 3) : "";
}

void require_detected(const std::string& type, const std::string& where) {
  if (type == "GRD") return;
  throw Error({fmt::format("is {}, but ground range detected data (GRD) are needed", meaning(type)),
               where, "Download the GRD product of the same pass, such as …_IW_GRDH_1SDV_…"});
}

}  // namespace scarp::safe
