// What the audit log must be, on whatever database: written by whatever changes a record, and unbroken only while nobody touched it.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { createAccessLedger } from "#lib/adapters/database/access-ledger.ts";
import { createAuditLog } from "#lib/adapters/database/audit/audit-log.ts";
import { checkAuditLog } from "#lib/adapters/database/audit/check-audit-log.ts";
import { createHoldStore } from "#lib/adapters/database/hold-store.ts";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { testPrincipal, testSight } from "#lib/domain/testing/principal-sample.ts";
import { createStoreLab } from "./operation-store/store-lab.ts";

export function auditLogConformance(open: () => Database): void {
  const { store, create, claim } = createStoreLab(open);
  const log = () => createAuditLog(open().db);
  const entriesOf = async (operationId: string) => {
    const found = await log().list({ operationId, sight: testSight, limit: 500 });
    return found.toReversed().map(({ body }) => JSON.parse(body));
  };
  const canceller = { identity: "other", kind: "person" as const, name: "Carla Canceller" };

  describe("the audit log", () => {
    test("tells an operation from its order to its end: who, what, and what came of it", async () => {
      const { id } = await create({ payload: { kind: "copy", snapshotId: "/subscriptions/s/snapshots/a" } });
      const { lease } = await claim(id);
      const rows = [{ id: "/s/a", state: "done" as const }];
      await store().saveProgress(lease, { resultId: "/s/made", text: "All copied", rows });
      await store().move(lease, "wait-started");
      await store().move(lease, "wait-ended");
      await store().release(lease, { event: "succeeded" });
      const entries = await entriesOf(id);
      expect(entries.map(({ event, before, after }) => [event, before?.state, after?.state])).toEqual([
        ["operation-ordered", undefined, "queued"],
        ["operation-begun", "queued", undefined],
        ["operation-succeeded", "running", "succeeded"],
      ]);
      expect(entries[0]).toMatchObject({
        input: { snapshotId: "/subscriptions/s/snapshots/a" },
        who: testPrincipal,
        requestId: expect.any(String),
      });
      expect(entries[2].after).toEqual({ state: "succeeded", resultId: "/s/made", text: "All copied", rows });
      expect(entries.every(({ at }) => new Date(at).toISOString() === at)).toBe(true);
    });

    test("names who cancelled it and who tried it again, and what it had failed of", async () => {
      const { id } = await create();
      await store().release((await claim(id)).lease, { event: "failed", error: { code: "x", message: "Why", retryable: true } });
      await store().requestRetry(id, { principal: canceller, requestId: "again" });
      await store().requestCancel(id, { principal: canceller, requestId: "stop" });
      expect((await entriesOf(id)).slice(2)).toMatchObject([
        { event: "operation-failed", who: testPrincipal, after: { error: { message: "Why" } } },
        { event: "retry-asked", who: canceller, requestId: "again", before: { state: "failed", error: { code: "x" } } },
        { event: "cancel-asked", who: canceller, requestId: "stop", before: { state: "queued" } },
        { event: "operation-cancelled", who: testPrincipal, after: { state: "cancelled" } },
      ]);
    });

    test("tells of a read access that it was asked for and that it ended, and nothing of one that is only owed", async () => {
      const ledger = createAccessLedger(open().db, { id: randomUUID(), place: "here" });
      const [id, operationId] = [randomUUID(), randomUUID()];
      const at = { grantedAt: "2026-01-01T00:00:00.000Z", expiresAt: "2026-01-01T01:00:00.000Z" };
      await ledger.open({
        id,
        operationId,
        snapshotId: "/subscriptions/s/snapshots/a",
        requestId: "r",
        requestedBy: testPrincipal,
        ...at,
        result: "open",
      });
      await ledger.owe(id);
      await ledger.close(id, "revoked", "2026-01-01T00:10:00.000Z", "As it should");
      expect(await entriesOf(operationId)).toMatchObject([
        { event: "access-asked", accessId: id, subject: "/subscriptions/s/snapshots/a", after: { expiresAt: at.expiresAt } },
        { event: "access-ended", after: { endedAt: "2026-01-01T00:10:00.000Z", detail: "As it should" } },
      ]);
    });

    test("tells who set a hold and who lifted it", async () => {
      const holds = createHoldStore(open().db);
      const snapshotId = `/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/${randomUUID()}`;
      const hold = { id: randomUUID(), snapshotId, uniqueId: randomUUID(), reason: "audit of 2026", owner: "Ada", setBy: testPrincipal };
      await holds.set([hold]);
      await holds.lift(hold.id, canceller);
      const anyone = { identity: "other", beginnings: ["/subscriptions/s/"] };
      const found = await log().list({ text: snapshotId, sight: anyone, limit: 10 });
      expect(found.toReversed().map(({ body }) => JSON.parse(body))).toMatchObject([
        { event: "hold-set", who: testPrincipal, subject: snapshotId, after: { reason: "audit of 2026", owner: "Ada" } },
        { event: "hold-lifted", who: canceller, before: { reason: "audit of 2026" } },
      ]);
    });

    test("is found by event, by text and page by page; others see what is about what they may read", async () => {
      const subjectId = `/subscriptions/s/resourceGroups/Audited/${randomUUID()}`;
      const { id } = await create({ subjectId, title: "Copy a 100 % snapshot" });
      await store().requestCancel(id);
      const find = async (filter: object, sight = testSight) =>
        (await log().list({ sight, limit: 10, ...filter })).map(({ body }) => JSON.parse(body).event);
      expect(await find({ operationId: id, events: ["cancel-asked"] })).toEqual(["cancel-asked"]);
      expect(await find({ text: subjectId.toUpperCase() })).toHaveLength(3);
      expect(await find({ operationId: id, text: "100 %" })).toHaveLength(3);
      expect(await find({ operationId: id, text: "100 _" })).toEqual([]);
      const [newest] = await log().list({ operationId: id, sight: testSight, limit: 1 });
      expect(await find({ operationId: id, beforeSeq: newest?.seq })).toEqual(["cancel-asked", "operation-ordered"]);
      expect(await find({ seq: newest?.seq })).toEqual(["operation-cancelled"]);
      expect(await find({ operationId: id, events: [] })).toEqual([]);
      const seenFrom = (beginning: string) => find({ operationId: id }, { identity: "other", beginnings: [beginning] });
      expect(await seenFrom("/subscriptions/s/resourcegroups/audited/")).toHaveLength(3);
      expect(await seenFrom("/subscriptions/s/resourcegroups/aud1ted/")).toEqual([]);
    });

    test("of what an operation makes in another subscription is for who reads that as well", async () => {
      const subjectId = `/subscriptions/one/resourceGroups/g/x/${randomUUID()}`;
      const { id } = await create({ subjectId, targetIds: ["/subscriptions/two/resourceGroups/g/x/copy"] });
      const seenBy = async (...beginnings: string[]) =>
        (await log().list({ operationId: id, sight: { identity: "other", beginnings }, limit: 10 })).length;
      expect([await seenBy("/subscriptions/one/"), await seenBy("/subscriptions/two/")]).toEqual([0, 0]);
      expect(await seenBy("/subscriptions/one/", "/subscriptions/two/")).toBe(1);
    });

    test("has no gap and no fork where many are written at once", async () => {
      await Promise.all(Array.from({ length: 30 }, () => create()));
      expect(await checkAuditLog(open().db)).toMatchObject({ entries: expect.any(Number), hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect((await checkAuditLog(open().db)).broken).toBeUndefined();
    });

    test("takes back nothing: it cannot be changed, deleted or emptied", async () => {
      await create();
      for (const statement of [sql`update audit_entries set hash = ''`, sql`delete from audit_entries`, sql`truncate audit_entries`])
        await expect(statement.execute(open().db)).rejects.toThrow("The audit log is append-only.");
    });

    test("rolls back with what it is about", async () => {
      const { entries } = await checkAuditLog(open().db);
      const id = randomUUID();
      const rolledBack = open()
        .db.transaction()
        .execute(async (transaction) => {
          await sql`insert into operations (id, kind, state, title, payload, request_id, request_hash, requested_by)
            values (${id}, 'copy', 'queued', 't', '{}', 'r', 'h', ${JSON.stringify(testPrincipal)}::jsonb)`.execute(transaction);
          throw new Error("not after all");
        });
      await expect(rolledBack).rejects.toThrow("not after all");
      expect([await entriesOf(id), (await checkAuditLog(open().db)).entries]).toEqual([[], entries]);
    });

    /** By who may switch the triggers off. */
    const tampered = async (statement: ReturnType<typeof sql>) => {
      const undo = new Error("undone");
      let found: Awaited<ReturnType<typeof checkAuditLog>> | undefined;
      await open()
        .db.transaction()
        .execute(async (transaction) => {
          await sql`alter table audit_entries disable trigger user`.execute(transaction);
          await statement.execute(transaction);
          found = await checkAuditLog(transaction);
          throw undo;
        })
        .catch((error: unknown) => {
          if (error !== undo) throw error;
        });
      return found;
    };

    test("that was changed past its guards is found to be, at the entry; one that was cut short too", async () => {
      await create();
      const { entries } = await checkAuditLog(open().db);
      const changed = "it, or one before it, is not what was written";
      expect(
        (await tampered(sql`update audit_entries set body = body || '{"title": "harmless"}' where seq = ${entries - 1}`))?.broken,
      ).toEqual({ seq: entries - 1, why: changed });
      expect((await tampered(sql`update audit_entries set hash = repeat('0', 64) where seq = ${entries}`))?.broken?.seq).toBe(entries);
      expect((await tampered(sql`delete from audit_entries where seq = ${entries - 1}`))?.broken).toEqual({
        seq: entries - 1,
        why: "it is missing",
      });
      expect((await tampered(sql`delete from audit_entries where seq = ${entries}`))?.broken).toEqual({
        seq: entries,
        why: "it is missing, and all after it",
      });
    });

    test("holds a hash that was noted earlier, and not one that it never had: who rewrote all of it is found by that", async () => {
      const { hash } = await checkAuditLog(open().db);
      await create();
      expect((await checkAuditLog(open().db, hash)).holds).toBe(true);
      expect((await checkAuditLog(open().db, "0".repeat(64))).holds).toBe(false);
    });
  });
}
