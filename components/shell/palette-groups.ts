// What the palette offers for some letters, best first.

export interface Found {
  title: string;
  /** Their names, in the order of the list. */
  entries: readonly { label: string }[];
}

/** A group that has exactly what was typed comes before those that only contain it: "pg-01" is the disk, then its snapshots. */
export function exactFirst<Group extends Found>(groups: readonly Group[], query: string): Group[] {
  const words = query.trim().toLowerCase();
  const shown = groups.filter(({ entries }) => entries.length > 0);
  if (words === "") return shown;
  const isExact = (label: string) => label.toLowerCase() === words;
  const ordered = shown.map((group) => ({
    ...group,
    entries: group.entries.toSorted((a, b) => Number(isExact(b.label)) - Number(isExact(a.label))),
  }));
  return ordered.toSorted((a, b) => Number(hasExact(b, isExact)) - Number(hasExact(a, isExact)));
}

function hasExact({ entries }: Found, isExact: (label: string) => boolean): boolean {
  return entries.some(({ label }) => isExact(label));
}

/** For the live region: "3 found", "Nothing found". */
export function countWords(groups: readonly Found[]): string {
  const count = groups.reduce((sum, { entries }) => sum + entries.length, 0);
  return count === 0 ? "Nothing found" : `${count} found`;
}
