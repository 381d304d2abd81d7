import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fill, ids, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { toRanges, totalsOf } from "#lib/domain/ranges/block-range.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { ReadAccess } from "#lib/services/ports/access.ts";
import { openingOf } from "./read-access.ts";
import { createSnapshotAccess } from "./snapshot-access.ts";

let estate: LocalEstate;
let snapshots: Snapshot[] = [];
const MIB = 2 ** 20;

beforeAll(async () => {
  estate = await startLocalEstate();
  const { azure } = estate;
  const disk = makeDisk(azure, "db01", 4);
  for (let i = 0; i < 6; i += 1) {
    fill(azure, disk, i * MIB, MIB);
    takeSnapshot(azure, disk, `db01-${i}`, Date.now() - (10 - i) * 3_600_000);
  }
  snapshots = (await estate.inventory.read(estate.context)).snapshots;
});
afterAll(() => estate.stop());
beforeEach(() => {
  estate.ledger.entries.length = 0;
});

function activeSas(): string[] {
  return [...estate.azure.world.snapshots.values()].filter((s) => estate.azure.world.hasActiveSas(s)).map((s) => s.name);
}

function pick(...indexes: number[]): Snapshot[] {
  return indexes.map((i) => snapshots[i]).filter((s) => s !== undefined);
}

