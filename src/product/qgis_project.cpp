#include "product/qgis_project.h"

#include <fmt/format.h>

#include "product/qgis_style.h"

namespace scarp::product {
namespace {

/// One layer of the project.
struct Entry {
  std::string id;
  std::string title;
  bool visible;
  std::string element;  ///< maplayer
};

std::string crs_element(const Crs& crs) {
  std::string element = fmt::format("<spatialrefsys><wkt>{}</wkt>", xml_escaped(crs.wkt));
  if (crs.name.starts_with("EPSG:")) {
    const std::string number = xml_escaped(crs.name.substr(5));
    element += fmt::format("<srid>{}</srid><authid>EPSG:{}</authid>", number, number);
  }
  return element + "</spatialrefsys>";
}

std::string extent_element(const Grid& grid) {
  const Bounds box = grid.bounds();
  return fmt::format(
      "<extent><xmin>{}</xmin><ymin>{}</ymin><xmax>{}</xmax><ymax>{}</ymax></extent>", box.min_x,
      box.min_y, box.max_x, box.max_y);
}

Entry vector_entry(const QgisProject& project, const std::string& layer, const std::string& title,
                   const FillStyle& style) {
  const std::string id = "layer_" + layer;
  const std::string element = fmt::format(
      "<maplayer type=\"vector\" geometry=\"Polygon\" wkbType=\"MultiPolygon\">{}<id>{}</id>"
      "<datasource>./{}|layername={}</datasource><layername>{}</layername><srs>{}</srs>"
      "<provider encoding=\"UTF-8\">ogr</provider>{}</maplayer>",
      extent_element(project.grid), id, xml_escaped(project.package), xml_escaped(layer),
      xml_escaped(title), crs_element(*project.grid.crs()), renderer_of(style));
  return {id, title, true, element};
}

std::string paletted(const ProjectRaster& raster) {
  std::string entries;
  for (const ProjectRaster::Class& one : raster.classes) {
    entries += fmt::format("<paletteEntry value=\"{}\" color=\"{}\" label=\"{}\" alpha=\"255\"/>",
                           one.value, one.colour, xml_escaped(one.label));
  }
  return fmt::format(
      "<rasterrenderer type=\"paletted\" band=\"1\" opacity=\"0.8\" alphaBand=\"-1\">"
      "<colorPalette>{}</colorPalette></rasterrenderer>",
      entries);
}

std::string ramp(const ProjectRaster& raster) {
  const auto item = [](double value, const char* colour, int alpha) {
    return fmt::format("<item value=\"{0}\" color=\"{1}\" label=\"{0:.2f}\" alpha=\"{2}\"/>", value,
                       colour, alpha);
  };
  const double threshold = raster.threshold;
  const std::string items = item(0, "#ffffff", 0) + item(threshold / 2, "#fdd49e", 90) +
                            item(threshold, "#e34a33", 220) + item(1, "#7f0000", 255);
  return fmt::format(
      "<rasterrenderer type=\"singlebandpseudocolor\" band=\"1\" opacity=\"1\" alphaBand=\"-1\" "
      "classificationMin=\"0\" classificationMax=\"1\"><rastershader><colorrampshader "
      "colorRampType=\"INTERPOLATED\" classificationMode=\"1\" clip=\"0\" minimumValue=\"0\" "
      "maximumValue=\"1\">{}</colorrampshader></rastershader></rasterrenderer>",
      items);
}

Entry raster_entry(const QgisProject& project, const ProjectRaster& raster, std::size_t number) {
  const std::string id = fmt::format("raster_{}", number);
  std::string renderer;
  if (!raster.classes.empty()) renderer = paletted(raster);
  if (raster.classes.empty() && raster.threshold > 0) renderer = ramp(raster);
  const std::string pipe = renderer.empty() ? "" : fmt::format("<pipe>{}</pipe>", renderer);
  const std::string element = fmt::format(
      "<maplayer type=\"raster\">{}<id>{}</id><datasource>./{}</datasource>"
      "<layername>{}</layername><srs>{}</srs><provider>gdal</provider>{}</maplayer>",
      extent_element(project.grid), id, xml_escaped(raster.file), xml_escaped(raster.title),
      crs_element(*project.grid.crs()), pipe);
  return {id, raster.title, raster.visible, element};
}

std::vector<Entry> entries_of(const QgisProject& project) {
  const LayerNames& names = project.names;
  std::vector<Entry> entries{
      vector_entry(project, names.landslides, "Landslides", kLandslideStyle)};
  if (project.edited) {
    entries.push_back(
        vector_entry(project, names.machine, "Landslides before editing", kMachineStyle));
    entries.back().visible = false;
  }
  entries.push_back(vector_entry(project, names.blind, "Not assessable", kBlindStyle));
  entries.push_back(vector_entry(project, names.area, "Area of interest", kAreaStyle));
  entries.push_back(vector_entry(project, names.footprint, "Images", kFootprintStyle));
  entries.back().visible = false;
  for (std::size_t i = 0; i < project.rasters.size(); ++i) {
    entries.push_back(raster_entry(project, project.rasters[i], i + 1));
  }
  return entries;
}

}  // namespace

std::string qgis_project(const QgisProject& project) {
  std::string tree;
  std::string order;
  std::string layers;
  for (const Entry& entry : entries_of(project)) {
    tree += fmt::format("<layer-tree-layer id=\"{}\" name=\"{}\" checked=\"{}\" expanded=\"0\"/>\n",
                        entry.id, xml_escaped(entry.title),
                        entry.visible ? "Qt::Checked" : "Qt::Unchecked");
    order += fmt::format("<layer id=\"{}\"/>", entry.id);
    layers += entry.element + "\n";
  }
  const std::string crs = crs_element(*project.grid.crs());
  const std::string title = xml_escaped(project.title);
  return fmt::format(
      "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
      "<qgis projectname=\"{}\" version=\"3.22.0\">\n<title>{}</title>\n"
      "<projectCrs>{}</projectCrs>\n"
      "<layer-tree-group>\n{}</layer-tree-group>\n"
      "<mapcanvas name=\"theMapCanvas\"><units>meters</units>{}<rotation>0</rotation>"
      "<destinationsrs>{}</destinationsrs></mapcanvas>\n"
      "<projectlayers>\n{}</projectlayers>\n<layerorder>{}</layerorder>\n"
      "<properties><Paths><Absolute type=\"bool\">false</Absolute></Paths>"
      "<SpatialRefSys><ProjectionsEnabled type=\"int\">1</ProjectionsEnabled></SpatialRefSys>"
      "</properties>\n</qgis>\n",
      title, title, crs, tree, extent_element(project.grid), crs, layers, order);
}

}  // namespace scarp::product
