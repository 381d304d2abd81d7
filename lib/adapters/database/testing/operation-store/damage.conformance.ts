import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Database } from "#lib/adapters/database/open-database.ts";
import { createOperationStore } from "#lib/adapters/database/operation-store.ts";
import { createStoreLab, minuteMs } from "./store-lab.ts";

export function damageConformance(open: () => Database): void {
  const { store, create, claim } = createStoreLab(open);

  describe("what was stored of an operation and changed since", () => {
    const watched = () => {
      const told: string[] = [];
      return { told, store: createOperationStore(open().db, (kind, key) => told.push(`${kind} ${key}`)) };
    };

    test.each(["payload = jsonb_set(payload, '{snapshotId}', '\"/other\"')", "kind = 'restore'", "subject_id = '/other'"])(
      "is not what is run: its request (%s)",
      async (change) => {
        const { id } = await create();
        await sql`update operations set ${sql.raw(change)} where id = ${id}`.execute(open().db);
        const { told, store } = watched();
        expect((await store.get(id))?.payload).toEqual({});
        expect((await store.claim(id, "worker", minuteMs))?.record.payload).toEqual({});
        expect(told).toContain(`operations ${id}`);
      },
    );

    test("is done again: a step", async () => {
      const { id } = await create();
      const { lease } = await claim(id);
      const result = { snapshotId: "/made" };
      await store().saveStep(lease, { name: "check", title: "Check", state: "succeeded", attempts: 1, checkpoint: { result } });
      expect((await store().get(id))?.steps[0]).toMatchObject({ state: "succeeded", checkpoint: { result } });
      await sql`update operation_steps set checkpoint = '{"result": {"snapshotId": "/other"}}' where operation_id = ${id} and name = 'check'`.execute(
        open().db,
      );
      const { told, store: reader } = watched();
      const [step] = (await reader.get(id))?.steps ?? [];
      expect([step?.state, step?.checkpoint, told]).toEqual(["pending", undefined, [`operation_steps ${id} check`]]);
    });
  });
}
