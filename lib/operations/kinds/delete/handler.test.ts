// What a delete does where the lists are old, others work beside it, or it takes long: its handler with an Azure of this file.
import { describe, expect, test } from "vitest";
import { AppError } from "#lib/domain/app-error.ts";
import { buildChains } from "#lib/domain/chains/snapshot-chain.ts";
import type { Hold } from "#lib/domain/holds/hold.ts";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { OperationItem } from "#lib/domain/operations/operation-item.ts";
import { sampleChain } from "#lib/domain/testing/inventory-sample.ts";
import { testContext } from "#lib/domain/testing/principal-sample.ts";
import type { OperationContext } from "#lib/operations/engine/operation-handler.ts";
import type { OperationRecord } from "#lib/operations/engine/operation-store.ts";
import type { KindDeps } from "#lib/operations/kinds/operation-kind.ts";
import { createDeleteHandler } from "./handler.ts";
import { type DeleteRequest, deleteRequest } from "./request.ts";

type OtherOperation = Partial<OperationRecord> & Pick<OperationRecord, "id" | "title" | "payload">;

/** Its lists stay as they are; what is in Azure and what is under way may change at each delete. */
class Surroundings {
  readonly listed: Snapshot[];
  readonly inAzure: Map<string, Snapshot>;
  readonly deleted: string[] = [];
  others: OtherOperation[] = [];
  ownSas: string[] = [];
  locked: string[] = [];
  holds: Hold[] = [];
  refreshes = 0;
  beforeDelete: (name: string) => void = () => undefined;

  constructor(count: number) {
    this.listed = sampleChain(count);
    this.inAzure = new Map(this.listed.map((one) => [resourceKey(one.id), one]));
  }

  deps(): KindDeps {
    return {
      clock: { nowMs: () => Date.parse("2026-11-28T12:00:00Z") },
      estate: {
        selections: async (ids: string[]) => {
          const chains = buildChains(this.listed, []);
          const wanted = new Set(ids.map(resourceKey));
          return chains.map((chain) => ({ chain, snapshots: chain.snapshots.filter(({ id }) => wanted.has(resourceKey(id))) }));
        },
      },
      inventory: { getSnapshot: async (id: string) => this.inAzure.get(resourceKey(id)) },
      safeguards: {
        look: async (ids: string[]) => {
          const lock = { name: "late", scope: "/subscriptions/s", level: "CanNotDelete" };
          return new Map(ids.map((id) => [resourceKey(id), { locks: this.locked.includes(id) ? [lock] : [], mayDelete: true }]));
        },
      },
      holds: { on: async () => this.holds },
      ledger: { stillOpen: async () => this.ownSas.map((snapshotId) => ({ snapshotId })) },
      operations: { list: async () => ({ items: this.others, total: this.others.length }) },
      writer: {
        deleteSnapshot: async ({ id }: { id: string }) => {
          const one = this.inAzure.get(resourceKey(id));
          this.beforeDelete(one?.name ?? "");
          this.deleted.push(one?.name ?? id);
          this.inAzure.delete(resourceKey(id));
        },
      },
      refreshInventory: async () => {
        this.refreshes += 1;
      },
      measureUnknown: () => undefined,
    } as unknown as KindDeps;
  }

  remove(index: number): void {
    this.inAzure.delete(resourceKey(this.at(index).id));
  }

  at(index: number): Snapshot {
    const one = this.listed[index];
    if (!one) throw new Error(`There is no snapshot ${index}.`);
    return one;
  }
}

interface Ran {
  rows: OperationItem[];
  error: unknown;
}

async function run(
  around: Surroundings,
  chosen: number[],
  { kept, signal, ...changes }: Partial<DeleteRequest> & { kept?: OperationItem[]; signal?: AbortSignal } = {},
): Promise<Ran> {
  const snapshots = chosen.map((i) => ({ id: around.at(i).id, uniqueId: around.at(i).uniqueId }));
  const ran: Ran = { rows: [], error: undefined };
  const step = { checkpoint: kept && { rows: kept }, keep: async () => undefined, detail: () => undefined };
  const context = {
    ...testContext,
    operationId: "own",
    payload: { ...deleteRequest.parse({ kind: "delete", snapshots }), ...changes },
    signal: signal ?? new AbortController().signal,
    step: (_name: string, work: (given: typeof step) => unknown) => work(step),
    progress: ({ rows }: { rows?: OperationItem[] }) => Object.assign(ran, rows ? { rows } : {}),
  } as unknown as OperationContext<DeleteRequest>;
  await createDeleteHandler(around.deps())
    .run(context)
    .catch((error: unknown) => {
      ran.error = error;
    });
  return ran;
}

const statesOf = ({ rows }: Ran) => rows.map(({ state }) => state);

