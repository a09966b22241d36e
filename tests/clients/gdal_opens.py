#!/usr/bin/env python3
"""Every raster and vector file of folders, as GDAL sees them.

    gdal_opens.py FOLDER …

Rasters and vectors open without a warning (gdalinfo, ogrinfo), and every .tif passes GDAL's own
validator of cloud-optimised GeoTIFF. Prints what is wrong and ends with 1; 77 where GDAL is
missing.
"""
import pathlib
import shutil
import subprocess
import sys

try:
    from osgeo_utils.samples import validate_cloud_optimized_geotiff as cog
except ImportError:
    print("python3-gdal is missing")
    sys.exit(77)
if not shutil.which("gdalinfo") or not shutil.which("ogrinfo"):
    print("gdal-bin is missing")
    sys.exit(77)

wrong = []


def run_clean(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode or done.stderr.strip() or "Warning" in done.stdout:
        wrong.append(f"{' '.join(command)}: {done.stderr.strip() or done.stdout[:500]}")


def check_cog(path):
    try:
        warnings, errors, _ = cog.validate(str(path), full_check=True)
    except cog.ValidateCloudOptimizedGeoTIFFException as error:
        warnings, errors = [], [str(error)]
    wrong.extend(f"{path}: {text}" for text in warnings + errors)


rasters = vectors = 0
for folder in map(pathlib.Path, sys.argv[1:]):
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".tif", ".png"):
            rasters += 1
            run_clean("gdalinfo", "-checksum", "-stats", "--config", "GDAL_PAM_ENABLED", "NO", str(path))
        if path.suffix == ".tif":
            check_cog(path)
        if path.suffix in (".gpkg", ".geojson"):
            vectors += 1
            run_clean("ogrinfo", "-ro", "-al", str(path))
if not rasters or not vectors:
    wrong.append("there is nothing to be opened")
print("\n".join(wrong), end="")
sys.exit(1 if wrong else 0)
