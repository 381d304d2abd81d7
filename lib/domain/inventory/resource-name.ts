// Azure's rule for names of disks and snapshots.

export const MAX_NAME_LENGTH = 80;
export const NAME_PATTERN = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?$/;

/** What is wrong with a name, as a sentence; undefined when it keeps the rule. */
export function nameProblem(name: string): string | undefined {
  if (name === "") return "A name is needed.";
  if (name.length > MAX_NAME_LENGTH) return `A name has ${MAX_NAME_LENGTH} characters at most; this one has ${name.length}.`;
  if (NAME_PATTERN.test(name)) return undefined;
  return "Letters, digits, '_', '-' and '.' only: the first one a letter or digit, the last one a letter, a digit or '_'.";
}

const KEPT_END = 20;

/** A valid name made of parts, the first shortened in its middle: names of snapshots differ at their end. */
export function composeName(base: string, suffix: string): string {
  const clean = base.replace(/[^A-Za-z0-9_.-]/g, "-").replace(/^[^A-Za-z0-9]+/, "");
  const room = MAX_NAME_LENGTH - suffix.length - 1;
  const fit = clean.length <= room ? clean : `${clean.slice(0, Math.max(0, room - KEPT_END))}${clean.slice(-Math.min(KEPT_END, room))}`;
  return `${fit.replace(/^[^A-Za-z0-9]+/, "") || "snapshot"}-${suffix}`;
}

/** The name itself, or the first of name-2, name-3 … that is free. taken: in lower case. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let i = 2; taken.has(name.toLowerCase()) && i < 1000; i += 1) {
    const suffix = `-${i}`;
    const candidate = `${name.slice(0, MAX_NAME_LENGTH - suffix.length)}${suffix}`;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
  return name;
}
