// Runs a model of `scarp export` in ONNX Runtime over patches and compares with `scarp predict`.
//
//   node onnx_runtime.mjs punch IN.npy OUT.npy     patches with holes in them
//   node onnx_runtime.mjs compare M.onnx X.npy Y.npy
import { readFileSync, writeFileSync } from 'node:fs';

const kTolerance = 1e-5;

function readNpy(path) {
  const bytes = readFileSync(path);
  const start = 10 + bytes.readUInt16LE(8);
  const shape = /'shape': \(([^)]*)\)/.exec(bytes.toString('latin1', 10, start))[1]
    .split(',').filter((text) => text.trim()).map(Number);
  return { start, bytes, shape, values: new Float32Array(bytes.buffer.slice(bytes.byteOffset + start)) };
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

async function compare([model, xPath, yPath]) {
  const ort = (await import('onnxruntime-node')).default;
  const session = await ort.InferenceSession.create(model, { logSeverityLevel: 3 });
  const x = readNpy(xPath);
  const expected = readNpy(yPath).values;
  const [count, rows, cols, bands] = x.shape;
  const input = new ort.Tensor('float32', channelsFirst(x), [count, bands, rows, cols]);
  const result = (await session.run({ stack: input })).score.data;
  let worst = 0;
  let compared = 0;
  for (let i = 0; i < expected.length; ++i) {
    if (Number.isNaN(expected[i])) continue;
    worst = Math.max(worst, Math.abs(expected[i] - result[i]));
    ++compared;
  }
  if (compared < expected.length / 2 || !(worst <= kTolerance)) {
    console.log(`${model}: ${compared} of ${expected.length} compared, up to ${worst} apart`);
    process.exit(1);
  }
}

const [verb, ...rest] = process.argv.slice(2);
await { punch, compare }[verb](rest);
