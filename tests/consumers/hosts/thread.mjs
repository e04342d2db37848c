/** Ranks in a worker thread, with the engine that the main thread has compiled; prints what is suggested. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { Pairwell } from 'pairwell';

if (isMainThread) {
  const wasm = await readFile(createRequire(import.meta.url).resolve('pairwell/pairwell_wasm_bg.wasm'));
  const worker = new Worker(new URL(import.meta.url), { workerData: await WebAssembly.compile(wasm) });
  worker.on('message', (suggested) => console.log(JSON.stringify([suggested])));
} else {
  const pairwell = await Pairwell.load('./model/', { wasm: workerData });
  parentPort.postMessage(pairwell.suggest({ cart: ['KF-1001'] }).map(({ sku }) => sku));
}
