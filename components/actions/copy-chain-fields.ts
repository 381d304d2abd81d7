// What the fields of several copies' form follow from each other.

import type { CopyFormOptions } from "#lib/contract/copy-form.ts";
import { composeName } from "#lib/domain/inventory/resource-name.ts";
import type { CopyChainRequest } from "#lib/operations/kinds/copy-chain/request.ts";
import { type CopyFields, earlierMissing, groupUnasked, skuInRegion } from "./copy-fields.ts";

export interface CopyChainFields extends Omit<CopyChainRequest, "kind" | "snapshots"> {
  /** Of each name, after that of its source. */
  ending: string;
}

export interface NamedSnapshot {
  id: string;
  name: string;
}

export function beginLike({ targetName: _ofOne, ...place }: CopyFields): CopyChainFields {
  return { ...place, ending: place.targetRegion };
}

/** Group and ending go along where they are as suggested, and stay where somebody chose them. */
export function toRegion(
  fields: CopyChainFields,
  options: Pick<CopyFormOptions, "suggestedGroups">,
  targetRegion: string,
): Partial<CopyChainFields> {
  const isUnasked = fields.targetResourceGroup === groupUnasked(options, fields.targetRegion);
  const sku = skuInRegion(fields.sku, fields.targetRegion, targetRegion);
  return {
    targetRegion,
    ...(sku === fields.sku ? {} : { sku }),
    ...(isUnasked ? { targetResourceGroup: groupUnasked(options, targetRegion) } : {}),
    ...(fields.ending === fields.targetRegion ? { ending: targetRegion } : {}),
  };
}

/** Those that were chosen, else all that are missing in the region up to the wanted one; oldest first. */
export function toCopy(
  options: Pick<CopyFormOptions, "earlier" | "earlierDone">,
  region: string,
  wanted: NamedSnapshot,
  chosen?: readonly NamedSnapshot[],
) {
  return chosen ?? [...earlierMissing(options, region), wanted];
}

export function requestOf({ ending, ...fields }: CopyChainFields, snapshots: readonly NamedSnapshot[]): Omit<CopyChainRequest, "kind"> {
  return {
    snapshots: snapshots.map(({ id, name }) => ({ snapshotId: id, targetName: composeName(name, ending) })),
    ...fields,
  };
}

/** What is wrong with any of the names, which only the ending can change. */
export function namesError(errors: Record<string, string | undefined>): string | undefined {
  return Object.entries(errors).find(([field, error]) => error !== undefined && /^snapshots\.\d+\.targetName$/.test(field))?.[1];
}
