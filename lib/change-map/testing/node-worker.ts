// Test aid: the browser's Worker on Node's worker threads, so that map-worker.ts runs as it is, in a thread of its own.
import { Worker as Thread } from "node:worker_threads";

const PRELUDE = `
  const { parentPort, workerData } = require("node:worker_threads");
  globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer);
  parentPort.on("message", (data) => globalThis.onmessage({ data }));
  import(workerData);
`;

export class NodeWorker {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  private readonly thread: Thread;

  constructor(url: URL) {
    this.thread = new Thread(PRELUDE, { eval: true, workerData: url.href });
    this.thread.on("message", (data: unknown) => this.onmessage?.({ data }));
    this.thread.on("error", (error: unknown) => this.onerror?.({ message: error instanceof Error ? error.message : String(error) }));
  }

  postMessage(message: unknown, transfer: ArrayBuffer[]): void {
    this.thread.postMessage(message, transfer);
  }

  terminate(): void {
    void this.thread.terminate();
  }
}
