#include "geo/vrt_mosaic.h"

#include <cpl_minixml.h>
#include <cpl_string.h>
#include <fmt/format.h>

#include "core/run_record.h"
#include "geo/output_file.h"

namespace scarp::geo {
namespace {

std::string escaped(const std::string& text) {
  char* copy = CPLEscapeString(text.c_str(), -1, CPLES_XML);
  std::string result = copy;
  CPLFree(copy);
  return result;
}

std::string rectangle(const char* element, const Window& window) {
  return fmt::format(R"(<{} xOff="{}" yOff="{}" xSize="{}" ySize="{}"/>)", element, window.col,
                     window.row, window.cols, window.rows);
}

std::string source(const MosaicPart& part) {
  return fmt::format(
      "    <ComplexSource>\n"
      "      <SourceFilename relativeToVRT=\"1\">{}</SourceFilename>\n"
      "      <SourceBand>1</SourceBand>\n      {}\n      {}\n      <NODATA>nan</NODATA>\n"
      "    </ComplexSource>\n",
      escaped(part.file), rectangle("SrcRect", whole(part.place.size())),
      rectangle("DstRect", part.place));
}

}  // namespace

void write_vrt_mosaic(const std::filesystem::path& path, const Grid& grid, const BandSpec& band,
                      const std::vector<MosaicPart>& parts) {
  const Affine& at = grid.affine();
  std::string text = fmt::format(
      "<VRTDataset rasterXSize=\"{}\" rasterYSize=\"{}\">\n  <SRS>{}</SRS>\n"
      "  <GeoTransform>{}, {}, {}, {}, {}, {}</GeoTransform>\n"
      "  <VRTRasterBand dataType=\"Float32\" band=\"1\">\n    <Description>{}</Description>\n"
      "    <UnitType>{}</UnitType>\n    <NoDataValue>nan</NoDataValue>\n",
      grid.cols(), grid.rows(), escaped(grid.crs()->wkt), at.x0, at.x_per_col, at.x_per_row, at.y0,
      at.y_per_col, at.y_per_row, escaped(band.description), escaped(band.unit));
  for (const MosaicPart& part : parts) text += source(part);
  OutputFile file(path);
  write_text(file.aside(), text + "  </VRTRasterBand>\n</VRTDataset>\n");
  file.commit();
}

}  // namespace scarp::geo
