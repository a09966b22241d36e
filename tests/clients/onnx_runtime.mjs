// Runs a model of `scarp export` in ONNX Runtime over patches and compares with `scarp predict`.
//
//   node onnx_runtime.mjs patches COUNT EDGE BANDS OUT.npy         made-up ones
//   node onnx_runtime.mjs punch IN.npy OUT.npy     patches with holes in them, also undeclared
//   node onnx_runtime.mjs temper M.safetensors T OUT.safetensors   as if calibrated
//   node onnx_runtime.mjs compare M.onnx X.npy Y.npy [BATCH]       scores or, of Y, probabilities
//   node onnx_runtime.mjs deepness M.onnx X.npy Y.npy              the same as the QGIS plugin does it
import { readFileSync, writeFileSync } from 'node:fs';

const kTolerance = 1e-5;

function readNpy(path) {
  const bytes = readFileSync(path);
  const start = 10 + bytes.readUInt16LE(8);
  const shape = /'shape': \(([^)]*)\)/.exec(bytes.toString('latin1', 10, start))[1]
    .split(',').filter((text) => text.trim()).map(Number);
  return { start, bytes, shape, values: new Float32Array(bytes.buffer.slice(bytes.byteOffset + start)) };
}

// Backscatter: between 0 and 0.5, with some structure.
function patches([count, edge, bands, target]) {
  const shape = [count, edge, edge, bands].map(Number);
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b) },
    (_, i) => 0.25 + 0.25 * Math.sin(i * i * 0.37 + i));
  let header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  header += ' '.repeat(63 - (10 + header.length) % 64) + '\n';
  const start = Buffer.from('\x93NUMPY\x01\x00..', 'latin1');
  start.writeUInt16LE(header.length, 8);
  writeFileSync(target, Buffer.concat([start, Buffer.from(header), Buffer.from(values.buffer)]));
}

function punch([source, target]) {
  const { start, bytes, shape, values } = readNpy(source);
  const bands = shape[3];
  const holes = [NaN, -3.4e38, Infinity];
  for (let i = 0, hole = 0; i < values.length; i += 97 * bands + 1) values[i] = holes[hole++ % 3];
  writeFileSync(target, Buffer.concat([bytes.subarray(0, start), Buffer.from(values.buffer)]));
}

function channelsFirst({ shape: [count, rows, cols, bands], values }) {
  const moved = new Float32Array(values.length);
  for (let i = 0; i < count; ++i)
    for (let p = 0; p < rows * cols; ++p)
      for (let b = 0; b < bands; ++b)
        moved[(i * bands + b) * rows * cols + p] = values[(i * rows * cols + p) * bands + b];
  return moved;
}

function temper([source, temperature, target]) {
  const bytes = readFileSync(source);
  const end = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, end));
  const card = JSON.parse(header.__metadata__.scarp);
  card.temperature = Number(temperature);
  header.__metadata__.scarp = JSON.stringify(card);
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  writeFileSync(target, Buffer.concat([length, text, bytes.subarray(end)]));
}

// The temperature is in the card, which the file holds; patches are predicted without it.
function temperature(model) {
  const found = /"temperature":([0-9.]+)/.exec(readFileSync(model).toString('latin1'));
  return found ? Number(found[1]) : 1;
}

function fail(...words) {
  console.log(...words);
  process.exit(1);
}

// A field of a protocol buffer: its number, its bytes where it has some, and where the next begins.
function field(bytes, at) {
  const whole = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  const tag = whole();
  const kind = tag % 8;
  const length = kind === 2 ? whole() : 0;
  if (kind === 0) whole();
  const next = at + (kind === 1 ? 8 : kind === 5 ? 4 : length);
  return { number: Math.floor(tag / 8), bytes: bytes.subarray(at, next), next };
}

function fields(bytes) {
  const all = [];
  for (let at = 0; at < bytes.length; at = all.at(-1).next) all.push(field(bytes, at));
  return all;
}

// What ONNX Runtime hands out as metadata, but not to JavaScript.
function metadata(model) {
  const pairs = fields(readFileSync(model)).filter(({ number }) => number === 14);
  return Object.fromEntries(pairs.map(({ bytes }) => fields(bytes).map((part) => part.bytes.toString())));
}

