export interface Figure {
  name: string;
  value: number;
  unit: string;
  target: string;
  ok: boolean;
  peer?: string;
}
