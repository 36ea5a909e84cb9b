// One-image latency in onnxruntime-node: node latency.js MODEL RUNS THREADS prints {"version": "...", "p50": ..., "p90": ..., "p99": ...} in milliseconds.
const ort = require('onnxruntime-node');

(async () => {
  const [model, runs, threads] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
  const session = await ort.InferenceSession.create(model, { executionProviders: ['cpu'], intraOpNumThreads: threads, graphOptimizationLevel: 'all' });
  const shape = [1, ...session.inputMetadata[0].shape.slice(1)];
  const pixels = Uint8Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => Math.random() * 256);
  const image = new ort.Tensor('uint8', pixels, shape);
  const times = [];
  for (let i = -20; i < runs; i++) {
    const begin = performance.now();
    await session.run({ image });
    if (i >= 0) times.push(performance.now() - begin);
  }
  times.sort((a, b) => a - b);
  const at = q => times[Math.ceil(q * times.length) - 1];
  console.log(JSON.stringify({ version: require('onnxruntime-node/package.json').version, p50: at(0.5), p90: at(0.9), p99: at(0.99) }));
})().catch(error => { console.error(String(error)); process.exit(1); });