// What the plugin wants of a model before it takes it; returns the edge of its tiles.
function loadAsDeepness(session, keys) {
  const [input] = session.inputMetadata;
  const edge = input.shape.at(-1);
  if (!Number.isInteger(edge)) fail('tiles have no size:', input.shape);
  for (const { shape } of [input, ...session.outputMetadata]) {
    if (shape.length !== 4 || shape[2] !== edge || shape[3] !== edge) fail('no squares:', shape);
  }
  const classes = JSON.parse(keys.class_names);  // one channel counts as two classes
  const wrong = JSON.parse(keys.model_type) !== 'Segmentor' || Object.keys(classes).join() !== '0,1' ||
    classes[1] !== 'landslide' || JSON.parse(keys.tile_size) !== edge || !(JSON.parse(keys.seg_thresh) > 0) ||
    !Number.isInteger(JSON.parse(keys.tiles_overlap)) || !Number.isInteger(JSON.parse(keys.seg_small_segment));
  if (wrong) fail('keys that the plugin cannot use:', keys);
  return edge;
}

// Every value by 255, then a mean and a deviation for each band, in floats.
function preparedByDeepness({ shape, values }, keys) {
  const mean = JSON.parse(keys.standardization_mean).map(Math.fround);
  const deviation = JSON.parse(keys.standardization_std).map(Math.fround);
  const bands = shape[3];
  if (mean.length !== bands || deviation.length !== bands) fail('not one mean for each band');
  const prepared = values.map((value, i) =>
    Math.fround(Math.fround(value / 255) - mean[i % bands]) / deviation[i % bands]);
  return { shape, values: prepared };
}

async function deepness([model, xPath, yPath]) {
  const ort = (await import('onnxruntime-node')).default;
  const session = await ort.InferenceSession.create(model, { logSeverityLevel: 3 });
  const keys = metadata(model);
  const edge = loadAsDeepness(session, keys);
  const x = readNpy(xPath);
  const [count, rows, cols, bands] = x.shape;
  if (rows !== edge || cols !== edge) fail(`tiles of ${edge}, patches of ${rows} × ${cols}`);
  const input = channelsFirst(preparedByDeepness(x, keys));
  const feed = { [session.inputNames[0]]: new ort.Tensor('float32', input, [count, bands, rows, cols]) };
  const result = (await session.run(feed))[session.outputNames[0]].data;
  tell(model, tempered(readNpy(yPath).values, temperature(model)), result);
}

// Where there are data, both have to be the same.
function tell(model, expected, result) {
  let worst = 0;
  let compared = 0;
  expected.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    worst = Math.max(worst, Math.abs(value - result[i]));
    ++compared;
  });
  if (compared < expected.length / 2 || !(worst <= kTolerance))
    fail(`${model}: ${compared} of ${expected.length} compared, up to ${worst} apart`);
}

function tempered(scores, t) {
  return scores.map((p) => (t === 1 ? p : 1 / (1 + Math.exp(-Math.log(p / (1 - p)) / t))));
}

async function compare([model, xPath, yPath, batchText]) {
  const ort = (await import('onnxruntime-node')).default;
  const session = await ort.InferenceSession.create(model, { logSeverityLevel: 3 });
  const x = readNpy(xPath);
  const t = temperature(model);
  const [count, rows, cols, bands] = x.shape;
  const input = channelsFirst(x);
  const batch = Number(batchText) || count;
  const pixels = rows * cols;
  const result = new Float32Array(count * pixels);
  for (let first = 0; first < count; first += batch) {
    const patches = Math.min(batch, count - first);
    const part = input.subarray(first * pixels * bands, (first + patches) * pixels * bands);
    const feed = { stack: new ort.Tensor('float32', part, [patches, bands, rows, cols]) };
    result.set((await session.run(feed))[t === 1 ? 'score' : 'probability'].data, first * pixels);
  }
  tell(model, tempered(readNpy(yPath).values, t), result);
}

const [verb, ...rest] = process.argv.slice(2);
await { patches, punch, temper, compare, deepness }[verb](rest);
