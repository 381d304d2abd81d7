import type { z } from "zod";
import type { subscriptionList } from "#lib/contract/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { type EstateDeps, toSource } from "./estate-reader.ts";

export type SubscriptionList = z.infer<typeof subscriptionList>;

export async function listSubscriptions({ view, estate }: EstateDeps, context: CallContext): Promise<SubscriptionList> {
  const { asOf } = await view.current(context);
  const subscriptions = await estate.places.subscriptions(context);
  return { items: subscriptions.map((one) => ({ ...toSource(one), disks: one.disks, snapshots: one.snapshots })), asOf };
}
