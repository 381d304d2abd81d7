// A dashboard without its pages, as a process of its own that kills itself at a given place: a crash point of the
// engine ("start:worked"), or the n-th call of a port, before or after its work ("ledger.open", 3, "after").

import { createInterface } from "node:readline";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import { createOperations } from "#lib/server/wiring/wiring-operations.ts";
import { createParts } from "#lib/server/wiring/wiring-parts.ts";
import { type CrashOrder, crashConfig, hurry } from "./crash-lab.ts";

const { dataDir, request, at } = await readOrder();
const parts = await createParts(crashConfig(dataDir));
if (typeof at !== "string") watchPort(at);
const operations = createOperations(parts, {
  ...hurry,
  crashPoint: (name) => {
    if (name === at) die();
  },
});
const context = { requestId: "crash-worker", principal: testPrincipal };
await parts.view.refresh(context);
await operations.start();
const id = request
  ? (await operations.desk.submit(request, undefined, context)).id
  : ((await operations.desk.list({ limit: 1 }, context)).items[0]?.id ?? "");
const { signal } = new AbortController();
await operations.stream.follow(id, context, signal, () => undefined);
process.exit(1);

/** Everything is loaded by now; it may wait here until it is its turn. */
async function readOrder(): Promise<CrashOrder> {
  for await (const line of createInterface({ input: process.stdin })) return JSON.parse(line) as CrashOrder;
  process.exit(0);
}

function watchPort({ port, method, nth, when }: Exclude<CrashOrder["at"], string>): void {
  const target = parts[port] as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  const work = target[method]?.bind(target);
  if (!work) throw new Error(`There is no ${port}.${method}.`);
  let calls = 0;
  target[method] = async (...args) => {
    calls += 1;
    if (calls === nth && when === "before") die();
    const result = await work(...args);
    if (calls === nth && when === "after") die();
    return result;
  };
}

function die(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("still alive");
}
