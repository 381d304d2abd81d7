// What a disk of a type and size may do: the IOPS, MBps and tier Azure shows. Figures of Microsoft's
// "Select a disk type" tables.

import type { DiskSku } from "../records/disk.ts";

export interface DiskPerformance {
  diskIOPSReadWrite: number;
  diskMBpsReadWrite: number;
  tier?: string;
}

type Row = [maxGib: number, iops: number, mbps: number, tier: string];

const premium: Row[] = [
  [4, 120, 25, "P1"],
  [8, 120, 25, "P2"],
  [16, 120, 25, "P3"],
  [32, 120, 25, "P4"],
  [64, 240, 50, "P6"],
  [128, 500, 100, "P10"],
  [256, 1100, 125, "P15"],
  [512, 2300, 150, "P20"],
  [1024, 5000, 200, "P30"],
  [2048, 7500, 250, "P40"],
  [4096, 7500, 250, "P50"],
  [8192, 16000, 500, "P60"],
  [16384, 18000, 750, "P70"],
  [32768, 20000, 900, "P80"],
];

const standardSsd: Row[] = [
  [4096, 500, 100, ""],
  [8192, 2000, 400, ""],
  [16384, 4000, 600, ""],
  [32768, 6000, 750, ""],
];

const standardHdd: Row[] = [
  [4096, 500, 60, ""],
  [8192, 1300, 300, ""],
  [32768, 2000, 500, ""],
];

function rowsOf(sku: DiskSku): Row[] {
  if (sku.startsWith("Premium_")) return premium;
  if (sku.startsWith("StandardSSD_")) return standardSsd;
  if (sku === "PremiumV2_LRS") return [[65536, 3000, 125, ""]];
  if (sku === "UltraSSD_LRS") return [[65536, 500, 100, ""]];
  return standardHdd;
}

export function performanceOf(sku: DiskSku, sizeBytes: number): DiskPerformance {
  const rows = rowsOf(sku);
  const gib = sizeBytes / 2 ** 30;
  const row = rows.find(([maxGib]) => gib <= maxGib) ?? rows.at(-1);
  const [, iops, mbps, tier] = row ?? [0, 500, 60, ""];
  return { diskIOPSReadWrite: iops, diskMBpsReadWrite: mbps, ...(tier === "" ? {} : { tier }) };
}

export function is4kCapable(sku: DiskSku): boolean {
  return sku === "PremiumV2_LRS" || sku === "UltraSSD_LRS";
}
