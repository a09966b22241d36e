// Seconds that ONNX Runtime takes for COUNT patches of EDGE × EDGE × BANDS, for each batch size.
//
//   node ort.js MODEL.onnx THREADS COUNT EDGE BANDS BATCH…
//
// Needs the package onnxruntime-node: npm install --ignore-scripts onnxruntime-node

const ort = require('onnxruntime-node');

async function main() {
  const [model, ...numbers] = process.argv.slice(2);
  const [threads, count, edge, bands, ...batches] = numbers.map(Number);
  const session = await ort.InferenceSession.create(model, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    executionProviders: ['cpu'],
  });
  const patch = bands * edge * edge;
  const seconds = {};
  for (const batch of batches) {
    const data = Float32Array.from({ length: batch * patch }, (_, i) => (i * 0.618) % 1);
    const feeds = (size) => ({
      [session.inputNames[0]]: new ort.Tensor('float32', data.subarray(0, size * patch),
        [size, bands, edge, edge]),
    });
    await session.run(feeds(batch));
    const start = process.hrtime.bigint();
    for (let first = 0; first < count; first += batch) {
      await session.run(feeds(Math.min(batch, count - first)));
    }
    seconds[batch] = Number(process.hrtime.bigint() - start) / 1e9;
  }
  console.log(JSON.stringify(seconds));
}

main();
