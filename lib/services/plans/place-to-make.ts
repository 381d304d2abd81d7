// The subscription that something new is made in, and its groups.
import { subscriptionStanding } from "#lib/domain/inventory/subscription-standing.ts";
import type { GroupOfSubscription } from "#lib/domain/plans/group-choice.ts";
import { subscriptionNames } from "#lib/services/inventory/derive-estate.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";

export interface PlaceToMake {
  /**
   * isSeen false: nothing in it may be read. isReadable false: what is not known of it may be there all the same. closed: why nothing new is made in it. locations:
   * absent where Azure did not say.
   */
  subscription: { name: string; isSeen: boolean; isReadable: boolean; closed?: string; caution?: string; locations?: readonly string[] };
  /** Of its subscription, by name. */
  groups: GroupOfSubscription[];
}

export async function lookAtPlace({ estate }: EstateDeps, subscriptionId: string, context: CallContext): Promise<PlaceToMake> {
  const [subscriptions, groups] = await Promise.all([estate.places.subscriptions(context), estate.places.groups(context)]);
  const own = subscriptions.find((one) => isSame(one.subscriptionId, subscriptionId));
  const standing = own && subscriptionStanding(own);
  return {
    subscription: {
      name: subscriptionNames(subscriptions)(subscriptionId),
      isSeen: own !== undefined,
      isReadable: own?.state === "ok",
      ...(standing?.closed ? { closed: standing.closed } : {}),
      ...(standing?.caution ? { caution: standing.caution } : {}),
      ...(own?.locations ? { locations: own.locations } : {}),
    },
    groups: groups
      .filter((group) => isSame(group.subscriptionId, subscriptionId))
      .map(({ name, region, tags }) => ({ name, region, ...(tags ? { tags } : {}) }))
      .toSorted((a, b) => a.name.toLowerCase().localeCompare(b.name.toLowerCase(), "en")),
  };
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
