// Somebody who goes on pressing buttons while all breaks, and remembers everything that was answered.
import { setTimeout as wait } from "node:timers/promises";
import type { OperationRequest, OperationRow } from "#lib/contract/operations.ts";
import { FINAL_STATES, type OperationState } from "#lib/domain/operations/operation-state.ts";
import type { Report } from "./report.ts";

export interface DiffPair {
  base: string;
  target: string;
}

const patienceMs = 20_000;
const breathMs = 150;
const endWithinMs = 240_000;

export type PersistentClient = ReturnType<typeof createPersistentClient>;

export function createPersistentClient(origin: string, report: Report) {
  const acknowledged = new Map<string, string>();
  const ended = new Map<string, string>();
  const accesses = new Set<string>();
  const diffs = new Map<DiffPair, Uint8Array>();
  let workedAtMs = 0;
  report.never("operations lost");
  report.never("operations that ended otherwise than was told");
  report.never("entries of the access ledger lost");
  report.never("buttons refused without a reason to try again");
  return {
    diffs,
    /** When an operation was last seen to get on, by the clock of the dashboard, which is ours. */
    workedAtMs: () => workedAtMs,
    /** Again and again, with one key, until it is taken. */
    async handIn(request: OperationRequest, key: string): Promise<void> {
      for (;;) {
        const headers = { "content-type": "application/json", "idempotency-key": key };
        const response = await ask("/api/operations", { method: "POST", headers, body: JSON.stringify(request) });
        // It may be killed in the middle of its answer.
        const text = await response?.text().catch(() => undefined);
        if (response && text !== undefined) {
          if (response.status === 202) return void acknowledged.set(key, (JSON.parse(text) as OperationRow).id);
          // A failed copy may be all that is not measured by then.
          if (text.includes('"nothing-measurable"')) return report.count("measurements refused because nothing could be measured");
          if (!response.headers.has("retry-after"))
            return report.never("buttons refused without a reason to try again", `${key}: ${response.status} ${text}`);
        }
        await wait(breathMs);
      }
    },
    async readDiff(pair: DiffPair): Promise<void> {
      const response = await ask(`/api/diffs/ranges?${new URLSearchParams({ ...pair, format: "bin" })}`);
      const bytes = response?.ok ? await response.arrayBuffer().catch(() => undefined) : undefined;
      if (bytes) diffs.set(pair, new Uint8Array(bytes));
    },
    /** What there is, and whether all that was told before is still true. */
    async look(): Promise<OperationRow[] | undefined> {
      const taken = [...acknowledged.values()];
      const rows = await items<OperationRow>("/api/operations?limit=500");
      const entries = await items<{ id: string }>("/api/accesses");
      if (!rows || !entries) return undefined;
      workedAtMs = Math.max(workedAtMs, ...rows.map(({ updatedAt }) => Date.parse(updatedAt)));
      const known = new Map(rows.map((row) => [row.id, row]));
      report.never("operations lost", ...taken.filter((id) => !known.has(id)));
      for (const [id, said] of ended)
        if (known.get(id)?.state !== said)
          report.never("operations that ended otherwise than was told", `${id}: ${said}, then ${known.get(id)?.state}`);
      for (const { id, state } of rows) if (isFinal(state)) ended.set(id, state);
      const listed = new Set(entries.map(({ id }) => id));
      // The list has an end; what is newer pushes the oldest out.
      if (entries.length < 500) report.never("entries of the access ledger lost", ...[...accesses].filter((id) => !listed.has(id)));
      for (const { id } of entries) accesses.add(id);
      return rows;
    },
  };

  async function items<T>(path: string): Promise<T[] | undefined> {
    const response = await ask(path);
    if (!response?.ok) return undefined;
    return ((await response.json().catch(() => ({}))) as { items?: T[] }).items;
  }

  /** undefined: nobody answered. */
  function ask(path: string, init: RequestInit = {}): Promise<Response | undefined> {
    return fetch(origin + path, { ...init, signal: AbortSignal.timeout(patienceMs) }).catch(() => undefined);
  }
}

/** All operations, when the last one has ended. */
export async function untilEnded(client: PersistentClient): Promise<OperationRow[]> {
  const begunMs = performance.now();
  for (;;) {
    const rows = await client.look();
    const waitedMs = performance.now() - begunMs;
    if (rows?.every(({ state }) => isFinal(state))) return rows;
    // Which, is told of each by who checks them.
    if (rows && waitedMs > endWithinMs) return rows;
    if (waitedMs > 2 * endWithinMs) throw new Error("The dashboard does not answer any more.");
    await wait(500);
  }
}

function isFinal(state: OperationState): boolean {
  return (FINAL_STATES as readonly OperationState[]).includes(state);
}
