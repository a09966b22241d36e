#!/usr/bin/env python3
"""Opens the project and the GeoPackage of a scarp map in QGIS, without a screen.

    qgis_opens.py FOLDER

Prints what is wrong and ends with 1; 77 where QGIS is missing.
"""
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
try:
    from qgis.core import Qgis, QgsApplication, QgsProject, QgsVectorLayer
except ImportError:
    print("python3-qgis is missing")
    sys.exit(77)

LANDSLIDE_FILL = "#bd0026"
BLIND_FILL = "#6e6e6e"
wrong = []
told = []


def check(sound, what):
    if not sound:
        wrong.append(what)


def fill_of(layer):
    return layer.renderer().symbol().symbolLayer(0).fillColor().name()


def check_project(path):
    project = QgsProject.instance()
    check(project.read(path), "the project cannot be read: " + project.error())
    layers = project.mapLayers().values()
    check(len(layers) >= 6, f"the project holds {len(layers)} layers")
    for layer in layers:
        check(layer.isValid(), f"layer {layer.name()} of the project is not valid")
        check(layer.crs().isValid(), f"layer {layer.name()} has no reference system")
        check(layer.renderer() is not None, f"layer {layer.name()} has no renderer")
    by_name = {layer.name(): layer for layer in layers}
    check(fill_of(by_name["Landslides"]) == LANDSLIDE_FILL, "landslides have not their colour")
    check(by_name["Classes"].renderer().type() == "paletted", "classes are not shown as classes")
    check(len(by_name["Classes"].renderer().classes()) == 2, "the legend of classes is not whole")
    scores = [one for name, one in by_name.items() if name in ("score", "probability")]
    check(len(scores) == 1 and scores[0].renderer().type() == "singlebandpseudocolor",
          "the score is not shown by a ramp")
    check(project.crs().isValid() and project.crs() == by_name["Landslides"].crs(),
          "the project has another reference system than its layers")
    order = [layer.name() for layer in project.layerTreeRoot().layerOrder()]
    check(order[0] == "Landslides", f"{order[0]} is on top")
    project.clear()


def check_package(path, names):
    for name, colour in names.items():
        layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
        check(layer.isValid(), f"layer {name} is not valid")
        # As QGIS does when a person opens it: the style in the file is the default one.
        _, loaded = layer.loadDefaultStyle()
        check(loaded, f"layer {name} has no default style")
        check(colour is None or fill_of(layer) == colour,
              f"layer {name} is not styled by the file but {fill_of(layer)}")
        check(layer.featureCount() > 0 or colour == BLIND_FILL, f"layer {name} is empty")
    table = QgsVectorLayer(f"{path}|layername=source", "source", "ogr")
    check(table.isValid() and not table.isSpatial(), "source is no table")


folder = sys.argv[1]
QgsApplication.setPrefixPath("/usr", True)
application = QgsApplication([], False)
application.initQgis()
QgsApplication.messageLog().messageReceived.connect(
    lambda text, tag, level: told.append(text) if level >= Qgis.Warning else None)
package = os.path.join(folder, "landslides.gpkg")
cems = any(QgsVectorLayer(f"{package}|layername=observedEventA", "", "ogr").isValid()
           for _ in [0])
told.clear()  # that it was looked for
check_project(os.path.join(folder, "landslides.qgs"))
check_package(package, {"observedEventA": LANDSLIDE_FILL, "notAnalysedA": BLIND_FILL,
                        "imageFootprintA": None, "areaOfInterestA": None} if cems else
              {"observed_event": LANDSLIDE_FILL, "not_assessable": BLIND_FILL,
               "image_footprint": None, "area_of_interest": None})
check(not told, "QGIS says: " + "; ".join(told))
for text in wrong:
    print(f"{folder}: {text}")
# Without leaving in good order: taking down the libraries sometimes fails.
sys.stdout.flush()
os._exit(1 if wrong else 0)
