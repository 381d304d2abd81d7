// What the fields of a copy's form follow from each other.
import type { CopyOptions, CopyRequest } from "#lib/operations/kinds/copy/request.ts";

export type CopyFields = Omit<CopyRequest, "kind" | "snapshotId">;

/** Empty where somebody has to choose: nothing is suggested, or what is suggested is a guess. */
export function groupUnasked({ suggestedGroups }: Pick<CopyOptions, "suggestedGroups">, region: string): string {
  const suggested = suggestedGroups[region];
  return suggested && !suggested.isGuess ? suggested.name : "";
}

/** Another region: group and name go along where they are as suggested, and stay where somebody chose them. */
export function inRegion(fields: CopyFields, options: Pick<CopyOptions, "suggestedGroups">, targetRegion: string): Partial<CopyFields> {
  const before = fields.targetRegion;
  const isUnasked = fields.targetResourceGroup === groupUnasked(options, before);
  const ending = before ? `-${before}` : "";
  return {
    targetRegion,
    ...(isUnasked ? { targetResourceGroup: groupUnasked(options, targetRegion) } : {}),
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
