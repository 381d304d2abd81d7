// Test aid: operations made, handed in and claimed as a worker would.
import { randomUUID } from "node:crypto";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { createOperationStore } from "#lib/adapters/database/operation-store.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { NewOperation, OperationStore } from "#lib/operations/engine/operation-store.ts";

export const minuteMs = 60_000;
export const expired = -1;

export function newOperation(changes: Partial<NewOperation> = {}): NewOperation {
  return {
    id: randomUUID(),
    kind: "copy",
    title: "Copy db01-7 to northeurope",
    payload: { kind: "copy", snapshotId: "/subscriptions/s/snapshots/db01-7", nested: { bytes: 2 ** 46 } },
    totalBytes: 2 ** 46,
    requestId: "request-1",
    requestedBy: testPrincipal,
    requestHash: "hash-1",
    steps: [
      { name: "check", title: "Check" },
      { name: "start", title: "Start" },
    ],
    ...changes,
  };
}

export function createStoreLab(open: () => Database) {
  const store = (): OperationStore => createOperationStore(open().db);
  const handIn = async (changes: Partial<NewOperation> = {}) => {
    const stored = await store().create(newOperation(changes));
    if (!stored) throw new Error("expected its target to be free");
    return stored;
  };
  const create = async (changes: Partial<NewOperation> = {}) => (await handIn(changes)).record;
  const claim = async (id: string, leaseMs = minuteMs) => {
    const claimed = await store().claim(id, "worker", leaseMs);
    if (!claimed) throw new Error("expected to get the lease");
    return claimed;
  };
  return { store, handIn, create, claim };
}
