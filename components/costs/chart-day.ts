export interface ChartDay {
  date: string;
  estimate: number | undefined;
  billed: number | undefined;
}
