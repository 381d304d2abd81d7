// How KQL's values behave, as far as they occur here: text, numbers, booleans, times (as text of one form, so that
// they sort), null, and dynamic objects as they are in JSON.

import { parseUtc } from "../utc-time.ts";

export type Value = string | number | boolean | null | object;
export type Row = Record<string, Value>;

export function toText(value: Value): string {
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "true" : "false";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function toNumber(value: Value): number | null {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value !== "string" || value.trim() === "") return null;
  const number = Number(value);
  return Number.isNaN(number) ? null : number;
}

export function toBoolean(value: Value): boolean | null {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return value !== 0;
  if (typeof value !== "string") return null;
  if (/^true$/i.test(value)) return true;
  return /^false$/i.test(value) ? false : null;
}

/** "2026-11-05T20:58:06.9075559Z": always seven digits, in UTC. */
export function toTime(value: Value): string | null {
  if (typeof value !== "string") return null;
  const ms = parseUtc(value);
  if (Number.isNaN(ms)) return null;
  const [, ticks = ""] = /:\d\d\.(\d{1,7})/.exec(value) ?? [];
  return `${new Date(ms).toISOString().slice(0, 19)}.${ticks.padEnd(7, "0")}Z`;
}

export function timeOfMs(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "0000Z");
}

export function isEmpty(value: Value): boolean {
  return value === null || value === "";
}

/** Null is like nothing, not even like itself; text of dynamic values compares as text. */
export function isEqual(a: Value, b: Value): boolean {
  if (a === null || b === null) return false;
  return typeof a === typeof b && typeof a !== "object" ? a === b : toText(a) === toText(b);
}

/** Nulls come first. */
export function compare(a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [left, right] = [toText(a), toText(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
