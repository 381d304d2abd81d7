// What plans of one copy and of several say alike: the command that does the same, and what speaks for another choice.
import { findRegion, normaliseRegion, regionLabel } from "#lib/domain/inventory/azure-region.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { tagWords } from "#lib/domain/operations/operation-mark.ts";
import type { CopySpeed } from "#lib/domain/operations/resource-order.ts";
import { azCommand } from "#lib/domain/plans/az-command.ts";
import { type CopyPlace, goesElsewhere, targetSubscriptionOf } from "#lib/domain/plans/copy-target.ts";

interface CopyChoices extends CopyPlace {
  sku: string;
  speed?: CopySpeed | undefined;
}

/** The subscription is named where it is not the source's. */
export function azTarget(place: CopyPlace, { id }: Snapshot, name: string) {
  const subscription = goesElsewhere(id, place) ? { subscription: targetSubscriptionOf(id, place) } : {};
  return { ...subscription, "resource-group": place.targetResourceGroup, name };
}

export function azCopy(choices: CopyChoices, source: Snapshot, name: string): string {
  return azCommand(["snapshot", "create"], {
    ...azTarget(choices, source, name),
    location: normaliseRegion(choices.targetRegion),
    source: source.id,
    sku: choices.sku,
    incremental: "true",
    "copy-start": "true",
    ...(choices.speed === undefined ? {} : { "bandwidth-copy-speed": choices.speed }),
    tags: tagWords(source.tags),
  });
}

export function placeWarnings(choices: CopyChoices, source: Snapshot | undefined): string[] {
  const { targetRegion, sku, speed } = choices;
  const region = regionLabel(targetRegion);
  const found: string[] = [];
  if (sku === "Standard_LRS" && findRegion(targetRegion)?.hasZones)
    found.push(
      `${region} has availability zones. Zone-redundant storage (ZRS) is Azure's default there, costs the same and survives the loss of a zone.`,
    );
  if (speed === "Enhanced") found.push("Enhanced speed costs extra. Azure does not publish how much, so it is in no sum here.");
  if (source && goesElsewhere(source.id, choices))
    found.push(
      "The copy goes to another subscription: Azure asks for the right to make snapshots there (Microsoft.Compute/snapshots/write) and to read the source here (Microsoft.Compute/snapshots/beginGetAccess/action). It refuses with LinkedAuthorizationFailed where the second one is missing.",
    );
  return found;
}
