// The mark of a sum in which something is missing: what is not measured is unknown and not nothing, so that the sum is the
// least it can be. One way to write it, on every page.

/** The sign stays with its number where a line ends. */
const MARK = "≥\u00a0";
const LESS = "<";

/** "≥ $12.30" where the sum has gaps, "$12.30" where it has none; of "<$0.01" nothing more is known than "≥ $0.00". */
export function atLeast(text: string, hasGaps: boolean): string {
  if (!hasGaps) return text;
  return MARK + (text.startsWith(LESS) ? text.slice(LESS.length).replaceAll(/[1-9]/g, "0") : text);
}
