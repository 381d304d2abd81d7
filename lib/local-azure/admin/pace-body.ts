// An answer whose body comes when it may: drop by drop, or not before a while.

import type { ServerResponse } from "node:http";
import { rawOf, tapAnswer } from "./tap-answer.ts";

const tickMs = 10;
const queueBytes = 1 << 20;

/** allowedBytes: how much of the body may have been sent so many real milliseconds after it began. */
export function paceBody(res: ServerResponse, cleared: AbortSignal, allowedBytes: (sinceMs: number) => number): void {
  const raw = rawOf(res);
  const queue: Buffer[] = [];
  let [queuedBytes, sentBytes] = [0, 0];
  let startedMs: number | undefined;
  let hasEnded = false;
  const stop = () => clearInterval(timer);
  const pump = () => {
    if (startedMs === undefined) return;
    if (sentBytes === 0) res.flushHeaders();
    const allowed = cleared.aborted ? Number.POSITIVE_INFINITY : Math.floor(allowedBytes(performance.now() - startedMs));
    for (let chunk = queue.shift(); chunk !== undefined; chunk = queue.shift()) {
      const part = chunk.subarray(0, Math.max(0, allowed - sentBytes));
      if (part.length > 0) raw.write(part);
      sentBytes += part.length;
      queuedBytes -= part.length;
      if (part.length === chunk.length) continue;
      queue.unshift(chunk.subarray(part.length));
      return;
    }
    if (!hasEnded) return void res.emit("drain");
    stop();
    raw.end();
  };
  const timer = setInterval(pump, tickMs);
  res.once("close", stop);
  tapAnswer(res, {
    head() {
      startedMs = performance.now();
      return undefined;
    },
    write(chunk) {
      queue.push(chunk);
      queuedBytes += chunk.length;
      return queuedBytes < queueBytes;
    },
    end() {
      hasEnded = true;
    },
  });
}
