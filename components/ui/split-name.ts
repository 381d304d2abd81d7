const END_LETTERS = 10;
/** "20261105-0300", "2026-11-05T03-00", "…-2026-11-05-northeurope-2": a date, what follows it, and what is said in brackets. */
const DATED_END = /(?:20\d{2}[-_.]?\d{2}[-_.]?\d{2})[\w.:-]{0,18}$/;
const REMARK = / \([^()]*\)$/;

/** What may be cut, and what stays: the date where there is one near the end, else the last letters. */
export function splitName(name: string): [start: string, end: string] {
  const remark = REMARK.exec(name)?.[0] ?? "";
  const stem = name.slice(0, name.length - remark.length);
  const dated = DATED_END.exec(stem)?.[0].length ?? 0;
  const at = Math.max(0, stem.length - Math.max(END_LETTERS, dated));
  return [stem.slice(0, at), stem.slice(at) + remark];
}
