import { AppError } from "#lib/domain/app-error.ts";
import { holdWords } from "#lib/domain/holds/hold.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import type { HoldStore } from "#lib/services/ports/holds.ts";
import type { ConfirmedSnapshot } from "#lib/services/ports/writer.ts";

/** Throws not-possible (details.rule "held") while somebody holds it: asked before each sending of a delete, which may be repeated minutes later. */
export async function assertNotHeld(holds: Pick<HoldStore, "on">, one: ConfirmedSnapshot): Promise<void> {
  const [hold] = await holds.on([one]);
  if (!hold) return;
  const message = `${resourceName(one.id)} is ${holdWords(hold)}. Lift the hold first. It was not deleted.`;
  throw new AppError("not-possible", message, { details: { rule: "held" } });
}
