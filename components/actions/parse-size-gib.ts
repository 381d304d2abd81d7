/** Digits, grouped by commas or spaces where that is how they were copied; anything else, a fraction too, is NaN. */
export function parseSizeGib(text: string): number {
  const trimmed = text.trim();
  const isGrouped = /^\d{1,3}([, \u00a0]\d{3})+$/.test(trimmed);
  return isGrouped || /^\d{1,9}$/.test(trimmed) ? Number(trimmed.replaceAll(/\D/g, "")) : Number.NaN;
}