describe("read access", () => {
  it("reads a diff, then leaves no SAS and a closed ledger", async () => {
    const list = await estate.access.withReadAccess(pick(1, 2), { ...estate.context, operationId: "op-1" }, async ([base, target]) => {
      expect(activeSas()).toEqual(["db01-1", "db01-2"]);
      expect(estate.ledger.entries.every((e) => e.result === "open")).toBe(true);
      if (!base || !target) throw new Error("two accesses");
      return estate.reader.readDiff(base, target, 4 * 1024 * MIB, estate.context);
    });
    expect(toRanges(list)).toEqual([{ offset: 2 * MIB, length: MIB, cleared: false }]);
    expect(activeSas()).toEqual([]);
    expect(estate.ledger.entries).toMatchObject([
      { result: "revoked", operationId: "op-1", requestId: estate.context.requestId },
      { result: "revoked", operationId: "op-1" },
    ]);
  });

  it("revokes when the work fails and when it is aborted", async () => {
    await expect(estate.access.withReadAccess(pick(0), estate.context, () => Promise.reject(new Error("broken")))).rejects.toThrow(
      "broken",
    );
    expect(activeSas()).toEqual([]);
    const abort = new AbortController();
    const work = estate.access.withReadAccess(pick(0, 1), { ...estate.context, signal: abort.signal }, async ([access]) => {
      abort.abort(new Error("cancelled"));
      if (access) await estate.reader.readAllocated(access, MIB, { ...estate.context, signal: abort.signal });
    });
    await expect(work).rejects.toThrow("cancelled");
    expect(activeSas()).toEqual([]);
    expect(estate.ledger.entries.every((e) => e.result === "revoked")).toBe(true);
  });

  it("shares one SAS between two works and revokes it after the second", async () => {
    let release: () => void = () => {};
    let started: () => void = () => {};
    const running = new Promise<void>((resolve) => {
      started = resolve;
    });
    const first = estate.access.withReadAccess(pick(0), estate.context, () => {
      started();
      return new Promise<void>((resolve) => {
        release = resolve;
      });
    });
    await running;
    await estate.access.withReadAccess(pick(0), estate.context, async ([access]) => {
      release();
      await first;
      if (access) expect(totalsOf(await estate.reader.readAllocated(access, 4 * 1024 * MIB, estate.context)).writtenBytes).toBe(MIB);
    });
    expect(activeSas()).toEqual([]);
    expect(estate.ledger.entries).toHaveLength(1);
  });

  it("never holds more than four of a family, however many ask", async () => {
    let most = 0;
    await Promise.all(
      [0, 1, 2, 3, 4].map((i) =>
        estate.access.withReadAccess(pick(i, i + 1), estate.context, async () => {
          most = Math.max(most, activeSas().length);
        }),
      ),
    );
    expect(most).toBeGreaterThanOrEqual(2);
    expect(most).toBeLessThanOrEqual(4);
    expect(activeSas()).toEqual([]);
  });

  it("gives a holder again what it holds, although somebody waits for its place", async () => {
    const holder = Symbol("holder");
    const done: string[] = [];
    let four = Promise.resolve();
    await estate.access.withReadAccess(pick(0), { ...estate.context, holder }, async () => {
      four = estate.access.withReadAccess(pick(1, 2, 3, 4), estate.context, async () => void done.push("four"));
      await estate.access.withReadAccess(pick(0), { ...estate.context, holder }, async () => void done.push("holder"));
    });
    await four;
    expect(done).toEqual(["holder", "four"]);
    expect(activeSas()).toEqual([]);
  });

  it("revokes the one it got when the other is refused", async () => {
    const gone = { ...(pick(1)[0] as Snapshot), id: `${pick(1)[0]?.id}-gone`, name: "gone" };
    await expect(estate.access.withReadAccess([...pick(0), gone], estate.context, async () => {})).rejects.toMatchObject({
      code: "not-found",
    });
    expect(activeSas()).toEqual([]);
    expect(estate.ledger.entries.map((e) => e.result)).toEqual(["revoked"]);
  });

  it("revokes a SAS whose grant was answered into a dead connection", async () => {
    estate.azure.faults.add({ kind: "lostAnswer", path: "monitor=true", times: 20 });
    const error: unknown = await estate.access.withReadAccess(pick(0), estate.context, async () => {}).catch((e: unknown) => e);
    estate.azure.faults.clear();
    expect(error).toMatchObject({ code: "azure-unavailable" });
    await estate.access.revokeLeftovers(estate.context);
    expect(activeSas()).toEqual([]);
  });

  it("owes a revoke that Azure did not answer until it is done, and gives the work's result all the same", async () => {
    estate.azure.faults.add({ kind: "reset", path: "endGetAccess", times: 1000 });
    await expect(estate.access.withReadAccess(pick(0), estate.context, async () => "read")).resolves.toBe("read");
    expect(await estate.access.revokeLeftovers(estate.context)).toBe(0);
    estate.azure.faults.clear();
    expect(activeSas()).toEqual(["db01-0"]);
    expect(estate.ledger.entries).toMatchObject([{ result: "owed" }]);
    expect(await estate.access.revokeLeftovers(estate.context)).toBe(1);
    expect([activeSas(), estate.ledger.entries.map((e) => e.result)]).toEqual([[], ["revoked"]]);
  });

  it("asks for no revoke within the wait Azure asks for, and no state", async () => {
    await estate.access.withReadAccess(pick(0), estate.context, async () => {
      estate.azure.faults.add({ kind: "throttle", path: "/snapshots/db01-0", times: 1000, retryAfterSeconds: 302 });
    });
    await estate.access.revokeLeftovers(estate.context);
    const [rule] = estate.azure.faults.list();
    estate.azure.faults.clear();
    expect(rule?.hits).toBe(1);
    expect([activeSas(), estate.ledger.entries.map((e) => e.result)]).toEqual([["db01-0"], ["owed"]]);
    // Who needs it ends it.
    await estate.access.withReadAccess(pick(0), estate.context, async () => {});
    expect([activeSas(), estate.ledger.entries.map((e) => e.result)]).toEqual([[], ["revoked", "revoked"]]);
  });

  it("takes anew what it owes, and does not tell it as somebody else's", async () => {
    estate.azure.faults.add({ kind: "lostAnswer", path: "monitor=true", times: 20 });
    estate.azure.faults.add({ kind: "reset", path: "endGetAccess", times: 20 });
    await expect(estate.access.withReadAccess(pick(0), estate.context, async () => {})).rejects.toMatchObject({
      code: "azure-unavailable",
    });
    estate.azure.faults.clear();
    expect(activeSas()).toEqual(["db01-0"]);
    await expect(estate.access.withReadAccess(pick(0, 1), estate.context, async () => activeSas())).resolves.toEqual(["db01-0", "db01-1"]);
    expect([activeSas(), estate.ledger.entries.map((e) => e.result)]).toEqual([[], ["revoked", "revoked", "revoked"]]);
  });

  it("waits for another dashboard that is about to revoke, as long as it has patience and its caller is there", async () => {
    const [snapshot] = pick(0) as [Snapshot];
    const elsewhere = {
      owner: "elsewhere",
      snapshotKey: snapshot.id.toLowerCase(),
      familyKey: "f",
      state: "ending",
      expiresAtMs: 0,
    } as const;
    await estate.uses.change((uses) => ({ uses: [...uses, { ...elsewhere, id: "theirs" }], result: undefined }));
    const { connection, ledger, uses, clock } = estate;
    const hasty = createSnapshotAccess({ connection, ledger, uses, clock, ids, patienceMs: 1 });
    await expect(hasty.withReadAccess([snapshot], estate.context, async () => {})).rejects.toMatchObject({
      code: "too-many",
      retryable: true,
    });
    const leaving = new AbortController();
    const gone = estate.access.withReadAccess([snapshot], { ...estate.context, signal: leaving.signal }, async () => {});
    leaving.abort(new Error("gone"));
    await expect(gone).rejects.toThrow("gone");
    const waiting = estate.access.withReadAccess([snapshot], estate.context, async () => "read");
    await uses.change((all) => ({ uses: all.filter(({ id }) => id !== "theirs"), result: undefined }));
    expect(await waiting).toBe("read");
    expect([activeSas(), ledger.entries.map((e) => e.result)]).toEqual([[], ["revoked"]]);
  });

  it("leaves a snapshot alone that somebody else is reading", async () => {
    await estate.azure
      .compute()
      .snapshots.grantAccess("Test-Group", "db01-3", { access: "Read", durationInSeconds: 600 }, { updateIntervalInMs: 1 });
    await expect(estate.access.withReadAccess(pick(2, 3), estate.context, async () => {})).rejects.toMatchObject({
      code: "not-possible",
      details: { rule: "access-in-use" },
    });
    expect(activeSas()).toEqual(["db01-3"]);
    await estate.azure.compute().snapshots.revokeAccess("Test-Group", "db01-3", { updateIntervalInMs: 1 });
    await expect(estate.access.withReadAccess(pick(2, 3), estate.context, async () => "read")).resolves.toBe("read");
  });

  it("does not end somebody else's SAS when Azure does not say whether there is one", async () => {
    const compute = estate.azure.compute();
    await compute.snapshots.grantAccess("Test-Group", "db01-4", { access: "Read", durationInSeconds: 600 }, { updateIntervalInMs: 1 });
    estate.azure.faults.add({ kind: "status503", method: "GET", path: "/snapshots/db01-4", times: 20, retryAfterSeconds: 0 });
    const error: unknown = await estate.access.withReadAccess(pick(4), estate.context, async () => {}).catch((e: unknown) => e);
    estate.azure.faults.clear();
    expect(error).toMatchObject({ code: "azure-unavailable" });
    expect(activeSas()).toEqual(["db01-4"]);
    await compute.snapshots.revokeAccess("Test-Group", "db01-4", { updateIntervalInMs: 1 });
  });

  it("names the missing action when the role does not allow it", async () => {
    const reader = createSnapshotAccess({
      connection: estate.connect("reader"),
      ledger: estate.ledger,
      uses: estate.uses,
      clock: estate.clock,
      ids,
    });
    const error: unknown = await reader.withReadAccess(pick(0), estate.context, async () => {}).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "forbidden", details: { action: "Microsoft.Compute/snapshots/beginGetAccess/action" } });
    expect((error as Error).message).toContain("Microsoft.Compute/snapshots/beginGetAccess/action");
    expect(estate.ledger.entries).toMatchObject([{ result: "failed" }]);
  });

  it("revokes at start what an earlier run left open, and not what is in use", async () => {
    const [leftover, used] = pick(0, 1);
    const compute = estate.azure.compute();
    await compute.snapshots.grantAccess(
      "Test-Group",
      leftover?.name ?? "",
      { access: "Read", durationInSeconds: 600 },
      { updateIntervalInMs: 1 },
    );
    await estate.ledger.open({
      id: "old",
      snapshotId: leftover?.id ?? "",
      requestId: "r",
      requestedBy: testPrincipal,
      grantedAt: "2026-11-22T00:00:00Z",
      expiresAt: "2026-11-22T01:00:00Z",
      result: "open",
    });
    expect(activeSas()).toEqual(["db01-0"]);
    await estate.access.withReadAccess(used ? [used] : [], estate.context, async () => {
      expect(await estate.access.revokeLeftovers(estate.context)).toBe(1);
      expect(activeSas()).toEqual(["db01-1"]);
    });
    expect(estate.ledger.entries.every((e) => e.result === "revoked")).toBe(true);
  });

  it("shows its SAS in no error, no ledger and no printed object", async () => {
    const secrets: string[] = [];
    let held: ReadAccess | undefined;
    const error: unknown = await estate.access
      .withReadAccess(pick(0), estate.context, async ([access]) => {
        if (!access) return;
        held = access;
        const url = new URL(openingOf(access).sasUrl);
        secrets.push(...["sig", "si"].map((name) => url.searchParams.get(name) ?? "").filter(Boolean));
        await estate.azure.compute().snapshots.revokeAccess("Test-Group", "db01-0", { updateIntervalInMs: 1 });
        await estate.reader.readAllocated(access, MIB, estate.context);
      })
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "azure-failed", retryable: true });
    expect(secrets).toHaveLength(2);
    const printed = [error, held, estate.ledger.entries].flatMap((thing) => [
      inspect(thing, { depth: 12, showHidden: true }),
      JSON.stringify(thing),
      String(thing),
    ]);
    for (const secret of secrets) for (const text of printed) expect(text).not.toContain(secret);
    expect(printed.join("\n")).not.toContain(encodeURIComponent(secrets[0] ?? ""));
    expect(() => held && openingOf(held).sasUrl).toThrow(/has ended/);
  });

  it("ends what a person asks to end: somebody else's, and what one of ours left; never what is being read through", async () => {
    const [first] = pick(0) as [Snapshot];
    const record = [...estate.azure.world.snapshots.values()].find(({ name }) => name === first.name);
    if (!record) throw new Error("no snapshot");
    const grant = () => estate.azure.world.grantAccess({ resource: record, access: "Read", durationSeconds: 3600 });
    grant();
    await estate.access.endAccess(first, estate.context);
    expect(activeSas()).toEqual([]);
    const said = `every access ended, whoever's: ${estate.context.principal.name}`;
    expect(estate.ledger.entries).toMatchObject([
      { snapshotId: first.id, result: "revoked", detail: said, requestedBy: estate.context.principal },
    ]);
    grant();
    const at = new Date(estate.clock.nowMs()).toISOString();
    const left = {
      id: "left",
      snapshotId: first.id,
      requestId: "r",
      requestedBy: testPrincipal,
      grantedAt: at,
      expiresAt: at,
      result: "open",
    } as const;
    await estate.ledger.open(left);
    await estate.access.endAccess(first, estate.context);
    expect(activeSas()).toEqual([]);
    expect(estate.ledger.entries.map(({ id, result, detail }) => [id === "left", result, detail])).toEqual([
      [false, "revoked", said],
      [true, "revoked", said],
      [false, "revoked", said],
    ]);
    await estate.access.withReadAccess([first], estate.context, async () => {
      await expect(estate.access.endAccess(first, estate.context)).rejects.toMatchObject({ code: "conflict" });
      expect(activeSas()).toEqual([first.name]);
    });
  });
});
