import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { isFinal, OPERATION_STATES } from "#lib/domain/operations/operation-state.ts";
import { createStoreLab, newOperation } from "./store-lab.ts";

export function creationConformance(open: () => Database): void {
  const { store, handIn, create, claim } = createStoreLab(open);

  describe("creating", () => {
    test("an operation comes back as it went in, queued, with its steps in order", async () => {
      const { record, created } = await handIn({ subjectId: "/snap", cli: "az snapshot create" });
      expect(created).toBe(true);
      expect(record).toMatchObject({
        state: "queued",
        payload: { nested: { bytes: 2 ** 46 } },
        subjectId: "/snap",
        cli: "az snapshot create",
        totalBytes: 2 ** 46,
        percent: null,
        doneBytes: null,
        progressText: "",
        attempts: 0,
      });
      expect(record.steps.map(({ name, state, attempts }) => [name, state, attempts])).toEqual([
        ["check", "pending", 0],
        ["start", "pending", 0],
      ]);
      expect(record.startedAt ?? record.finishedAt ?? record.error ?? record.resultId).toBeUndefined();
      expect(await store().get(record.id)).toEqual(record);
    });

    test("one key asked fifty times at once makes one operation, and all get it", async () => {
      const idempotencyKey = randomUUID();
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => handIn({ idempotencyKey, targetIds: [`/disks/${idempotencyKey}`] })),
      );
      expect(new Set(answers.map((answer) => answer.record.id)).size).toBe(1);
      expect(answers.filter((answer) => answer.created)).toHaveLength(1);
      expect(answers[0]?.record.steps).toHaveLength(2);
      expect(await store().findByKey(idempotencyKey)).toBe(answers[0]?.record.id);
    });

    test("a key used again says which request it stands for", async () => {
      const idempotencyKey = randomUUID();
      await handIn({ idempotencyKey, requestHash: "first" });
      expect(await handIn({ idempotencyKey, requestHash: "second" })).toMatchObject({
        created: false,
        requestHash: "first",
      });
    });

    test("operations without a key never stand for each other", async () => {
      const [one, two] = await Promise.all([create(), create()]);
      expect(one.id).not.toBe(two.id);
      expect(await store().findByKey("")).toBeUndefined();
    });
  });

  describe("targets", () => {
    const disk = () => `/subscriptions/S/resourceGroups/g/providers/Microsoft.Compute/disks/${randomUUID()}`;

    test("fifty operations of one target at once are one, whatever the case and the kind, and the others store nothing", async () => {
      const targetId = disk();
      const asked = Array.from({ length: 50 }, (_, i) => {
        const kind = i % 2 ? "copy" : "restore";
        return store().create(newOperation({ kind, targetIds: [i % 3 ? targetId : targetId.toUpperCase()] }));
      });
      const made = (await Promise.all(asked)).filter((answer) => answer !== undefined);
      expect(made.map(({ created }) => created)).toEqual([true]);
      expect((await store().findHolder(targetId.toUpperCase()))?.id).toBe(made[0]?.record.id);
    });

    test.each(OPERATION_STATES)("an operation that is %s holds its target exactly while it is under way", async (state) => {
      const targetId = disk();
      const { id } = await create({ targetIds: [targetId] });
      await sql`update operations set state = ${state} where id = ${id}`.execute(open().db);
      expect((await store().findHolder(targetId))?.id).toBe(isFinal(state) ? undefined : id);
      expect((await store().create(newOperation({ targetIds: [targetId] })))?.created).toBe(isFinal(state) ? true : undefined);
    });

    test("a retry takes the target again, or is refused while another operation has it, also when both are asked at once", async () => {
      const targetId = disk();
      const failed: string[] = [];
      for (let i = 0; i < 5; i += 1) {
        const { id } = await create({ targetIds: [targetId] });
        const { lease } = await claim(id);
        await store().release(lease, { event: "failed" });
        failed.push(id);
      }
      const answers = await Promise.all(failed.map((id) => store().requestRetry(id)));
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect((await store().findHolder(targetId))?.id).toBe(failed[answers.indexOf(true)]);
      expect(await store().create(newOperation({ targetIds: [targetId] }))).toBeUndefined();
    });

    test("of operations with several targets one that shares any with another stores nothing, in whatever order they name them", async () => {
      const [a, b, c] = [disk(), disk(), disk()];
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) => store().create(newOperation({ targetIds: i % 2 ? [a, b] : [b, a, b] }))),
      );
      const made = answers.filter((answer) => answer !== undefined);
      expect(made.map(({ record }) => record.targetKeys)).toEqual([[a, b].map((id) => id.toLowerCase()).toSorted()]);
      expect(await store().create(newOperation({ targetIds: [c, b] }))).toBeUndefined();
      expect(await store().findHolder(c)).toBeUndefined();
      const other = await create({ targetIds: [c] });
      const { lease } = await claim(made[0]?.record.id ?? "");
      await store().release(lease, { event: "failed" });
      expect(await store().findHolder(a)).toBeUndefined();
      const third = await create({ targetIds: [b] });
      expect(await store().requestRetry(made[0]?.record.id ?? "")).toBe(false);
      expect(await Promise.all([a, b, c].map(async (id) => (await store().findHolder(id))?.id))).toEqual([undefined, third.id, other.id]);
    });

    test("operations without a target stand in nobody's way", async () => {
      expect((await Promise.all([create(), create()])).map(({ targetKeys }) => targetKeys)).toEqual([[], []]);
    });
  });
}
