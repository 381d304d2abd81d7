// What the processes on one database use of each other's SAS: one row, changed by comparing its version, since a change
// must see all of it and a statement is all that is atomic everywhere (open-database.ts). Few and short: at most four
// uses of a chain being read.
import { type Kysely, sql } from "kysely";
import { z } from "zod";
import { AppError } from "#lib/domain/app-error.ts";
import { Turns } from "#lib/domain/concurrency/turns.ts";
import type { AccessUse, AccessUses } from "#lib/services/ports/access.ts";
import type { LedgerOwner } from "./access-ledger.ts";
import type { Schema } from "./schema.ts";

const MAX_TRIES = 100;

const storedUse = z.object({
  id: z.string(),
  owner: z.string(),
  snapshotKey: z.string(),
  familyKey: z.string(),
  state: z.enum(["taking", "held", "ending"]),
  expiresAtMs: z.number(),
});

export function createAccessUses(db: Kysely<Schema>, self: LedgerOwner): AccessUses {
  // Those of this process need not fail against each other.
  const turns = new Turns();
  return { change: (work) => turns.take("uses", () => change(db, self, work)) };
}

async function change<T>(
  db: Kysely<Schema>,
  self: LedgerOwner,
  work: (uses: readonly AccessUse[], self: string) => { uses?: readonly AccessUse[]; result: T },
): Promise<T> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const { version, uses, alive } = await read(db, self);
    const { uses: next, result } = work(
      uses.filter(({ owner }) => owner === self.id || alive.has(owner)),
      self.id,
    );
    if (!next) return result;
    const { numUpdatedRows } = await db
      .updateTable("access_uses")
      .set({ uses: JSON.stringify(next), version: version + 1 })
      .where("version", "=", version)
      .executeTakeFirst();
    if (numUpdatedRows === 1n) return result;
  }
  throw new AppError("storage-unavailable", "Too many dashboards change the accesses in use at the same time.");
}

/** Alive: heard of lately, and no dead predecessor in our own place. */
async function read(db: Kysely<Schema>, self: LedgerOwner) {
  const row = await db
    .selectFrom("access_uses")
    .select(["version", "uses"])
    .select((select) =>
      select
        .selectFrom("access_owners")
        .select(sql<unknown>`coalesce(jsonb_agg(id), '[]')`.as("ids"))
        .where("place", "<>", self.place)
        .where("alive_until", ">=", sql<Date>`now()`)
        .as("alive"),
    )
    .executeTakeFirstOrThrow();
  return { version: row.version, uses: z.array(storedUse).parse(row.uses), alive: new Set(z.array(z.string()).parse(row.alive)) };
}
