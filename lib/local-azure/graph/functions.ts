// The scalar functions of KQL that are answered. Any other is refused by name.

import type { Value } from "./values.ts";
import { isEmpty, isEqual, timeOfMs, toBoolean, toNumber, toText, toTime } from "./values.ts";

interface ScalarFunction {
  /** How many arguments: at least, at most. */
  takes: [number, number];
  run: (args: Value[], nowMs: number) => Value;
}

const one = (run: (value: Value) => Value): ScalarFunction => ({ takes: [1, 1], run: ([value = null]) => run(value) });
const whole = (value: Value) => {
  const number = toNumber(value);
  return number === null ? null : Math.trunc(number);
};

export const scalarFunctions: Record<string, ScalarFunction> = {
  tostring: one(toText),
  tolower: one((value) => toText(value).toLowerCase()),
  toupper: one((value) => toText(value).toUpperCase()),
  toint: one(whole),
  tolong: one(whole),
  todouble: one(toNumber),
  toreal: one(toNumber),
  tobool: one(toBoolean),
  todatetime: one(toTime),
  isempty: one(isEmpty),
  isnotempty: one((value) => !isEmpty(value)),
  isnull: one((value) => value === null),
  isnotnull: one((value) => value !== null),
  not: one((value) => toBoolean(value) === false),
  strlen: one((value) => toText(value).length),
  array_length: one((value) => (Array.isArray(value) ? value.length : null)),
  coalesce: { takes: [2, 64], run: (args) => args.find((value) => !isEmpty(value)) ?? null },
  iff: { takes: [3, 3], run: ([test = null, yes = null, no = null]) => (toBoolean(test) === true ? yes : no) },
  iif: { takes: [3, 3], run: ([test = null, yes = null, no = null]) => (toBoolean(test) === true ? yes : no) },
  strcat: { takes: [1, 64], run: (args) => args.map(toText).join("") },
  split: { takes: [2, 2], run: ([text = null, by = null]) => toText(text).split(toText(by)) },
  now: { takes: [0, 0], run: (_, nowMs) => timeOfMs(nowMs) },
  ago: { takes: [1, 1], run: ([spanMs = null], nowMs) => timeOfMs(nowMs - (toNumber(spanMs) ?? 0)) },
};

export const textTests: Record<string, (text: string, part: string) => boolean> = {
  contains: (text, part) => text.includes(part),
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
  has: (text, part) => text.split(/[^\p{L}\p{N}]+/u).includes(part) || (/[^\p{L}\p{N}]/u.test(part) && text.includes(part)),
};

export function isIn(value: Value, list: Value[], ignoresCase: boolean): boolean {
  const text = toText(value).toLowerCase();
  return list.some((entry) => (ignoresCase ? toText(entry).toLowerCase() === text : isEqual(value, entry)));
}
