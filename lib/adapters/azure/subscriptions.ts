// The subscriptions an identity sees, of those the settings name.
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { SubscriptionInfo } from "#lib/services/ports/inventory.ts";
import { readArmList } from "./arm-list.ts";
import { toAzureError } from "./azure-error.ts";
import type { AzureConnection } from "./connection.ts";
import { fieldsOf } from "./fields.ts";
import { distinctBy } from "./read-list.ts";

export const SUBSCRIPTIONS_API_VERSION = "2022-12-01";

export async function listSubscriptions(connection: AzureConnection, context: CallContext): Promise<SubscriptionInfo[]> {
  try {
    const wanted = connection.subscriptions?.map((id) => id.toLowerCase());
    const rows = await readArmList(connection, `/subscriptions?api-version=${SUBSCRIPTIONS_API_VERSION}`, context);
    const found = distinctBy(
      rows.map(fieldsOf).flatMap((row): SubscriptionInfo[] => {
        const subscriptionId = row.text("subscriptionId");
        if (!subscriptionId || (wanted && !wanted.includes(subscriptionId.toLowerCase()))) return [];
        const azureState = row.text("state");
        // Without a state nothing is held back: Azure refuses what it does not allow.
        const told = azureState === undefined || azureState.toLowerCase() === "enabled" ? {} : { azureState };
        return [{ subscriptionId, displayName: row.text("displayName") ?? subscriptionId, state: "ok", ...told }];
      }),
      ({ subscriptionId }) => subscriptionId,
    );
    const missing = (wanted ?? []).filter((id) => !found.some((s) => s.subscriptionId.toLowerCase() === id));
    return [...found, ...missing.map(unseenSubscription)];
  } catch (error) {
    throw toAzureError(error, "list the subscriptions");
  }
}

function unseenSubscription(subscriptionId: string): SubscriptionInfo {
  return { subscriptionId, displayName: subscriptionId, state: "forbidden", message: "The app's identity cannot see this subscription." };
}