describe("the last restore point of a chain", () => {
  const otherDelete = (...going: Snapshot[]): OtherOperation => ({
    id: "other",
    title: `Delete ${going.length} snapshots`,
    payload: { kind: "delete", snapshots: going.map(({ id, uniqueId }) => ({ id, uniqueId })) },
  });

  test("stays where another delete under way takes the others", async () => {
    const around = new Surroundings(3);
    around.others = [otherDelete(around.at(1), around.at(2))];
    const ran = await run(around, [0]);
    expect([statesOf(ran), around.deleted]).toEqual([["refused"], []]);
    expect(ran.rows[0]?.detail).toContain("another delete under way takes the others");
    expect(statesOf(await run(around, [0], { acceptsLast: true }))).toEqual(["done"]);
  });

  test("stays where the other delete came while this one was at it", async () => {
    const around = new Surroundings(3);
    around.beforeDelete = () => {
      around.others = [otherDelete(around.at(2))];
    };
    expect(statesOf(await run(around, [0, 1]))).toEqual(["done", "refused"]);
    expect(around.deleted).toEqual(["s1"]);
  });

  test("stays where the lists still show others that are gone from Azure, or are another one by now", async () => {
    const around = new Surroundings(4);
    around.remove(3);
    around.inAzure.set(resourceKey(around.at(2).id), { ...around.at(2), uniqueId: "another" });
    const ran = await run(around, [0, 1]);
    expect([statesOf(ran), around.deleted]).toEqual([["refused", "refused"], []]);
    expect(ran.rows[0]?.detail).toContain("Azure shows none of the others complete now");
    expect(statesOf(await run(around, [0, 1], { acceptsLast: true }))).toEqual(["done", "done"]);
  });

  test("is looked at before each: what is to stay may go while this one is at it", async () => {
    const around = new Surroundings(3);
    around.beforeDelete = () => around.remove(2);
    expect(statesOf(await run(around, [0, 1]))).toEqual(["done", "refused"]);
  });

  test("is not told to be there where Azure does not answer", async () => {
    const around = new Surroundings(2);
    const deps = around.deps();
    const { getSnapshot } = deps.inventory;
    around.deps = () => ({
      ...deps,
      inventory: {
        ...deps.inventory,
        getSnapshot: async (id, call) => {
          if (id === around.at(1).id) throw new AppError("azure-unavailable", "Azure did not answer.");
          return getSnapshot(id, call);
        },
      },
    });
    expect(await run(around, [0])).toMatchObject({ error: { code: "azure-unavailable", retryable: true } });
    expect(around.deleted).toEqual([]);
  });
});

describe("a snapshot that an operation here makes something from", () => {
  test.each<[string, (id: string, other: string) => Partial<OtherOperation>]>([
    ["the subject", (id) => ({ subjectId: id, payload: {} })],
    ["the second of a chain's copy", (id, other) => ({ subjectId: other, payload: chainCopy(other, id) })],
    [
      "one of several whose common place is the subscription",
      (id, other) => ({ subjectId: "/subscriptions/s", payload: chainCopy(other, id) }),
    ],
    ["what is restored", (id) => ({ payload: { kind: "restore", snapshotId: id.toUpperCase() } })],
  ])("is left where it is %s", async (_what, made) => {
    const around = new Surroundings(4);
    around.others = [{ id: "other", title: "Copy 2 snapshots", payload: {}, ...made(around.at(1).id, around.at(0).id) }];
    const ran = await run(around, [1, 2]);
    expect([statesOf(ran), around.deleted]).toEqual([["refused", "done"], ["s3"]]);
    expect(ran.rows[0]?.detail).toContain('"Copy 2 snapshots"');
  });

  const chainCopy = (...ids: string[]) => ({
    kind: "copy-chain",
    targetRegion: "northeurope",
    snapshots: ids.map((snapshotId) => ({ snapshotId, targetName: "copy" })),
  });
});

test("a snapshot that is held since this was confirmed is left with its reason, also one that is held while the delete is at it", async () => {
  const around = new Surroundings(5);
  const hold = (index: number, reason: string): Hold => ({
    id: reason,
    snapshotId: around.at(index).id,
    uniqueId: around.at(index).uniqueId,
    reason,
    owner: "Ada",
    until: "2027-01-01T00:00:00.000Z",
    setAt: "2026-11-28T11:00:00.000Z",
    setBy: testContext.principal,
  });
  around.holds = [hold(0, "audit"), { ...hold(3, "of another one of the name"), uniqueId: "another" }];
  around.beforeDelete = (name) => {
    if (name === "s2") around.holds.push(hold(2, "came late"));
  };
  const ran = await run(around, [0, 1, 2, 3]);
  expect([statesOf(ran), around.deleted]).toEqual([
    ["refused", "done", "refused", "done"],
    ["s2", "s4"],
  ]);
  expect(ran.rows[0]?.detail).toBe("s1 is held for Ada until 2027-01-01 00:00:00 UTC: audit. Lift the hold first.");
  expect(ran.rows[2]?.detail).toContain("came late");
  around.holds = [];
  expect(statesOf(await run(around, [0, 1, 2, 3], { kept: ran.rows }))).toEqual(["done", "done", "done", "done"]);
});

