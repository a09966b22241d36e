// Seconds that ONNX Runtime takes for COUNT patches of EDGE × EDGE × BANDS, by the clock and of all
// processors, for each batch size.
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
  const result = {};
  for (const batch of batches) {
    const data = Float32Array.from({ length: batch * patch }, (_, i) => (i * 0.618) % 1);
    const feeds = (size) => ({
      [session.inputNames[0]]: new ort.Tensor('float32', data.subarray(0, size * patch),
        [size, bands, edge, edge]),
    });
    await session.run(feeds(batch));
    const start = process.hrtime.bigint();
    const used = process.cpuUsage();
    for (let first = 0; first < count; first += batch) {
      await session.run(feeds(Math.min(batch, count - first)));
    }
    const { user, system } = process.cpuUsage(used);
    result[batch] = {
      seconds: Number(process.hrtime.bigint() - start) / 1e9,
      processor_seconds: (user + system) / 1e6,
    };
  }
  console.log(JSON.stringify(result));
}

main();
