// What the store of verifications must do, on whatever database.
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { createRehearsalStore } from "#lib/adapters/database/rehearsal-store.ts";
import { scrubDatabase } from "#lib/adapters/database/scrub-database.ts";
import { createVerificationStore } from "#lib/adapters/database/verification-store.ts";
import type { Rehearsal } from "#lib/domain/verification/rehearsal.ts";
import type { Verification } from "#lib/domain/verification/verification.ts";

export function verificationStoreConformance(open: () => Database): void {
  const damaged: string[] = [];
  const store = () => createVerificationStore(open().db, (kind, key) => damaged.push(`${kind} ${key}`));
  const verification = (changes: Partial<Verification> = {}): Verification => ({
    operationId: randomUUID(),
    level: "sampled",
    verdict: "equal",
    at: "2026-11-28T12:00:00.000Z",
    source: { id: "/subscriptions/s/snapshots/a", uniqueId: randomUUID(), name: "a", region: "westeurope" },
    copy: { id: "/subscriptions/s/snapshots/b", uniqueId: randomUUID(), name: "b \u00fc", region: "northeurope" },
    sizeBytes: 2 ** 46,
    chunkBytes: 65_536,
    dataChunks: 2 ** 30,
    unlikeChunks: 0,
    comparedChunks: 4603,
    comparedBytes: 4603 * 65_536,
    differingChunks: 0,
    firstDifference: null,
    sample: { seed: randomUUID(), chunks: 4603, probability: 0.990_012_345_678_901_2, damagedChunks: 1_073_742 },
    sourceSha256: "a".repeat(64),
    copySha256: "a".repeat(64),
    ...changes,
  });

  describe("verifications", () => {
    beforeEach(async () => {
      damaged.length = 0;
      await sql`delete from verifications`.execute(open().db);
    });

    test("come back as they went in, to the last digit, and put again they are one", async () => {
      const one = verification();
      const other = verification({ verdict: "different", differingChunks: 1, firstDifference: 2 ** 46 - 1, sample: null });
      for (const each of [one, other, one]) await store().put(each);
      expect(await store().find(one.operationId)).toEqual(one);
      expect(await store().find(other.operationId)).toEqual(other);
      expect(await store().find("another")).toBeUndefined();
      expect(await store().newest([one.copy.uniqueId])).toEqual([one]);
    });

    test("of a copy are the newest of each verdict at each level, of that copy only", async () => {
      const first = verification({ at: "2026-11-01T00:00:00.000Z" });
      const { copy } = first;
      const later = verification({ copy, at: "2026-11-02T00:00:00.000Z", verdict: "different", differingChunks: 1, firstDifference: 0 });
      const full = verification({ copy, level: "full", at: "2026-10-01T00:00:00.000Z" });
      const last = verification({ copy, at: "2026-11-03T00:00:00.000Z" });
      for (const each of [later, last, first, full, verification()]) await store().put(each);
      const found = await store().newest([copy.uniqueId, "another"]);
      expect(found.toSorted((a, b) => (a.at < b.at ? -1 : 1))).toEqual([full, later, last]);
      expect(await store().newest([])).toEqual([]);
    });

    test.each([
      "verdict = 'different'",
      "level = 'full'",
      "at = '2026-11-29T12:00:00.000Z'",
      "copy_unique_id = copy_unique_id || 'x'",
      "body = jsonb_set(body, '{verdict}', '\"different\"')",
      "body = jsonb_set(body, '{comparedChunks}', '9')",
      "seal = repeat('0', 64)",
    ])("of which something changed (%s) are not there, which is told, here and by a scrub", async (change) => {
      const one = verification();
      await store().put(one);
      await sql`update verifications set ${sql.raw(change)}`.execute(open().db);
      expect(await store().find(one.operationId)).toBeUndefined();
      expect(damaged).toEqual([`verifications ${one.operationId}`]);
      expect(await store().newest([one.copy.uniqueId, `${one.copy.uniqueId}x`])).toEqual([]);
      expect((await scrubDatabase(open().db)).damaged.filter((what) => what.startsWith("verifications"))).toHaveLength(1);
    });

    test("that are damaged leave no older one of their level in their place", async () => {
      const old = verification({ at: "2026-11-01T00:00:00.000Z" });
      const bad = verification({ copy: old.copy, verdict: "different", differingChunks: 1, firstDifference: 0 });
      for (const each of [old, bad]) await store().put(each);
      await sql`update verifications set body = jsonb_set(body, '{differingChunks}', '0') where operation_id = ${bad.operationId}`.execute(
        open().db,
      );
      expect(await store().newest([old.copy.uniqueId])).toEqual([]);
      // Another sample may just not meet what was found then; every byte does.
      await store().put(verification({ copy: old.copy, at: "2026-11-29T00:00:00.000Z" }));
      expect(await store().newest([old.copy.uniqueId])).toEqual([]);
      const full = verification({ copy: old.copy, level: "full" });
      await store().put(full);
      expect(await store().newest([old.copy.uniqueId])).toEqual([full]);
    });

    test("that are damaged hide no difference", async () => {
      const bad = verification();
      const different = verification({ copy: bad.copy, at: "2026-11-01T00:00:00.000Z", verdict: "different", differingChunks: 1 });
      for (const each of [different, bad]) await store().put(each);
      await sql`update verifications set body = jsonb_set(body, '{comparedChunks}', '9') where operation_id = ${bad.operationId}`.execute(
        open().db,
      );
      expect(await store().newest([bad.copy.uniqueId])).toEqual([different]);
    });
  });

  describe("rehearsals", () => {
    const rehearsals = () => createRehearsalStore(open().db, (kind, key) => damaged.push(`${kind} ${key}`));
    const rehearsal = (changes: Partial<Rehearsal> = {}): Rehearsal => ({
      operationId: randomUUID(),
      snapshot: { id: "/subscriptions/s/snapshots/a", uniqueId: randomUUID(), name: "a", region: "westeurope" },
      at: "2026-11-28T12:00:00.000Z",
      finding: "recognised",
      said: "1 partition: whole disk (ext4, 4.00 GiB)",
      ...changes,
    });

    test("of a snapshot are the newest, and put again they are one", async () => {
      const old = rehearsal({ at: "2026-11-01T00:00:00.000Z" });
      const late = rehearsal({ snapshot: old.snapshot, finding: "nothing-recognised" });
      for (const each of [late, old, late, rehearsal()]) await rehearsals().put(each);
      expect(await rehearsals().newest([old.snapshot.uniqueId, "another"])).toEqual([late]);
      expect(await rehearsals().newest([])).toEqual([]);
    });

    test("of which something changed are not there, which is told", async () => {
      const one = rehearsal();
      await rehearsals().put(one);
      await sql`update rehearsals set body = jsonb_set(body, '{finding}', '"nothing-recognised"') where operation_id = ${one.operationId}`.execute(
        open().db,
      );
      damaged.length = 0;
      expect(await rehearsals().newest([one.snapshot.uniqueId])).toEqual([]);
      expect(damaged).toEqual([`rehearsals ${one.operationId}`]);
      await sql`delete from rehearsals`.execute(open().db);
    });
  });
}
