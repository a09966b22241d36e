#include "geo/vector_digest.h"

#include <ogrsf_frmts.h>

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/sha256.h"
#include "geo/gdal_internal.h"

namespace scarp::geo {
namespace {

// With its length, so that none runs into the next.
void add(std::string_view text, Sha256& hash) {
  const std::uint64_t length = text.size();
  hash.update(&length, sizeof length);
  hash.update(text.data(), text.size());
}

void add(const OGRGeometry& geometry, Sha256& hash) {
  std::vector<unsigned char> bytes(geometry.WkbSize());
  geometry.exportToWkb(wkbNDR, bytes.data(), wkbVariantIso);
  hash.update(bytes.data(), bytes.size());
}

void add(OGRLayer& layer, Sha256& hash) {
  add(layer.GetName(), hash);
  const int fields = layer.GetLayerDefn()->GetFieldCount();
  for (int i = 0; i < fields; ++i) add(layer.GetLayerDefn()->GetFieldDefn(i)->GetNameRef(), hash);
  while (const OGRFeatureUniquePtr feature{layer.GetNextFeature()}) {
    if (const OGRGeometry* geometry = feature->GetGeometryRef()) add(*geometry, hash);
    for (int i = 0; i < fields; ++i) {
      add(feature->IsFieldSetAndNotNull(i) ? feature->GetFieldAsString(i) : "", hash);
    }
  }
}

}  // namespace

std::string other_layers_sha256(const std::string& path, const std::string& except) {
  require_readable_file(path);
  const Complaints complaints;
  const DatasetPtr dataset = open_vector(path);
  if (!dataset) throw Error({complaints.add_to("cannot be read as a vector file"), path, ""});
  Sha256 hash;
  for (OGRLayer* layer : dataset->GetLayers()) {
    if (layer->GetName() != except) add(*layer, hash);
  }
  if (complaints.failed()) {
    throw Error({complaints.add_to("cannot be read to its end"), path,
                 "The file is damaged or cut short: copy or download it again"});
  }
  return hash.hex_digest();
}

}  // namespace scarp::geo
