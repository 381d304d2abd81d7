// Azure's rule for the names of disks and snapshots.

export const MAX_RESOURCE_NAME = 80;
export const RESOURCE_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?$/;

/** Undefined when the name keeps the rule. */
export function nameProblem(name: string): string | undefined {
  return RESOURCE_NAME.test(name)
    ? undefined
    : `"${name}" is no valid name: 1 to ${MAX_RESOURCE_NAME} letters, digits, "_", "-" or ".", starting with a letter or digit and ending with one or "_".`;
}

/** A valid name made of parts, shortened at the end of the first. */
export function composeName(base: string, suffix: string): string {
  const clean = base.replace(/[^A-Za-z0-9_.-]/g, "-").replace(/^[^A-Za-z0-9]+/, "");
  const room = MAX_RESOURCE_NAME - suffix.length - 1;
  return `${clean.slice(0, room) || "snapshot"}-${suffix}`;
}

/** The name itself, or the first of name-2, name-3 … that is free. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  for (let i = 2; isTaken(name) && i < 1000; i += 1) {
    const suffix = `-${i}`;
    const candidate = `${name.slice(0, MAX_RESOURCE_NAME - suffix.length)}${suffix}`;
    if (!isTaken(candidate)) return candidate;
  }
  return name;
}
