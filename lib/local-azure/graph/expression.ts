// Expressions of KQL, read into functions of a row. Precedence, weakest first: or, and, comparison, + -, * / %, unary.

import { isIn, scalarFunctions, textTests } from "./functions.ts";
import { invalidQuery, refusedKql } from "./query-error.ts";
import type { TokenReader } from "./token-reader.ts";
import type { Row, Value } from "./values.ts";
import { compare, isEqual, toBoolean, toNumber, toText } from "./values.ts";

export interface Expression {
  evaluate(row: Row): Value;
  /** The name of its column when it is given none: a path joined by underscores. */
  path?: string[];
}

export interface Scope {
  /** Undefined: names are not known beforehand. */
  columns?: ReadonlySet<string>;
  nowMs: number;
}

export function readExpression(reader: TokenReader, scope: Scope): Expression {
  let left = readAnd(reader, scope);
  while (reader.takeWord("or")) left = logical(left, readAnd(reader, scope), true);
  return left;
}

function readAnd(reader: TokenReader, scope: Scope): Expression {
  let left = readComparison(reader, scope);
  while (reader.takeWord("and")) left = logical(left, readComparison(reader, scope), false);
  return left;
}

/** decides: the value of the left side that settles it. */
function logical(left: Expression, right: Expression, decides: boolean): Expression {
  return { evaluate: (row) => (isTrue(left, row) === decides ? decides : isTrue(right, row)) };
}

export function isTrue(expression: Expression, row: Row): boolean {
  return toBoolean(expression.evaluate(row)) === true;
}

const lower = (value: Value) => toText(value).toLowerCase();
const comparisons: Record<string, (a: Value, b: Value) => boolean> = {
  "==": isEqual,
  "!=": (a, b) => !isEqual(a, b),
  "=~": (a, b) => lower(a) === lower(b),
  "!~": (a, b) => lower(a) !== lower(b),
  "<": (a, b) => a !== null && b !== null && compare(a, b) < 0,
  ">": (a, b) => a !== null && b !== null && compare(a, b) > 0,
  "<=": (a, b) => a !== null && b !== null && compare(a, b) <= 0,
  ">=": (a, b) => a !== null && b !== null && compare(a, b) >= 0,
};

function readComparison(reader: TokenReader, scope: Scope): Expression {
  const left = readSum(reader, scope);
  const { kind, text } = reader.peek();
  const test = kind === "sign" ? comparisons[text] : undefined;
  if (test !== undefined) {
    reader.take();
    const right = readSum(reader, scope);
    return { evaluate: (row) => test(left.evaluate(row), right.evaluate(row)) };
  }
  return kind === "name" ? readWordTest(reader, scope, left) : left;
}

/** in, contains and their like, with ! before and ~ behind. */
function readWordTest(reader: TokenReader, scope: Scope, left: Expression): Expression {
  const word = reader.peek().text.toLowerCase();
  const isNegated = word.startsWith("!");
  const name = word.replace(/^!/, "").replace(/~$/, "");
  if (name === "in") {
    reader.take();
    const list = readArguments(reader, scope);
    return {
      evaluate: (row) =>
        isIn(
          left.evaluate(row),
          list.map((entry) => entry.evaluate(row)),
          word.endsWith("~"),
        ) !== isNegated,
    };
  }
  const test = textTests[name];
  if (test !== undefined) {
    reader.take();
    const right = readSum(reader, scope);
    return { evaluate: (row) => test(lower(left.evaluate(row)), lower(right.evaluate(row))) !== isNegated };
  }
  if (isNegated || ["between", "matches", "has_any", "has_all", "contains_cs", "startswith_cs", "hasprefix"].includes(name))
    throw refusedKql(`operator '${word}'`);
  return left;
}

function readSum(reader: TokenReader, scope: Scope): Expression {
  let left = readProduct(reader, scope);
  while (reader.isSign("+") || reader.isSign("-")) left = arithmetic(reader.take().text, left, readProduct(reader, scope));
  return left;
}