describe("a delete of many", () => {
  const many = Array.from({ length: 45 }, (_, i) => i);

  test("reads lists and locks anew every twenty: a lock that comes meanwhile holds", async () => {
    const around = new Surroundings(46);
    around.beforeDelete = (name) => {
      if (name === "s5") around.locked = [around.at(30).id];
    };
    const ran = await run(around, many);
    expect(ran.rows.flatMap(({ state }, i) => (state === "done" ? [] : [[i, state]]))).toEqual([[30, "refused"]]);
    // Three batches, and what is gone is shown at the end.
    expect(around.refreshes).toBe(4);
  });

  test("asks before each what is under way here: what begins meanwhile keeps its source", async () => {
    const around = new Surroundings(46);
    around.beforeDelete = (name) => {
      if (name === "s5") around.others = [{ id: "other", title: "Restore it", payload: { snapshotId: around.at(6).id } }];
    };
    const ran = await run(around, many.slice(0, 10));
    expect(ran.rows.flatMap(({ state }, i) => (state === "done" ? [] : [[i, state]]))).toEqual([[6, "refused"]]);
  });
});

test("what Azure said last stays with the row that it was said of, asked for or not", async () => {
  const around = new Surroundings(4);
  around.beforeDelete = (name) => {
    if (name === "s1") throw new AppError("azure-failed", "It broke.", { retryable: true });
    if (name === "s2") throw new AppError("azure-unavailable", "Azure did not answer.");
  };
  const ran = await run(around, [0, 1, 2]);
  expect(ran.error).toMatchObject({ code: "azure-unavailable" });
  expect(ran.rows.map(({ state, detail }) => [state, detail])).toEqual([
    ["running", "It broke."],
    ["running", "Azure did not answer."],
    ["waiting", undefined],
  ]);
});

describe("a SAS", () => {
  const withSas = (around: Surroundings) => around.inAzure.set(resourceKey(around.at(0).id), { ...around.at(0), diskState: "ActiveSAS" });

  test("of Snapscope's own passes: the row waits, and the next attempt deletes it", async () => {
    const around = new Surroundings(3);
    withSas(around);
    around.ownSas = [around.at(0).id];
    const ran = await run(around, [0, 1]);
    expect(ran).toMatchObject({ error: { retryable: true, message: expect.stringContaining("Snapscope reads s1 now") } });
    expect(ran.rows).toMatchObject([{ state: "waiting", detail: expect.stringContaining("Snapscope reads") }, { state: "done" }]);
    around.ownSas = [];
    around.inAzure.set(resourceKey(around.at(0).id), around.at(0));
    expect(statesOf(await run(around, [0, 1], { kept: ran.rows }))).toEqual(["done", "done"]);
  });

  test("of Snapscope's own that Azure refuses for, taken at the last moment, passes too", async () => {
    const around = new Surroundings(3);
    around.beforeDelete = () => {
      around.ownSas = [around.at(0).id];
      throw new AppError("not-possible", "A SAS.", { details: { rule: "active-sas" } });
    };
    expect(await run(around, [0])).toMatchObject({ error: { retryable: true }, rows: [{ state: "waiting" }] });
  });

  test("of somebody else's is a reason to leave it, as is a lock beside one of our own", async () => {
    const around = new Surroundings(3);
    withSas(around);
    expect(statesOf(await run(around, [0]))).toEqual(["refused"]);
    around.ownSas = [around.at(0).id];
    around.locked = [around.at(0).id];
    expect(statesOf(await run(around, [0]))).toEqual(["refused"]);
  });
});

describe("a snapshot whose unique id Azure does not give", () => {
  const untell = (around: Surroundings, index: number) => {
    const one = around.at(index);
    around.inAzure.set(resourceKey(one.id), { ...one, uniqueId: resourceKey(one.id) });
  };

  test.each(["waiting", "running"] as const)(
    "is neither deleted nor taken for gone, where its row was %s: it is looked at again",
    async (state) => {
      const around = new Surroundings(3);
      untell(around, 0);
      const ran = await run(around, [0, 1], { kept: [{ id: around.at(0).id, state }] });
      expect(ran.error).toMatchObject({ retryable: true, details: { rule: "identity-unknown" } });
      expect([statesOf(ran), around.deleted]).toEqual([[state, "done"], ["s2"]]);
    },
  );

  test("is not taken for what stays of its chain", async () => {
    const around = new Surroundings(2);
    untell(around, 1);
    expect(await run(around, [0])).toMatchObject({ error: { retryable: true }, rows: [{ state: "waiting" }] });
    expect(around.deleted).toEqual([]);
  });
});
