// A dashboard without its pages, as a process of its own that kills or stops itself at a given place: a crash point of the
// engine ("start:worked"), or the n-th call of a port, before or after its work ("ledger.open", 3, "after").

import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import { createOperations } from "#lib/server/wiring/wiring-operations.ts";
import { createParts } from "#lib/server/wiring/wiring-parts.ts";
import { type CrashOrder, crashConfig, hurry, type LateWrites } from "./crash-lab.ts";

const { dataDir, databaseUrl, request, at, signal: end } = await readOrder();
const parts = await createParts(crashConfig(dataDir, databaseUrl));
const late: LateWrites = { taken: [], refused: [] };
let isLate = false;
if (typeof at !== "string") watchPort(at);
if (end === "SIGSTOP") watchWrites();
const operations = createOperations(parts, {
  ...hurry,
  crashPoint: (name) => {
    if (name === at) stand();
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
if (!isLate) process.exit(1);
await operations.stop();
console.log(JSON.stringify(late));
process.exit(0);

/** Everything is loaded by now; it may wait here until it is its turn. */
async function readOrder(): Promise<CrashOrder> {
  for await (const line of createInterface({ input: process.stdin })) return JSON.parse(line) as CrashOrder;
  process.exit(0);
}

type Target = Record<string, (...args: unknown[]) => Promise<unknown>>;

function watchPort(at: Exclude<CrashOrder["at"], string>): void {
  if (at.port === "replicaSession") watchSessions(at);
  else watch(parts[at.port] as unknown as Target, at);
}

function watchSessions(at: Exclude<CrashOrder["at"], string>): void {
  const { replicaWriter } = parts;
  const open = replicaWriter.open.bind(replicaWriter);
  replicaWriter.open = async (...args) => {
    const session = await open(...args);
    watch(session as unknown as Target, at);
    return session;
  };
}

function watch(target: Target, { port, method, nth, when }: Exclude<CrashOrder["at"], string>): void {
  const work = target[method]?.bind(target);
  if (!work) throw new Error(`There is no ${port}.${method}.`);
  let calls = 0;
  target[method] = async (...args) => {
    calls += 1;
    if (calls === nth && when === "before") stand();
    const result = await work(...args);
    if (calls === nth && when === "after") stand();
    return result;
  };
}

/** What it writes after it was stopped is another one's by then. */
function watchWrites(): void {
  const store = parts.operations as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  for (const method of ["saveStep", "saveProgress", "move", "release"]) {
    const write = store[method]?.bind(store);
    if (!write) throw new Error(`The store has no ${method}.`);
    store[method] = async (...args) => {
      const result = await write(...args);
      if (isLate) late[result ? "taken" : "refused"].push(method);
      return result;
    };
  }
}

function stand(): void {
  if (isLate) return;
  if (end === "SIGSTOP") {
    isLate = true;
    writeSync(1, "stopped\n");
  }
  process.kill(process.pid, end);
  if (end === "SIGKILL") throw new Error("still alive");
}
