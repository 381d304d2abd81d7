import type { z } from "zod";
import type { SubscriptionRow, subscriptionList } from "#lib/contract/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { InventoryView } from "./inventory-view.ts";

export type SubscriptionList = z.infer<typeof subscriptionList>;

export async function listSubscriptions(deps: { view: InventoryView }, context: CallContext): Promise<SubscriptionList> {
  const { inventory, asOf, sources } = await deps.view.current(context);
  const disks = countBySubscription(inventory.disks);
  const snapshots = countBySubscription(inventory.snapshots);
  const items = sources.map((source): SubscriptionRow => {
    const key = source.subscriptionId.toLowerCase();
    return { ...source, disks: disks.get(key) ?? 0, snapshots: snapshots.get(key) ?? 0 };
  });
  return { items, asOf };
}

function countBySubscription(resources: { subscriptionId: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { subscriptionId } of resources) {
    const key = subscriptionId.toLowerCase();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
