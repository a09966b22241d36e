// node report.mjs NAME PAGE LANDSLIDES.json PICTURES_FOLDER [HOSTILE_PAGE]
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { Chromium } from "./chromium.mjs";

const [name, page, geojson, pictures, hostile] = process.argv.slice(2);
const landslides = JSON.parse(readFileSync(geojson, "utf8")).features.map((one) => one.properties)
  .sort((a, b) => b.area_m2 - a.area_m2);
const url = (path) => `file://${path}`;
const pagesOf = (pdf) => pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
const label = (name) => `[...document.querySelectorAll("#layers label")].find((one) => one.textContent.trim() === ${JSON.stringify(name)})`;
const choose = async (tab, name) => {
  await tab.ask(`${label(name)}.click()`);
  await tab.settle();
};

// What a person reads of an attribute, from the GeoPackage's own number.
const minus = (text) => text.replace("-", "−");
const expected = (field, value) => {
  if (value === null) return "–";
  if (typeof value === "string") return value;
  if (field === "id") return `${value}`;
  if (field === "longitude" || field === "latitude") return `${Number(value.toPrecision(6))}`;
  if (field === "area_m2" && value >= 1e6) return `${(value / 1e6).toFixed(2)} km²`;
  if (field === "area_m2") return `${(value / 1e4).toFixed(2)} ha`;
  if (field.endsWith("_db")) return `${minus(value.toFixed(1))} dB`;
  if (field.endsWith("_deg")) return `${value.toFixed(1)}°`;
  return value.toFixed(2);
};

// Of the newest: an older one may still be fading.
const popup = (tab) => tab.ask(`(() => {
  const newest = [...document.querySelectorAll(".popup")].at(-1);
  return {
    title: newest?.querySelector("h3").textContent,
    values: [...(newest?.querySelectorAll("dd") ?? [])].map((one) => one.textContent),
  };
})()`);

const assertPopup = ({ title, values }) => {
  const index = Number(title.match(/^Landslide (\d+)$/)[1]) - 1;
  const wanted = Object.entries(landslides[index]).map(([field, value]) => expected(field, value));
  assert.deepEqual(values, wanted, title);
};

