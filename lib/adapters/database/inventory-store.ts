import type { Kysely } from "kysely";
import type { Inventory, InventoryStore } from "#lib/services/ports/inventory.ts";
import type { Schema } from "./schema.ts";

/** The last reading of a scope (one Azure connection), so that another Azure's never shows. */
export function createInventoryStore(db: Kysely<Schema>, scope: string): InventoryStore {
  return {
    async load() {
      const row = await db.selectFrom("inventory").select("body").where("scope", "=", scope).executeTakeFirst();
      return row?.body as Inventory | undefined;
    },
    async save(inventory) {
      const values = { scope, body: JSON.stringify(inventory), read_at: inventory.readAt };
      await db
        .insertInto("inventory")
        .values(values)
        .onConflict((conflict) => conflict.column("scope").doUpdateSet({ body: values.body, read_at: values.read_at }))
        .execute();
    },
  };
}
