/** Hours of the month in which it stored one size: half-open. */
export interface CostPart {
  fromHour: number;
  toHour: number;
  /** null: not known. */
  bytes: number | null;
}
