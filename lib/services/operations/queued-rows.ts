// Rows of operations, each that waits for its turn with its place in the queue, as far as who asks may see what is before it.
import type { OperationRow } from "#lib/contract/operations.ts";
import type { Sight } from "#lib/domain/inventory/sight.ts";
import type { OperationRecord } from "#lib/operations/engine/operation-store.ts";
import type { QueuePlace, TurnStore } from "#lib/operations/engine/turn-store.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { toOperationRow } from "./to-operation-row.ts";

interface QueuedRowsDeps {
  turns: Pick<TurnStore, "places">;
  sightOf(context: CallContext): Promise<Sight>;
}

export async function withQueue(deps: QueuedRowsDeps, records: readonly OperationRecord[], context: CallContext): Promise<OperationRow[]> {
  const waiting = records.filter(({ waits }) => waits !== undefined).map(({ id }) => id);
  const places = waiting.length === 0 ? new Map<string, QueuePlace>() : await deps.turns.places(waiting, await deps.sightOf(context));
  return records.map((record) => {
    const row = toOperationRow(record, context.principal);
    const queue = record.waits && queueOf(record.waits, places.get(record.id));
    return queue ? { ...row, queue } : row;
  });
}

export async function rowOf(deps: QueuedRowsDeps, record: OperationRecord, context: CallContext): Promise<OperationRow> {
  const [row] = await withQueue(deps, [record], context);
  return row ?? toOperationRow(record, context.principal);
}

/** Undefined: its turn has come since it was read. */
function queueOf({ text }: NonNullable<OperationRecord["waits"]>, place: QueuePlace | undefined): OperationRow["queue"] {
  if (!place) return undefined;
  const { position, behind } = place;
  if (position === 1) return { position, text: text ?? "Nothing is before it." };
  if (!behind) return { position, text: "Queued behind one that you may not see." };
  return { position, text: `Queued behind "${behind.title}".`, behindId: behind.id };
}
