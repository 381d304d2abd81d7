// What operations make or take away. An index decides who holds it, so of two that ask at once one gets it, on however
// many servers; the database lets go of it when the operation ends (migrations.ts).
import type { Kysely } from "kysely";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
import type { Schema } from "./schema.ts";

/** Id of the operation under way that has it. */
export async function holderOf(db: Kysely<Schema>, targetId: string): Promise<string | undefined> {
  const held = db
    .selectFrom("operation_targets")
    .select("operation_id")
    .where("target_key", "=", resourceKey(targetId))
    .where("is_held", "=", true);
  return (await held.executeTakeFirst())?.operation_id;
}

/** Of these operations, in the order of the alphabet. */
export async function targetsOf(db: Kysely<Schema>, operationIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await db
    .selectFrom("operation_targets")
    .select(["operation_id", "target_key"])
    .where("operation_id", "in", ["", ...operationIds])
    .orderBy("target_key")
    .execute();
  const byOperation = Map.groupBy(rows, (row) => row.operation_id);
  return new Map([...byOperation].map(([id, targets]) => [id, targets.map((target) => target.target_key)]));
}

const UNIQUE_VIOLATION = "23505";

/** Two that each hold what the other waits for: the database ends one of them. */
const DEADLOCK = "40P01";

export function falseIfReserved(error: unknown): false {
  if (error instanceof Error && "code" in error && (error.code === UNIQUE_VIOLATION || error.code === DEADLOCK)) return false;
  throw error;
}
