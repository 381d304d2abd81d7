// What stands under the choice of a resource group: why this one, that a guess is one, and that a group of another region is
// no mistake.
import type { ResourceGroupChoice } from "#lib/contract/plans.ts";
import { regionLabel, sameRegion } from "#lib/domain/inventory/azure-region.ts";
import type { SuggestedGroup } from "#lib/domain/plans/group-choice.ts";

export interface GroupNote {
  groups: readonly ResourceGroupChoice[];
  /** Empty: none is chosen yet. */
  value: string;
  suggested: SuggestedGroup | undefined;
  /** Where the new thing is made. */
  region: string;
  noun: string;
}

export function groupNote({ groups, value, suggested, region, noun }: GroupNote): string | undefined {
  const group = groups.find(({ name }) => isSameGroup(name, value));
  const elsewhere =
    group && !sameRegion(group.region, region)
      ? `The ${noun} is made in ${regionLabel(region)}; its group is of ${regionLabel(group.region)}, and may hold resources of any region.`
      : undefined;
  const words = [suggested && suggestionWords(suggested, value), elsewhere].filter(Boolean);
  return words.length > 0 ? words.join(" ") : undefined;
}

export function isSameGroup(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function suggestionWords({ name, reason, isGuess }: SuggestedGroup, value: string): string | undefined {
  const isChosen = isSameGroup(name, value);
  if (isGuess) return isChosen ? reason : value === "" ? `Choose one. ${name} is only a guess: ${lowerFirst(reason)}` : undefined;
  return isChosen ? reason : `${name} is suggested. ${reason}`;
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
