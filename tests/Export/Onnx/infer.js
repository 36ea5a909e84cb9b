// Runs an ONNX file in onnxruntime-node: node infer.js MODEL PIXELS
// PIXELS holds raw uint8 NHWC pictures of the model's size; prints {"shape": [...], "logits": [...]}.
const fs = require('fs');
const ort = require('onnxruntime-node');

(async () => {
  const session = await ort.InferenceSession.create(process.argv[2], { executionProviders: ['cpu'], intraOpNumThreads: 1 });
  const picture = session.inputMetadata[0].shape.slice(1);
  const pixels = new Uint8Array(fs.readFileSync(process.argv[3]));
  const count = pixels.length / picture.reduce((a, b) => a * b, 1);
  const { logits } = await session.run({ image: new ort.Tensor('uint8', pixels, [count, ...picture]) });
  console.log(JSON.stringify({ shape: logits.dims, logits: Array.from(logits.data) }));
})().catch(error => { console.error(String(error)); process.exit(1); });
