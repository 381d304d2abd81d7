// The times of a blob in the forms its headers want. Times come as ticks: "2026-11-05T20:58:06.9075559Z".

import { ticksToMs } from "../clock.ts";

const ticksBefore1970 = 621_355_968_000_000_000n;

export const snapshotTimeForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/;

/** 0x and the .NET ticks of the last change, as Azure's entity tags are; with quotes. */
export function etagOf(changedAt: string): string {
  const ticks = BigInt(ticksToMs(changedAt)) * 10_000n + BigInt(changedAt.slice(23, 27)) + ticksBefore1970;
  return `"0x${ticks.toString(16).toUpperCase()}"`;
}

export function httpDate(ticks: string): string {
  return new Date(ticksToMs(ticks)).toUTCString();
}
