// Runs a model of `scarp export` in ONNX Runtime over patches and compares with `scarp predict`.
//
//   node onnx_runtime.mjs patches COUNT EDGE BANDS OUT.npy         made-up ones
//   node onnx_runtime.mjs punch IN.npy OUT.npy     patches with holes in them
//   node onnx_runtime.mjs temper M.safetensors T OUT.safetensors   as if calibrated
//   node onnx_runtime.mjs compare M.onnx X.npy Y.npy [BATCH]       scores or, of Y, probabilities
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
  for (let i = 0; i < values.length; i += 97 * bands + 1) values[i] = NaN;
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

async function compare([model, xPath, yPath, batchText]) {
  const ort = (await import('onnxruntime-node')).default;
  const session = await ort.InferenceSession.create(model, { logSeverityLevel: 3 });
  const x = readNpy(xPath);
  const t = temperature(model);
  const expected = readNpy(yPath).values.map((p) => (t === 1 ? p : 1 / (1 + Math.exp(-Math.log(p / (1 - p)) / t))));
  const [count, rows, cols, bands] = x.shape;
  const input = channelsFirst(x);
  const batch = Number(batchText) || count;
  const pixels = rows * cols;
  let worst = 0;
  let compared = 0;
  for (let first = 0; first < count; first += batch) {
    const patches = Math.min(batch, count - first);
    const part = input.subarray(first * pixels * bands, (first + patches) * pixels * bands);
    const feed = { stack: new ort.Tensor('float32', part, [patches, bands, rows, cols]) };
    const result = (await session.run(feed))[t === 1 ? 'score' : 'probability'].data;
    for (let i = 0; i < result.length; ++i) {
      const value = expected[first * pixels + i];
      if (Number.isNaN(value)) continue;
      worst = Math.max(worst, Math.abs(value - result[i]));
      ++compared;
    }
  }
  if (compared < expected.length / 2 || !(worst <= kTolerance)) {
    console.log(`${model}: ${compared} of ${expected.length} compared, up to ${worst} apart`);
    process.exit(1);
  }
}

const [verb, ...rest] = process.argv.slice(2);
await { patches, punch, temper, compare }[verb](rest);
