// A thousand open event streams on the dashboard that `npm start` runs: what each takes, and whether they slow the others.
// Memory is asked of the process itself, over the inspector it opens at SIGUSR1, after a full collection.
import { readdirSync, readFileSync } from "node:fs";
import { Agent, get, type IncomingMessage } from "node:http";
import type { Figure } from "./bench-figure.ts";
import { withServer } from "./bench-server.ts";

const STREAMS = 1000;
const ASKED = 300;
const KIB = 1024;

export function benchStreams(): Promise<Figure[]> {
  return withServer(async (origin, dataDir) => {
    const heap = await openHeap(findDashboard(dataDir));
    // The first answers make what all later ones share.
    await p95Ms(origin);
    const aloneMs = await p95Ms(origin);
    const before = await heap.bytes();
    const streams = await Promise.all(Array.from({ length: STREAMS }, () => openStream(`${origin}/api/events`)));
    const during = await heap.bytes();
    const besideMs = await p95Ms(origin);
    for (const stream of streams) stream.destroy();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const after = await heap.bytes();
    heap.close();
    const kibAStream = (bytes: number) => Math.round((bytes / STREAMS / KIB) * 10) / 10;
    return [
      figure("memory of an open event stream, of 1000", kibAStream(during - before), "KiB", 20),
      figure("the same after they were closed", kibAStream(after - before), "KiB", 2),
      {
        ...figure("p95 of lists beside 1000 streams", Math.round((besideMs / aloneMs) * 100) / 100, "x", 1.5),
        peer: `alone ${aloneMs} ms`,
      },
    ];
  });
}

const figure = (name: string, value: number, unit: string, most: number): Figure => ({
  name: `events: ${name}`,
  value,
  unit,
  target: `<= ${most}`,
  ok: value <= most,
});

async function p95Ms(origin: string): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < ASKED; i += 1) {
    const begun = performance.now();
    const answer = await fetch(`${origin}/api/snapshots?limit=50`);
    await answer.arrayBuffer();
    times.push(performance.now() - begun);
  }
  times.sort((a, b) => a - b);
  return Math.round((times[Math.floor(ASKED * 0.95)] ?? 0) * 10) / 10;
}

const agent = new Agent({ maxSockets: STREAMS });

/** Resolves when its first event is there. */
function openStream(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, (answer) => {
      // Its end is ours.
      answer.on("error", () => undefined);
      answer.once("data", () => resolve(answer));
    });
    request.once("error", reject);
  });
}

/** The process of the dashboard on this data directory. */
function findDashboard(dataDir: string): number {
  const pid = readdirSync("/proc")
    .map(Number)
    .find((one) => one > 0 && read(one, "cmdline").includes("lib/server/main.ts") && read(one, "environ").includes(dataDir));
  if (pid === undefined) throw new Error("the dashboard's process was not found");
  return pid;
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/** What it holds after a collection: on the heap and outside. */
async function openHeap(pid: number) {
  process.kill(pid, "SIGUSR1");
  const socket = new WebSocket(await inspectorOf());
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", () => reject(new Error("the inspector does not answer")), { once: true });
  });
  let calls = 0;
  const call = (method: string, params: object = {}) =>
    new Promise<{ result?: { value?: unknown } }>((resolve) => {
      calls += 1;
      const id = calls;
      socket.addEventListener("message", function hear({ data }) {
        const message = JSON.parse(String(data));
        if (message.id !== id) return;
        socket.removeEventListener("message", hear);
        resolve(message.result);
      });
      socket.send(JSON.stringify({ id, method, params }));
    });
  return {
    async bytes(): Promise<number> {
      for (let i = 0; i < 3; i += 1) await call("HeapProfiler.collectGarbage");
      const sum = "(({ heapUsed, external }) => heapUsed + external)(process.memoryUsage())";
      const answer = await call("Runtime.evaluate", { expression: sum, returnByValue: true });
      return Number(answer.result?.value);
    },
    close: () => socket.close(),
  };
}

async function inspectorOf(): Promise<string> {
  for (let i = 0; i < 100; i += 1) {
    const targets = await fetch("http://127.0.0.1:9229/json/list").then(
      (answer) => answer.json() as Promise<{ webSocketDebuggerUrl: string }[]>,
      () => [],
    );
    if (targets[0]) return targets[0].webSocketDebuggerUrl;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the dashboard does not open its inspector");
}
