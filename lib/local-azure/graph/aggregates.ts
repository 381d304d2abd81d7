// What summarize computes over the rows of a group.

import type { Expression, Scope } from "./expression.ts";
import { isTrue, readExpression } from "./expression.ts";
import { refusedKql } from "./query-error.ts";
import type { TokenReader } from "./token-reader.ts";
import type { Row, Value } from "./values.ts";
import { compare, toNumber, toText } from "./values.ts";

export interface Aggregate {
  /** Of its column when it is given none. */
  name: string;
  compute(rows: Row[]): Value;
}

const overValues: Record<string, (values: Value[]) => Value> = {
  sum: (values) => numbers(values).reduce((sum, value) => sum + value, 0),
  avg: (values) => {
    const found = numbers(values);
    return found.length === 0 ? null : found.reduce((sum, value) => sum + value, 0) / found.length;
  },
  min: (values) => extreme(values, -1),
  max: (values) => extreme(values, 1),
  dcount: (values) => new Set(values.filter((value) => value !== null).map(toText)).size,
};

function numbers(values: Value[]): number[] {
  return values.map(toNumber).filter((value) => value !== null);
}

function extreme(values: Value[], direction: number): Value {
  return values
    .filter((value) => value !== null)
    .reduce<Value>((best, value) => (best === null || compare(value, best) * direction > 0 ? value : best), null);
}

export function readAggregate(reader: TokenReader, scope: Scope): Aggregate {
  const written = reader.expectName();
  const name = written.toLowerCase();
  reader.expectSign("(");
  if (name === "count") {
    reader.expectSign(")");
    return { name: "count_", compute: (rows) => rows.length };
  }
  const fold = overValues[name];
  if (name !== "countif" && fold === undefined) throw refusedKql(`aggregate '${written}'`);
  const over = readExpression(reader, scope);
  reader.expectSign(")");
  if (fold === undefined) return { name: "countif_", compute: (rows) => rows.filter((row) => isTrue(over, row)).length };
  return { name: `${name}_${lastOf(over)}`, compute: (rows) => fold(rows.map((row) => over.evaluate(row))) };
}

function lastOf({ path }: Expression): string {
  return path?.join("_") ?? "";
}
