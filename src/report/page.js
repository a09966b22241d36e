"use strict";
// Draws the map of a report from the data in the page. Everything else stands in the HTML already.
// Texts go into the page as text, never as HTML: they come from files that anyone may have written.
(() => {
  const page = JSON.parse(document.getElementById("page-data").textContent);

  const element = (tag, className, ...children) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...children);
    return made;
  };

  const frame = document.getElementById("map");
  const snap = 0.25; // of a zoom level
  const map = L.map(frame, {
    attributionControl: false, // it stands at the head of the file
    zoomSnap: snap,
    zoomDelta: 0.5,
    maxZoom: 19,
    scrollWheelZoom: false, // else the page cannot be scrolled past the map
  });
  frame.addEventListener("focusin", () => map.scrollWheelZoom.enable());
  frame.addEventListener("focusout", () => map.scrollWheelZoom.disable());
  L.control.scale({ imperial: false, maxWidth: frame.clientWidth < 500 ? 70 : 140 }).addTo(map);

  // ---- Pictures, each in a pane of its own so that it can be cut

  const overlays = page.pictures.map((picture, index) => {
    const pane = map.createPane(`picture-${index}`);
    pane.style.zIndex = picture.background ? 200 + index : 300 + index;
    const image = L.imageOverlay(`data:image/png;base64,${picture.png}`, picture.bounds, {
      pane: `picture-${index}`,
      opacity: picture.opacity,
      alt: picture.name,
    });
    picture.png = ""; // the image has it now
    return image;
  });

  // Parts with more detail lie over the picture as long as the screen can show it.
  const tiles = page.pictures.map((picture, index) => picture.tiles.map(({ bounds, png }) =>
    L.imageOverlay(`data:image/png;base64,${png}`, bounds, { pane: `picture-${index}`, alt: "" })));
  const tileCells = 256; // along an edge
  const placeTiles = () => {
    const view = map.getBounds();
    tiles.forEach((list, index) => {
      const on = map.hasLayer(overlays[index]);
      for (const tile of list) {
        const box = tile.getBounds();
        const width = map.project(box.getNorthEast()).x - map.project(box.getNorthWest()).x;
        const wanted = on && width > tileCells / 2 && view.intersects(box);
        if (wanted === map.hasLayer(tile)) continue;
        if (wanted) tile.addTo(map);
        else tile.remove();
      }
    });
  };

  const show = (layer, shown) => (shown ? layer.addTo(map) : layer.remove());

  // ---- Outlines

  const styles = {
    landslide: { color: "#ffd21f", weight: 1.6, fillColor: "#ffd21f", fillOpacity: 0.1, casing: "#1b1400" },
    truth: { color: "#56e0ff", weight: 1.6, fill: false, dashArray: "5 3", casing: "#00222c" },
    blind: { color: "#c3ced6", weight: 1, fillColor: "url(#hatch)", fillOpacity: 1 },
    machine: { color: "#d3b4ff", weight: 1.5, fill: false, dashArray: "6 4" },
    footprint: { color: "#8fa0ad", weight: 1.5, fill: false, dashArray: "2 4" },
    area: { color: "#ffffff", weight: 2, fill: false, dashArray: "8 5", casing: "#1b2126" },
  };

  // Rings are steps in millionths of a degree, longitude and latitude in turn.
  const corners = (ring) => {
    const points = [];
    let x = 0;
    let y = 0;
    for (let i = 0; i < ring.length; i += 2) {
      x += ring[i];
      y += ring[i + 1];
      points.push([y / 1e6, x / 1e6]);
    }
    return points;
  };

  const popup = (layer, index) => {
    const list = element("dl");
    layer.columns.forEach((column, i) => {
      list.append(element("dt", "", column), element("dd", "", layer.values[index][i] ?? "–"));
    });
    return element("div", "popup", element("h3", "", `${layer.one} ${index + 1}`), list);
  };

  // Many outlines are quicker on a canvas, which knows no hatching.
  const many = page.layers.reduce((sum, layer) => sum + layer.shapes.length, 0) > 4000;
  const outlines = page.layers.map((layer) => {
    const { casing, ...style } = styles[layer.style];
    const crowded = layer.shapes.length > 500;
    if (crowded) style.weight = 1;
    const canvas = many && layer.style !== "blind";
    const renderer = canvas ? L.canvas({ padding: 0.5 }) : L.svg({ padding: 0.5 });
    const group = L.featureGroup();
    const shapes = layer.shapes.map((shape) => shape.map((polygon) => polygon.map(corners)));
    if (casing) {
      for (const shape of shapes) {
        L.polygon(shape, { renderer, color: casing, weight: style.weight + (crowded ? 1 : 1.8), opacity: 0.75, fill: false, interactive: false }).addTo(group);
      }
    }
    const polygons = shapes.map((shape, index) =>
      L.polygon(shape, { renderer, ...style })
        .bindPopup(() => popup(layer, index), { maxWidth: 300, autoPanPadding: [30, 30] })
        .on("mouseover", (event) => event.target.setStyle({ weight: style.weight + 1.5 }))
        .on("mouseout", (event) => event.target.setStyle({ weight: style.weight }))
        .addTo(group));
    return { group, polygons, style, casing };
  });

  // ---- The area that is shown

  const home = () => {
    const bounds = L.latLngBounds([]);
    for (const picture of page.pictures) bounds.extend(picture.bounds);
    if (bounds.isValid()) return bounds; // images reach far beyond what is mapped
    for (const { group } of outlines) if (group.getLayers().length) bounds.extend(group.getBounds());
    return bounds.isValid() ? bounds : L.latLngBounds([[-60, -180], [75, 180]]);
  };
  map.fitBounds(home(), { animate: false, padding: [4, 4] });

  // Cells are shown as they are once they are larger than the pixels of the screen.
  const sharpen = () => {
    const close = overlays.some((image) => {
      const box = image.getBounds();
      const width = map.project(box.getNorthEast()).x - map.project(box.getNorthWest()).x;
      return image.getElement()?.naturalWidth < width;
    });
    frame.classList.toggle("close", close);
  };
  map.on("zoomend layeradd", sharpen);
  map.on("moveend", placeTiles);

  // ---- Swipe between before and after

  const divider = element("div", "divider");
  const labels = [element("div", "side before", "Before"), element("div", "side after", "After")];
  let swiping = null; // the pair that is swiped between
  let share = 0.5; // of the map's width that shows before

  const cut = (picture, from, to) => {
    const { y: top } = map.containerPointToLayerPoint([0, 0]);
    const { y: bottom } = map.containerPointToLayerPoint([0, map.getSize().y]);
    const left = map.containerPointToLayerPoint([from, 0]).x;
    const right = map.containerPointToLayerPoint([to, 0]).x;
    map.getPane(`picture-${picture}`).style.clipPath =
      `polygon(${left}px ${top}px, ${right}px ${top}px, ${right}px ${bottom}px, ${left}px ${bottom}px)`;
  };

  const placeDivider = () => {
    if (!swiping) return;
    const width = map.getSize().x;
    const at = Math.round(share * width);
    cut(swiping.before, 0, at);
    cut(swiping.after, at, width);
    divider.style.left = `${at}px`;
    labels[0].style.left = `${at}px`;
    labels[1].style.left = `${at}px`;
    divider.setAttribute("aria-valuenow", Math.round(100 * share));
    divider.setAttribute("aria-valuetext", `${Math.round(100 * share)} % before`);
  };

  const moveDivider = (next) => {
    share = Math.min(1, Math.max(0, next));
    placeDivider();
  };

  const setSwiping = (pair) => {
    swiping = pair;
    for (const part of [divider, ...labels]) part.hidden = !pair;
    for (const index of page.swipes.flatMap(({ before, after }) => [before, after])) {
      map.getPane(`picture-${index}`).style.clipPath = "none";
    }
    placeDivider();
  };

  const addDivider = () => {
    divider.tabIndex = 0;
    const words = {
      role: "slider", "aria-label": "Swipe between before and after", "aria-orientation": "horizontal",
      "aria-valuemin": 0, "aria-valuemax": 100,
    };
    for (const [name, value] of Object.entries(words)) divider.setAttribute(name, value);
    frame.append(...labels, divider);
    L.DomEvent.disableClickPropagation(divider);
    divider.addEventListener("pointerdown", (event) => {
      divider.setPointerCapture(event.pointerId);
      event.preventDefault();
      divider.focus({ preventScroll: true });
    });
    divider.addEventListener("pointermove", (event) => {
      if (!divider.hasPointerCapture(event.pointerId)) return;
      const box = frame.getBoundingClientRect();
      moveDivider((event.clientX - box.left) / box.width);
    });
    divider.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? 0.1 : 0.02;
      const next = { ArrowLeft: share - step, ArrowRight: share + step, Home: 0, End: 1 }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      event.stopPropagation(); // the map would move too
      moveDivider(next);
    });
    map.on("move zoom viewreset zoomend moveend resize", placeDivider);
    // It would lie over what a popup says.
    map.on("popupopen", () => frame.classList.add("asked"));
    map.on("popupclose", () => frame.classList.remove("asked"));
  };
  if (page.swipes.length) addDivider();

  // ---- Layers: one background, and what is drawn over it

  const drawRamp = (colours) => {
    const canvas = element("canvas");
    canvas.width = colours.length;
    canvas.height = 1;
    const pen = canvas.getContext("2d");
    colours.forEach((colour, i) => {
      pen.fillStyle = colour;
      pen.fillRect(i, 0, 1, 1);
    });
    return canvas;
  };

  const drawSwatch = (colour) => {
    const canvas = drawRamp([colour]);
    canvas.style.width = "16px";
    canvas.style.height = "11px";
    return canvas;
  };

  const legendOf = ({ ramp, low, high, swatches }) => {
    const parts = [];
    if (ramp.length) parts.push(element("div", "ramp", low, drawRamp(ramp), high));
    if (swatches.length) {
      parts.push(element("ul", "swatches",
        ...swatches.map(({ colour, meaning }) => element("li", "", drawSwatch(colour), meaning))));
    }
    return parts;
  };

  // How an outline looks, on the grey that most of it lies on.
  const drawSample = ({ style, casing }) => {
    const canvas = element("canvas", "sample");
    const scale = 2;
    canvas.width = 30 * scale;
    canvas.height = 16 * scale;
    canvas.style.width = "30px";
    canvas.style.height = "16px";
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    pen.fillStyle = "#6d757c";
    pen.fillRect(0, 0, 30, 16);
    const box = (colour, width, dash) => {
      pen.setLineDash(dash);
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.strokeRect(6, 4, 18, 8);
    };
    if (style.fillColor?.startsWith("url")) {
      pen.strokeStyle = "#e8eef2";
      for (let x = -4; x < 30; x += 5) {
        pen.beginPath();
        pen.moveTo(Math.max(6, x), x < 6 ? 12 - (6 - x) : 12);
        pen.lineTo(Math.min(24, x + 8), x + 8 > 24 ? 4 + (x + 8 - 24) : 4);
        if (x > -2 && x < 24) pen.stroke();
      }
    }
    if (casing) box(casing, style.weight + 2, []);
    box(style.color, style.weight, (style.dashArray ?? "").split(" ").filter(Boolean).map(Number));
    return canvas;
  };

  const row = (type, name, shown, choose, parts) => {
    const input = element("input");
    input.type = type;
    input.checked = shown;
    if (type === "radio") input.name = "background";
    input.addEventListener("change", () => choose(input.checked));
    const label = element("label", "", input, name, ...(parts.sample ? [parts.sample] : []));
    const more = element("div", "more", ...(parts.more ?? []));
    more.hidden = !shown;
    return { node: element("div", "layer", label, ...(parts.more ? [more] : [])), input, more };
  };

  const opacityOf = (index) => {
    const input = element("input");
    Object.assign(input, { type: "range", min: 0, max: 100, step: 5 });
    input.value = Math.round(100 * page.pictures[index].opacity);
    input.setAttribute("aria-label", `Opacity of ${page.pictures[index].name}`);
    input.addEventListener("input", () => overlays[index].setOpacity(input.value / 100));
    return element("div", "opacity", "Opacity", input);
  };

  const about = (picture, index, withOpacity) => [
    element("p", "", picture.description), ...legendOf(picture.legend), ...(withOpacity ? [opacityOf(index)] : []),
  ];

  // The choices of background: names, and the pictures each shows.
  const backgrounds = () => {
    const choices = [];
    page.swipes.forEach((pair, index) => {
      const { name, before, after } = pair;
      choices.push({
        name, pair, pictures: [before, after], shown: index === 0,
        more: [element("p", "", page.pictures[before].description.replace(/\.$/, " (before);")
          + " " + page.pictures[after].description.replace(/\.$/, " (after).").replace(/^Radar backscatter [^,]*, /, "")),
        ...legendOf(page.pictures[before].legend)],
      });
    });
    page.pictures.forEach((picture, index) => {
      if (!picture.background) return;
      choices.push({ name: picture.name, pictures: [index], shown: picture.shown && !page.swipes.length, more: about(picture, index, false) });
    });
    if (choices.length) choices.push({ name: "None", pictures: [], shown: !choices.some((one) => one.shown) });
    return choices;
  };

  const chooseBackground = (chosen, rows) => {
    page.pictures.forEach((picture, index) => {
      if (picture.background) show(overlays[index], chosen.pictures.includes(index));
    });
    placeTiles();
    for (const { choice, more } of rows) more.hidden = choice !== chosen;
    if (page.swipes.length) setSwiping(chosen.pair ?? null);
  };

  const addLayerChoices = () => {
    const form = document.getElementById("layers");
    const rows = [];
    for (const choice of backgrounds()) {
      const made = row("radio", choice.name, choice.shown, () => chooseBackground(choice, rows), { more: choice.more });
      rows.push({ ...made, choice });
    }
    const pictures = element("fieldset", "", element("legend", "", "Picture"), ...rows.map(({ node }) => node));
    const over = element("fieldset", "", element("legend", "", "On top"));
    page.layers.forEach((layer, index) => {
      const { group } = outlines[index];
      const made = row("checkbox", layer.name, layer.shown, (shown) => { show(group, shown); made.more.hidden = !shown; },
        { more: [element("p", "", layer.description)], sample: drawSample(outlines[index]) });
      outlines[index].input = made.input;
      show(group, layer.shown);
      over.append(made.node);
    });
    page.pictures.forEach((picture, index) => {
      if (picture.background) return;
      const made = row("checkbox", picture.name, picture.shown, (shown) => { show(overlays[index], shown); made.more.hidden = !shown; },
        { more: about(picture, index, true) });
      show(overlays[index], picture.shown);
      over.append(made.node);
    });
    if (rows.length) form.append(pictures);
    form.append(over);
    const first = rows.find(({ choice }) => choice.shown);
    if (first) chooseBackground(first.choice, rows);
  };
  addLayerChoices();

  // ---- Where the pointer is, or without one the middle of the map

  const readout = L.control({ position: "bottomright" });
  readout.onAdd = () => element("div", "readout");
  readout.addTo(map);
  const degrees = (value, positive, negative) => `${Math.abs(value).toFixed(5)}° ${value < 0 ? negative : positive}`;
  const tell = (place, what) => {
    const { lat, lng } = place.wrap();
    readout.getContainer().textContent = `${what}${degrees(lat, "N", "S")}, ${degrees(lng, "E", "W")}`;
  };
  map.on("mousemove", (event) => tell(event.latlng, ""));
  map.on("moveend mouseout", () => tell(map.getCenter(), "Centre "));
  tell(map.getCenter(), "Centre ");

  // ---- From the table to the map

  for (const button of document.querySelectorAll("button.show")) {
    button.addEventListener("click", () => {
      const { group, polygons, input } = outlines[button.dataset.layer];
      const polygon = polygons[button.dataset.outline];
      if (!input.checked) input.click();
      show(group, true);
      map.fitBounds(polygon.getBounds(), { maxZoom: 15.5, animate: false });
      polygon.openPopup();
      frame.scrollIntoView({ block: "center" });
      frame.focus({ preventScroll: true });
    });
  }

  // ---- On paper the map has another size, and shows the same area

  // Outlines on a canvas go onto paper as a picture: as lines, which Chromium makes of them, some
  // readers of PDF files lose them, and all that lies below.
  const drawCopies = () => {
    for (const canvas of frame.querySelectorAll(".leaflet-pane canvas")) {
      const copy = element("canvas", `${canvas.className} copy`);
      copy.width = canvas.width;
      copy.height = canvas.height;
      for (const name of ["width", "height", "transform"]) copy.style[name] = canvas.style[name];
      if (copy.width && copy.height) copy.getContext("2d").drawImage(canvas, 0, 0);
      canvas.after(copy);
    }
  };

  let onScreen = null;
  const toPaper = () => {
    if (onScreen) return;
    onScreen = { centre: map.getCenter(), zoom: map.getZoom() };
    const all = home();
    const wanted = map.getBounds().contains(all) ? all : map.getBounds();
    document.documentElement.classList.add("printing");
    map.options.zoomSnap = 0;
    map.invalidateSize({ animate: false });
    map.fitBounds(wanted, { animate: false, padding: [4, 4] });
    drawCopies();
  };
  const toScreen = () => {
    for (const copy of frame.querySelectorAll("canvas.copy")) copy.remove();
    document.documentElement.classList.remove("printing");
    map.options.zoomSnap = snap;
    map.invalidateSize({ animate: false });
    if (onScreen) map.setView(onScreen.centre, onScreen.zoom, { animate: false });
    onScreen = null;
  };
  window.addEventListener("beforeprint", toPaper);
  window.addEventListener("afterprint", toScreen);
})();
