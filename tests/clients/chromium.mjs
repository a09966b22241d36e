// Drives a headless Chromium through its DevTools protocol, over a pipe: nothing to install.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export class Chromium {
  #program;
  #profile = mkdtempSync(join(tmpdir(), "chromium-"));
  #pending = new Map();
  #listeners = [];
  #next = 1;
  #rest = "";

  constructor(program = "chromium") {
    this.#program = spawn(program, [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--hide-scrollbars",
      "--force-device-scale-factor=1", `--user-data-dir=${this.#profile}`, "about:blank",
    ], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    this.#program.stdio[4].setEncoding("utf8").on("data", (text) => this.#hear(text));
    this.#program.on("exit", () => {
      for (const { reject } of this.#pending.values()) reject(new Error("Chromium has ended"));
    });
  }

  // Messages end in a zero.
  #hear(text) {
    const messages = (this.#rest + text).split("\0");
    this.#rest = messages.pop();
    for (const message of messages.map((one) => JSON.parse(one))) {
      if (message.id) {
        const { resolve, reject } = this.#pending.get(message.id);
        this.#pending.delete(message.id);
        if (message.error) reject(new Error(message.error.message));
        else resolve(message.result);
      } else {
        for (const listener of this.#listeners) listener(message);
      }
    }
  }

  send(method, params = {}, sessionId = undefined) {
    const id = this.#next++;
    this.#program.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
  }

  // A tab that notes what it asks the network for and what it complains of.
  async open(url, { width = 1440, height = 1100, dark = false, mobile = false } = {}) {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const tab = new Tab(this, sessionId);
    this.#listeners.push((message) => message.sessionId === sessionId && tab.hear(message));
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await tab.send(`${domain}.enable`);
    await tab.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile });
    await tab.send("Emulation.setEmulatedMedia", {
      features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }],
    });
    await tab.send("Page.navigate", { url });
    await tab.loaded;
    await tab.settle();
    return tab;
  }

  async close() {
    const ended = new Promise((resolve) => { this.#program.on("exit", resolve); });
    this.send("Browser.close").catch(() => {});
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

class Tab {
  requests = [];
  complaints = [];
  #loaded;
  loaded = new Promise((resolve) => { this.#loaded = resolve; });

  constructor(browser, session) {
    this.browser = browser;
    this.session = session;
  }

  hear({ method, params }) {
    if (method === "Page.loadEventFired") this.#loaded();
    if (method === "Network.requestWillBeSent") this.requests.push(params.request.url);
    if (method === "Runtime.exceptionThrown") this.complaints.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    if (method === "Runtime.consoleAPICalled" && params.type !== "log") this.complaints.push(JSON.stringify(params.args));
    if (method === "Log.entryAdded") this.complaints.push(params.entry.text);
  }

  send(method, params) {
    return this.browser.send(method, params, this.session);
  }

  // The value of an expression in the page.
  async ask(expression) {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return result.value;
  }

  // Until two frames have been drawn after what was done last.
  settle(milliseconds = 350) {
    return this.ask(`new Promise((done) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), ${milliseconds}))`);
  }

  async click(x, y) {
    const where = { x, y, button: "left", clickCount: 1 };
    await this.send("Input.dispatchMouseEvent", { type: "mouseMoved", x, y });
    await this.send("Input.dispatchMouseEvent", { type: "mousePressed", ...where });
    await this.send("Input.dispatchMouseEvent", { type: "mouseReleased", ...where });
    await this.settle();
  }

  async drag(from, to) {
    const button = { button: "left", buttons: 1, clickCount: 1 };
    await this.send("Input.dispatchMouseEvent", { type: "mousePressed", ...from, ...button });
    await this.send("Input.dispatchMouseEvent", { type: "mouseMoved", ...to, ...button });
    await this.send("Input.dispatchMouseEvent", { type: "mouseReleased", ...to, ...button });
    await this.settle();
  }

  async key(key) {
    await this.send("Input.dispatchKeyEvent", { type: "keyDown", key, code: key });
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", key, code: key });
    await this.settle();
  }

  async screenshot(whole = false) {
    const { data } = await this.send("Page.captureScreenshot", { captureBeyondViewport: whole });
    return Buffer.from(data, "base64");
  }

  async pdf() {
    const { data } = await this.send("Page.printToPDF", { preferCSSPageSize: true, printBackground: true });
    return Buffer.from(data, "base64");
  }
}
