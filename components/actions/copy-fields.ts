// What the fields of a copy's form follow from each other.
import type { CopyFormOptions } from "#lib/contract/copy-form.ts";
import { snapshotSkuChoices } from "#lib/domain/inventory/azure-region.ts";
import { COPY_SKUS, type CopySku } from "#lib/domain/inventory/snapshot-sku.ts";
import type { CopyRequest } from "#lib/operations/kinds/copy/request.ts";

export type CopyFields = Omit<CopyRequest, "kind" | "snapshotId">;

export function initialCopyFields(options: CopyFormOptions): CopyFields {
  const possible = (choices: CopyFormOptions["skus"]) =>
    (choices.find((c) => c.possible && c.recommended) ?? choices.find((c) => c.possible))?.value;
  const targetRegion = options.suggestedRegion ?? possible(options.regions) ?? "";
  return {
    targetRegion,
    targetResourceGroup: groupUnasked(options, targetRegion),
    targetName: options.suggestedName,
    sku: (possible(options.skus) ?? "Standard_LRS") as CopyFields["sku"],
  };
}

/** Empty where somebody has to choose: nothing is suggested, or what is suggested is a guess. */
export function groupUnasked({ suggestedGroups }: Pick<CopyFormOptions, "suggestedGroups">, region: string): string {
  const suggested = suggestedGroups[region];
  return suggested && !suggested.isGuess ? suggested.name : "";
}

/** Another region: group and name go along where they are as suggested, and stay where somebody chose them. */
export function inRegion(fields: CopyFields, options: Pick<CopyFormOptions, "suggestedGroups">, targetRegion: string): Partial<CopyFields> {
  const before = fields.targetRegion;
  const isUnasked = fields.targetResourceGroup === groupUnasked(options, before);
  const ending = before ? `-${before}` : "";
  const sku = skuInRegion(fields.sku, before, targetRegion);
  return {
    targetRegion,
    ...(sku === fields.sku ? {} : { sku }),
    ...(isUnasked ? { targetResourceGroup: groupUnasked(options, targetRegion) } : {}),
    ...(ending && fields.targetName.endsWith(ending)
      ? { targetName: `${fields.targetName.slice(0, -ending.length)}-${targetRegion}` }
      : {}),
  };
}

/** It goes along where it was what the region advises, or where the next one has it not. */
export function skuInRegion(sku: CopySku, before: string, region: string): CopySku {
  const advised = (of: string) => snapshotSkuChoices(of).find((one) => one.recommended)?.value;
  const choices = snapshotSkuChoices(region);
  const isKept = sku !== advised(before) && choices.some(({ value, possible }) => possible && value === sku);
  if (isKept) return sku;
  return (
    COPY_SKUS.find((one) => one === advised(region)) ??
    (choices.some(({ value, possible }) => possible && value === sku) ? sku : "Standard_LRS")
  );
}

/** Another subscription has other groups: one of them is to be chosen. */
export function inSubscription(targetSubscriptionId: string | undefined): Pick<CopyFields, "targetSubscriptionId" | "targetResourceGroup"> {
  return { targetSubscriptionId, targetResourceGroup: "" };
}

/** Those that can still be copied to the region before this one, oldest first. */
export function earlierMissing(
  { earlier, earlierDone }: Pick<CopyFormOptions, "earlier" | "earlierDone">,
  region: string,
): CopyFormOptions["earlier"] {
  return earlier.slice(earlierDone[region] ?? 0);
}
