// What the fields of a copy's form follow from each other.
import type { CopyOptions, CopyRequest } from "#lib/operations/kinds/copy/request.ts";

export type CopyFields = Omit<CopyRequest, "kind" | "snapshotId">;

/** Another region: group and name go along where they are as suggested, and stay where somebody chose them. */
export function inRegion(
  fields: CopyFields,
  { suggestedGroups }: Pick<CopyOptions, "suggestedGroups">,
  targetRegion: string,
): Partial<CopyFields> {
  const before = fields.targetRegion;
  const group = suggestedGroups[targetRegion]?.name;
  const isSuggested = fields.targetResourceGroup === suggestedGroups[before]?.name;
  const ending = before ? `-${before}` : "";
  return {
    targetRegion,
    ...(group && isSuggested ? { targetResourceGroup: group } : {}),
    ...(ending && fields.targetName.endsWith(ending)
      ? { targetName: `${fields.targetName.slice(0, -ending.length)}-${targetRegion}` }
      : {}),
  };
}

/** Those that can still be copied to the region before this one, oldest first. */
export function earlierMissing(
  { earlier, earlierDone }: Pick<CopyOptions, "earlier" | "earlierDone">,
  region: string,
): CopyOptions["earlier"] {
  return earlier.slice(earlierDone[region] ?? 0);
}
