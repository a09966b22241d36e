#!/usr/bin/env python3
"""A STAC item against the schemas of STAC and its extensions.

    stac_valid.py SCHEMAS ITEM.json [EXTENSION …]

SCHEMAS is a folder with item-spec/item.json and a file for each extension, but for those named, of
which there is no copy. Every asset has to be there, too. Prints what is wrong and ends with 1; 77 where python3-jsonschema or SCHEMAS is missing.
"""
import json
import pathlib
import sys
import warnings

warnings.simplefilter("ignore")  # a newer jsonschema says that RefResolver will go
try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is missing")
    sys.exit(77)

schemas, item_path = map(pathlib.Path, sys.argv[1:3])
without = sys.argv[3:]
if not (schemas / "item-spec" / "item.json").exists():
    print(f"the schemas of STAC are missing in {schemas}")
    sys.exit(77)

POSITION = {"type": "array", "minItems": 2, "items": {"type": "number"}}
RING = {"type": "array", "minItems": 4, "items": POSITION}
# What the schemas ask of GeoJSON, of which there is no copy: polygons with whole rings.
GEOMETRY = {"type": "object", "required": ["type", "coordinates"],
            "properties": {"type": {"const": "Polygon"},
                           "coordinates": {"type": "array", "minItems": 1, "items": RING}}}
FEATURE = {"type": "object", "required": ["type", "geometry", "properties"],
           "properties": {"type": {"const": "Feature"}}}
# What the schema of models asks of other extensions, likewise.
NUMBERS = {"enum": ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32",
                    "float64"]}
RASTER = {"definitions": {"bands": {"items": {"properties": {"data_type": NUMBERS}}}}}
CLASS = {"type": "object", "required": ["value", "description"],
         "properties": {"value": {"type": "integer"}, "name": {"pattern": "^[0-9A-Za-z-_]+$"}}}
CLASSES = {"type": "array", "minItems": 1, "items": CLASS}
CLASSIFICATION = {"definitions": {"fields": {"properties": {"classification:classes": CLASSES}}}}
OTHERS = {"https://geojson.org/schema/Feature.json": FEATURE,
          "https://geojson.org/schema/Geometry.json": GEOMETRY,
          "https://proj.org/schemas/v0.7/projjson.schema.json": {"type": "object"},
          "https://stac-extensions.github.io/raster/v1.1.0/schema.json": RASTER,
          "https://stac-extensions.github.io/classification/v1.1.0/schema.json": CLASSIFICATION}


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def store():
    """All schemas by the names they call each other."""
    found = dict(OTHERS)
    for path in schemas.rglob("*.json"):
        found[path.resolve().as_uri()] = read(path)
    return found


def errors_of(item, schema_path):
    schema = read(schema_path)
    schema.pop("$id", None)  # references are to the files beside it
    uri = schema_path.resolve().as_uri()
    known = store()
    for one in known.values():
        if isinstance(one, dict):
            one.pop("$id", None)
    resolver = jsonschema.RefResolver(uri, schema, store=known)
    validator = jsonschema.Draft7Validator(schema, resolver=resolver)
    for error in validator.iter_errors(item):
        yield f"{schema_path.name}: {'/'.join(map(str, error.absolute_path))}: {error.message[:400]}"


item = read(item_path)
wrong = []
# The copy at hand is of the last draft of 1.1.0 and knows its own number alone.
draft = "1.1.0-beta.1"
if item["stac_version"] != "1.1.0":
    wrong.append(f"is of STAC {item['stac_version']}")
as_draft = dict(item, stac_version=draft)
wrong += errors_of(as_draft, schemas / "item-spec" / "item.json")
checked = 0
for extension in item["stac_extensions"]:
    name = extension.split("/")[3]
    if name in without:
        continue
    path = schemas / f"{name}.json"
    if not path.exists() or read(path)["$id"].rstrip("#") != extension:
        wrong.append(f"{extension} is not known")
        continue
    checked += 1
    wrong += errors_of(item, path)
if checked + len(without) < 3 or checked == 0:
    wrong.append(f"{checked} extensions alone were checked")
for name, asset in item["assets"].items():
    if not (item_path.parent / asset["href"]).exists():
        wrong.append(f"asset {name}: no {asset['href']}")
print("\n".join(wrong), end="")
sys.exit(1 if wrong else 0)
