/** The address of a diff; the older snapshot is the base. */
export function diffHref(base: string, target: string): string {
  return `/diff?base=${encodeURIComponent(base)}&target=${encodeURIComponent(target)}`;
}
