#!/usr/bin/env python3
"""Draws figures 3 and 5 of Nava et al. (2022) from a finished experiment of paper.py.

Figure 3: the inventory on the relief, and on the descending dates as red, green and blue. Figure 5:
what became of each cell, on all of the area and on two parts of it. Needs `python3-gdal
python3-numpy`.
"""

import argparse
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr

gdal.UseExceptions()
ogr.UseExceptions()

WHITE, YELLOW = (255, 255, 255), (255, 215, 0)
GAP = 8  # pixels between panels
CLOSE = (240, 380)  # rows and columns of figure 3
PART = (300, 480)  # of the parts of figure 5
STEP = 4  # cells of a pixel in the overview


def read(path, window=None, band=1):
    image = gdal.Open(str(path))
    return image.GetRasterBand(band).ReadAsArray(*(window or ()))


def densest(truth, shape, apart_from=None):
    """Upper left corner of the part of `shape` with most landslide, not over another one."""
    rows, cols = shape
    sums = np.pad(truth.astype(np.int64).cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    inside = sums[rows:, cols:] - sums[:-rows, cols:] - sums[rows:, :-cols] + sums[:-rows, :-cols]
    if apart_from:
        top, left = (max(0, edge - size) for edge, size in zip(apart_from, shape))
        inside[top : apart_from[0] + rows, left : apart_from[1] + cols] = 0
    return np.unravel_index(inside.argmax(), inside.shape)


def rasterised(outlines, like):
    source = gdal.Open(str(like))
    image = gdal.GetDriverByName("MEM").Create("", source.RasterXSize, source.RasterYSize, 1)
    image.SetGeoTransform(source.GetGeoTransform())
    image.SetProjection(source.GetProjection())
    layers = ogr.Open(str(outlines))
    gdal.RasterizeLayer(image, [1], layers.GetLayer(), burn_values=[1])
    return image.ReadAsArray() > 0


def edges(mask):
    inside = mask.copy()
    for axis in (0, 1):
        for step in (1, -1):
            inside &= np.roll(mask, step, axis)
    return mask & ~inside


def in_bytes(values):
    low, high = np.nanquantile(values, (0.02, 0.98))
    levels = (15 * np.clip((np.nan_to_num(values, nan=low) - low) / (high - low), 0, 1)).astype(np.uint8)
    return levels * 17  # few levels make small files


def beside(*panels):
    gap = np.full((panels[0].shape[0], GAP, 3), WHITE, np.uint8)
    parts = [panels[0]]
    for panel in panels[1:]:
        parts += [gap, panel]
    return np.concatenate(parts, 1)


def write(path, image):
    memory = gdal.GetDriverByName("MEM").Create("", image.shape[1], image.shape[0], 3)
    for band in range(3):
        memory.GetRasterBand(band + 1).WriteArray(image[:, :, band])
    gdal.GetDriverByName("PNG").CreateCopy(str(path), memory, options=["ZLEVEL=9"])
    Path(f"{path}.aux.xml").unlink(missing_ok=True)


def figure_3(work, out):
    stack = work / "stacks" / "D_BAA_S" / "stack.tif"
    truth = rasterised(work / "event" / "descending" / "truth.gpkg", stack)
    row, col = map(int, densest(truth, CLOSE))
    window = (col, row, CLOSE[1], CLOSE[0])
    hills = gdal.DEMProcessing("", str(work / "event" / "dem.tif"), "hillshade", format="MEM", zFactor=1)
    grey = in_bytes(hills.ReadAsArray(*window).astype(float))
    relief = np.stack([grey] * 3, -1)
    composite = np.stack([in_bytes(read(stack, window, band)) for band in (1, 2, 3)], -1)
    outline = edges(truth[row : row + CLOSE[0], col : col + CLOSE[1]])
    for panel in (relief, composite):
        panel[outline] = YELLOW
    write(out / "paper-figure-3.png", beside(relief, composite))


def figure_5(work, out):
    path = work / "map" / "scores" / "confusion.tif"
    image = gdal.Open(str(path))
    table = image.GetRasterBand(1).GetColorTable()
    colours = np.array([table.GetColorEntry(i)[:3] for i in range(5)], np.uint8)
    cells = read(path)
    truth = np.isin(cells, (2, 3))
    first = densest(truth, PART)
    second = densest(truth, PART, first)
    parts = [colours[cells[r : r + PART[0], c : c + PART[1]]] for r, c in (first, second)]
    below = beside(*parts)
    # Of the cells of a pixel a landslide or false alarm is shown before others.
    rows, cols = (size // STEP * STEP for size in cells.shape)
    order = np.array([0, 1, 4, 3, 2])[cells[:rows, :cols]]
    blocks = order.reshape(rows // STEP, STEP, cols // STEP, STEP).max((1, 3))
    above = colours[np.array([0, 1, 4, 3, 2])[blocks]]
    width = max(above.shape[1], below.shape[1])
    sheet = np.full((above.shape[0] + GAP + below.shape[0], width, 3), WHITE, np.uint8)
    sheet[: above.shape[0], : above.shape[1]] = above
    sheet[above.shape[0] + GAP :, : below.shape[1]] = below
    write(out / "paper-figure-5.png", sheet)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", required=True, type=Path, help="folder of the experiment")
    parser.add_argument("--out", required=True, type=Path, help="folder for the pictures")
    options = parser.parse_args()
    figure_3(options.work, options.out)
    figure_5(options.work, options.out)


if __name__ == "__main__":
    main()
