// Random lives of two page blobs. What Azurite is known to do otherwise is left out: writes stay inside the blob, no read
// begins right behind its end.

import type { PageBlobClient } from "@azure/storage-blob";
import fc from "fast-check";
import type { Script, Stage } from "../same-calls.ts";

const pageBytes = 512;
const mostPages = 16;
/** The first is what a walk that fails is made simpler with. */
const kinds = [
  "nothing",
  ...(["create", "delete", "resize", "snapshot", "describe"] as const),
  ...(["upload", "upload", "upload", "clear", "clear"] as const),
  ...(["read", "read", "list", "list"] as const),
] as const;

interface Step {
  kind: (typeof kinds)[number];
  blob: 0 | 1;
  /** What it means depends on the kind: pages, bytes, which snapshot. */
  a: number;
  b: number;
}

export const walks = fc.array(
  fc.record<Step>({ kind: fc.constantFrom(...kinds), blob: fc.constantFrom(0, 1), a: fc.nat(mostPages), b: fc.nat(mostPages) }),
  { minLength: 40, maxLength: 60 },
);

/** What the walk remembers, so that it can stay inside. */
interface Walked {
  client: PageBlobClient;
  sizePages: number;
  snapshots: string[];
}

export function scriptOf(steps: Step[]): Script {
  return async (stage) => {
    const blobs = ["one", "two"].map((name): Walked => ({ client: stage.container.getPageBlobClient(name), sizePages: 0, snapshots: [] }));
    for (const step of steps) {
      const walked = blobs[step.blob];
      if (walked !== undefined) await take(step, walked, stage);
    }
  };
}

async function take(step: Step, walked: Walked, { call }: Stage): Promise<void> {
  const { a, b } = step;
  const { client, sizePages } = walked;
  const firstPage = sizePages === 0 ? 0 : a % sizePages;
  const count = Math.max(1, Math.min(b, sizePages - firstPage));
  const [offset, length] = [firstPage * pageBytes, count * pageBytes];
  switch (step.kind) {
    case "nothing":
      break;
    case "create":
      walked.sizePages = (await call(() => client.create(a * pageBytes))) === undefined ? sizePages : a;
      break;
    case "upload":
      await call(() => client.uploadPages(new Uint8Array(length).fill(a * 16 + b), offset, length));
      break;
    case "clear":
      await call(() => client.clearPages(offset, length));
      break;
    case "resize":
      walked.sizePages = (await call(() => client.resize(a * pageBytes))) === undefined ? sizePages : a;
      break;
    case "snapshot": {
      const made = await call(() => client.createSnapshot());
      if (made?.snapshot !== undefined) walked.snapshots.push(made.snapshot);
      // Azurite's times are of milliseconds: the next snapshot shall not have the same.
      await call(() => client.getProperties());
      break;
    }
    case "read":
      await read(step, walked, call);
      break;
    case "list":
      await call(() => versionOf(walked, b).getPageRanges(offset, length));
      await call(() => versionOf(walked, b).getPageRanges());
      break;
    case "describe":
      await call(() => versionOf(walked, a).getProperties());
      break;
    case "delete":
      await call(() => client.delete(a % 2 === 0 ? { deleteSnapshots: "only" } : {}));
      break;
  }
}

async function read({ a, b }: Step, walked: Walked, call: Stage["call"]): Promise<void> {
  const version = versionOf(walked, b);
  const { contentLength } = (await call(() => version.getProperties())) ?? {};
  await call(() => version.download());
  // Odd bytes, some of them past the end; of an empty blob only the whole is asked for.
  if (contentLength !== 0) await call(() => version.download(a * 333 + 1, b * 77 + 1));
}

/** The blob, or now and then one of its snapshots. */
function versionOf({ client, snapshots }: Walked, which: number): PageBlobClient {
  const snapshot = which % 2 === 0 ? undefined : snapshots[which % Math.max(1, snapshots.length)];
  return snapshot === undefined ? client : client.withSnapshot(snapshot);
}