const checks = {
  async "opens from a file, asks the network for nothing and complains of nothing"(browser) {
    const tab = await browser.open(url(page));
    const elsewhere = tab.requests.filter((one) => one !== url(page) && !one.startsWith("data:"));
    assert.deepEqual(elsewhere, []);
    assert.deepEqual(tab.complaints, []);
    const count = await tab.ask(`document.querySelector(".key-figures dd").textContent`);
    assert.equal(Number(count), landslides.length);
    assert.ok(landslides.length > (hostile ? 5 : 0));
  },

  async "layers come and go, and fade"(browser) {
    const tab = await browser.open(url(page));
    const paths = () => tab.ask(`document.querySelectorAll("#map path.leaflet-interactive").length`);
    const shown = () => tab.ask(`[...document.querySelectorAll("#map img")].map((one) => one.alt)`);
    assert.deepEqual(await shown(), ["Before", "After"]);
    const all = await paths();
    await choose(tab, "Landslides");
    assert.equal(all - await paths(), landslides.length);
    await choose(tab, "Landslides");
    assert.equal(await paths(), all);
    await choose(tab, "Colour composite");
    assert.deepEqual(await shown(), ["Colour composite"]);
    await choose(tab, "None");
    await choose(tab, "Score");
    assert.deepEqual(await shown(), ["Score"]);
    await tab.ask(`(() => {
      const slider = document.querySelector('[aria-label="Opacity of Score"]');
      slider.value = 35;
      slider.dispatchEvent(new Event("input"));
    })()`);
    assert.equal(await tab.ask(`document.querySelector("#map img").style.opacity`), "0.35");
    await choose(tab, "Score");
    assert.deepEqual(await shown(), []);
    assert.deepEqual(tab.complaints, []);
  },

  async "before and after are swiped, by hand and by keyboard"(browser) {
    const tab = await browser.open(url(page));
    const at = () => tab.ask(`Number(document.querySelector(".divider").getAttribute("aria-valuenow"))`);
    const cut = () => tab.ask(`["Before", "After"].map((name) =>
      document.querySelector('#map img[alt="' + name + '"]').parentElement.style.clipPath)`);
    const box = await tab.ask(`(({ left, top, width, height }) => ({ left, top, width, height }))(document.getElementById("map").getBoundingClientRect())`);
    const middle = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    const before = await cut();
    assert.equal(await at(), 50);
    await tab.drag(middle, { x: box.left + 0.2 * box.width, y: middle.y });
    assert.equal(await at(), 20);
    const after = await cut();
    assert.notEqual(after[0], before[0]);
    assert.notEqual(after[1], before[1]);
    const centre = await tab.ask(`document.querySelector(".readout").textContent`);
    await tab.key("ArrowRight");
    assert.equal(await at(), 22);
    await tab.key("End");
    assert.equal(await at(), 100);
    assert.equal(await tab.ask(`document.querySelector(".readout").textContent`), centre); // the map stayed
    await choose(tab, "After");
    assert.equal(await tab.ask(`document.querySelector(".divider").hidden`), true);
    assert.deepEqual(tab.complaints, []);
  },

  async "each track has a swipe of its own"(browser) {
    const tab = await browser.open(url(page));
    const other = await tab.ask(`[...document.querySelectorAll("#layers label")].map((one) => one.textContent.trim())
      .find((one) => one.startsWith("Before and after, "))`);
    if (!other) return;
    const track = other.slice("Before and after, ".length);
    await choose(tab, other);
    const shown = await tab.ask(`[...document.querySelectorAll("#map img")].map((one) => one.alt)`);
    assert.deepEqual(shown.sort(), [`After, ${track}`, `Before, ${track}`]);
    const cut = (name) => tab.ask(`document.querySelector('#map img[alt="' + ${JSON.stringify(name)} + '"]').parentElement.style.clipPath`);
    const before = await cut(`Before, ${track}`);
    await tab.ask(`document.querySelector(".divider").focus()`);
    await tab.key("End");
    assert.notEqual(await cut(`Before, ${track}`), before);
    await choose(tab, "Before and after");
    assert.match(await cut("After"), /polygon/);
    assert.deepEqual(tab.complaints, []);
  },

  async "popups say what the GeoPackage says"(browser) {
    const tab = await browser.open(url(page));
    for (let i = 0; i < landslides.length; i += 1) {
      await tab.ask(`document.querySelectorAll("button.show")[${i}].click()`);
      const told = await popup(tab);
      assert.equal(told.title, `Landslide ${i + 1}`);
      assertPopup(told);
    }
    // A click on the map finds the same.
    await tab.ask(`document.querySelectorAll("button.show")[0].click()`);
    await tab.ask(`document.querySelector(".leaflet-popup-close-button").click()`);
    await tab.settle(600);
    const place = await tab.ask(`(() => {
      const box = document.getElementById("map").getBoundingClientRect();
      for (let y = box.top + 60; y < Math.min(box.bottom, innerHeight) - 60; y += 3) {
        for (let x = box.left + 60; x < box.right - 60; x += 3) {
          const hit = document.elementFromPoint(x, y);
          if (hit?.tagName === "path" && hit.getAttribute("stroke") === "#ffd21f") return { x, y };
        }
      }
    })()`);
    assert.ok(place, "no landslide in sight");
    await tab.click(place.x, place.y);
    assertPopup(await popup(tab));
    assert.deepEqual(tab.complaints, []);
  },

  async "prints on one page, whatever it has to say"(browser) {
    for (const file of hostile ? [page, hostile] : [page]) {
      const tab = await browser.open(url(file));
      const pdf = await tab.pdf();
      assert.equal(pagesOf(pdf), 1, file);
      if (file === page) writeFileSync(`${pictures}/${name}.pdf`, pdf);
      assert.equal(await tab.ask(`document.documentElement.classList.contains("printing")`), false);
    }
  },

  async "on paper nothing of method and limits is cut off"(browser) {
    const tab = await browser.open(url(page));
    await tab.send("Emulation.setDeviceMetricsOverride", { width: 695, height: 1013, deviceScaleFactor: 1, mobile: false });
    await tab.send("Emulation.setEmulatedMedia", { media: "print" });
    await tab.settle();
    const [last, end, right] = await tab.ask(`(() => {
      const words = [...document.querySelectorAll("main section p")].filter((one) => one.getClientRects().length);
      const boxes = words.map((one) => one.getBoundingClientRect());
      return [Math.max(...boxes.map((one) => one.bottom)), document.body.getBoundingClientRect().bottom, Math.max(...boxes.map((one) => one.right))];
    })()`);
    assert.ok(last <= end && right <= 700, `${last} of ${end}, ${right}`);
  },

  async "hostile texts stay texts"(browser) {
    if (!hostile) return;
    const tab = await browser.open(url(hostile));
    assert.equal(await tab.ask(`document.querySelector("h1").textContent`), "</title><script>alert(2)</script>");
    assert.match(await tab.ask(`document.querySelector(".facts").textContent`), /<\/script><script>alert\(1\)/);
    assert.equal(await tab.ask(`document.querySelectorAll("body img:not(#map img)").length`), 0);
    assert.deepEqual(tab.complaints, []);
  },

  async "can be read: contrast, keyboard, phone"(browser) {
    for (const [look, how] of Object.entries({
      light: {}, dark: { dark: true }, phone: { width: 390, height: 844, mobile: true },
    })) {
      const tab = await browser.open(url(page), how);
      assert.deepEqual(await tab.ask(weakTexts), [], look);
      assert.ok(await tab.ask(`document.documentElement.scrollWidth <= innerWidth`), `${look} is too wide`);
      await tab.key("Tab");
      assert.equal(await tab.ask(`document.activeElement.className`), "skip");
      await tab.ask(`document.activeElement.blur()`);
      writeFileSync(`${pictures}/${name}-${look}.png`, await tab.screenshot());
      assert.deepEqual(tab.complaints, []);
    }
  },
};

// Texts whose contrast is below 4.5 : 1 (WCAG 2, AA), in the page.
const weakTexts = `(() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = numbers(colour).map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const opaque = (colour) => numbers(colour)[3] === undefined || numbers(colour)[3] > 0.8;
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (opaque(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const weak = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((one) => one.nodeType === 3 && one.textContent.trim());
    if (!own || ["SCRIPT", "NOSCRIPT", "STYLE"].includes(node.tagName)) continue;
    const style = getComputedStyle(node);
    const [a, b] = [luminance(node instanceof SVGElement ? style.fill : style.color), luminance(ground(node))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5 && node.getClientRects().length) weak.push(node.tagName + " " + node.textContent.slice(0, 30) + " " + contrast.toFixed(2));
  }
  return weak;
})()`;

const browser = new Chromium();
let failed = 0;
for (const [what, check] of Object.entries(checks)) {
  try {
    await check(browser);
  } catch (error) {
    failed += 1;
    console.log(`${name}: ${what}: ${error.message}`);
  }
}
await browser.close();
process.exitCode = failed ? 1 : 0;