function readProduct(reader: TokenReader, scope: Scope): Expression {
  let left = readUnary(reader, scope);
  while (reader.isSign("*") || reader.isSign("/") || reader.isSign("%"))
    left = arithmetic(reader.take().text, left, readUnary(reader, scope));
  return left;
}

const operations: Record<string, (a: number, b: number) => number | null> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  // Whole numbers divide to whole numbers, as in KQL.
  "/": (a, b) => (b === 0 ? null : Number.isInteger(a) && Number.isInteger(b) ? Math.trunc(a / b) : a / b),
  "%": (a, b) => (b === 0 ? null : a % b),
};

function arithmetic(sign: string, left: Expression, right: Expression): Expression {
  const operation = operations[sign];
  if (operation === undefined) throw refusedKql(`operator '${sign}'`);
  return {
    evaluate(row) {
      const [a, b] = [toNumber(left.evaluate(row)), toNumber(right.evaluate(row))];
      return a === null || b === null ? null : operation(a, b);
    },
  };
}

function readUnary(reader: TokenReader, scope: Scope): Expression {
  if (!reader.takeSign("-")) return readPrimary(reader, scope);
  const operand = readPrimary(reader, scope);
  return arithmetic("-", { evaluate: () => 0 }, operand);
}

function readPrimary(reader: TokenReader, scope: Scope): Expression {
  if (reader.takeSign("(")) {
    const inner = readExpression(reader, scope);
    reader.expectSign(")");
    return inner;
  }
  const token = reader.peek();
  if (token.kind === "string" || token.kind === "number" || token.kind === "span") {
    reader.take();
    const literal: Value = token.kind === "string" ? token.text : token.value;
    return { evaluate: () => literal };
  }
  if (token.kind !== "name") throw reader.unexpected("an expression");
  reader.take();
  if (/^(true|false)$/i.test(token.text)) return { evaluate: () => /^true$/i.test(token.text) };
  if (reader.isSign("(")) return readPath(reader, readCall(reader, scope, token.text));
  if (scope.columns !== undefined && !scope.columns.has(token.text)) {
    throw invalidQuery(`Failed to resolve scalar expression named '${token.text}'.`, { at: token.at, token: token.text });
  }
  const name = token.text;
  return readPath(reader, { evaluate: (row) => row[name] ?? null, path: [name] });
}

function readCall(reader: TokenReader, scope: Scope, written: string): Expression {
  const name = written.toLowerCase();
  const known = Object.hasOwn(scalarFunctions, name) ? scalarFunctions[name] : undefined;
  if (known === undefined) throw refusedKql(`function '${written}'`);
  const args = readArguments(reader, scope);
  const [least, most] = known.takes;
  if (args.length < least || args.length > most) throw invalidQuery(`Function '${written}' does not take ${args.length} arguments.`);
  const evaluate = (row: Row) =>
    known.run(
      args.map((arg) => arg.evaluate(row)),
      scope.nowMs,
    );
  return { evaluate, path: args.length === 1 ? args[0]?.path : undefined };
}

function readArguments(reader: TokenReader, scope: Scope): Expression[] {
  reader.expectSign("(");
  if (reader.takeSign(")")) return [];
  const args = reader.list(() => readExpression(reader, scope));
  reader.expectSign(")");
  return args;
}

/** .name, ['name'] and [0] behind a value. */
function readPath(reader: TokenReader, start: Expression): Expression {
  let base = start;
  for (;;) {
    if (reader.takeSign(".")) base = member(base, reader.expectName());
    else if (reader.takeSign("[")) {
      const { kind, text, value } = reader.take();
      if (kind !== "string" && kind !== "number") throw refusedKql("index by an expression");
      reader.expectSign("]");
      base = member(base, kind === "string" ? text : value);
    } else return base;
  }
}

function member(base: Expression, key: string | number): Expression {
  return {
    evaluate(row) {
      const value = base.evaluate(row);
      if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return null;
      return ((value as Record<string | number, Value | undefined>)[key] ?? null) as Value;
    },
    path: base.path === undefined ? undefined : [...base.path, String(key)],
  };
}
