// Expressions of KQL, read into functions of a row. Precedence, weakest first: or, and, comparison, + -, * / %, unary.

import { isIn, scalarFunctions, textTests } from "./functions.ts";
import { invalidQuery, refusedKql } from "./query-error.ts";
import type { QueryTime } from "./query-limits.ts";
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
  time: QueryTime;
}

/** What an operator evaluates of each row: every row looks at the time. */
export function readExpression(reader: TokenReader, scope: Scope): Expression {
  const { evaluate, path } = readOr(reader, scope);
  return {
    evaluate(row) {
      scope.time.check();
      return evaluate(row);
    },
    path,
  };
}

function readOr(reader: TokenReader, scope: Scope): Expression {
  const first = readAnd(reader, scope);
  const others: Expression[] = [];
  while (reader.takeWord("or")) others.push(readAnd(reader, scope));
  if (others.length === 0) return first;
  return { evaluate: (row) => isTrue(first, row) || others.some((other) => isTrue(other, row)) };
}

function readAnd(reader: TokenReader, scope: Scope): Expression {
  const first = readComparison(reader, scope);
  const others: Expression[] = [];
  while (reader.takeWord("and")) others.push(readComparison(reader, scope));
  if (others.length === 0) return first;
  return { evaluate: (row) => isTrue(first, row) && others.every((other) => isTrue(other, row)) };
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
  const first = readProduct(reader, scope);
  const terms: Term[] = [];
  while (reader.isSign("+") || reader.isSign("-")) terms.push({ sign: reader.take().text, value: readProduct(reader, scope) });
  return arithmetic(first, terms);
}

function readProduct(reader: TokenReader, scope: Scope): Expression {
  const first = readUnary(reader, scope);
  const terms: Term[] = [];
  while (reader.isSign("*") || reader.isSign("/") || reader.isSign("%"))
    terms.push({ sign: reader.take().text, value: readUnary(reader, scope) });
  return arithmetic(first, terms);
}

const operations: Record<string, (a: number, b: number) => number | null> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  // Whole numbers divide to whole numbers, as in KQL.
  "/": (a, b) => (b === 0 ? null : Number.isInteger(a) && Number.isInteger(b) ? Math.trunc(a / b) : a / b),
  "%": (a, b) => (b === 0 ? null : a % b),
};

interface Term {
  sign: string;
  value: Expression;
}

/** One loop over the terms, from the left: a function for each pair would call itself as often as there are terms. */
function arithmetic(first: Expression, terms: Term[]): Expression {
  if (terms.length === 0) return first;
  return {
    evaluate(row) {
      let result = toNumber(first.evaluate(row));
      for (const { sign, value } of terms) {
        const next = toNumber(value.evaluate(row));
        result = result === null || next === null ? null : (operations[sign]?.(result, next) ?? null);
      }
      return result;
    },
  };
}

function readUnary(reader: TokenReader, scope: Scope): Expression {
  if (!reader.takeSign("-")) return readPrimary(reader, scope);
  const operand = readPrimary(reader, scope);
  return arithmetic({ evaluate: () => 0 }, [{ sign: "-", value: operand }]);
}

function readPrimary(reader: TokenReader, scope: Scope): Expression {
  if (reader.takeSign("(")) {
    reader.enter();
    const inner = readOr(reader, scope);
    reader.leave();
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
  reader.enter();
  const args = reader.list(() => readOr(reader, scope));
  reader.leave();
  reader.expectSign(")");
  return args;
}

/** .name, ['name'] and [0] behind a value. */
function readPath(reader: TokenReader, base: Expression): Expression {
  const keys: (string | number)[] = [];
  for (;;) {
    if (reader.takeSign(".")) keys.push(reader.expectName());
    else if (reader.takeSign("[")) {
      const { kind, text, value } = reader.take();
      if (kind !== "string" && kind !== "number") throw refusedKql("index by an expression");
      reader.expectSign("]");
      keys.push(kind === "string" ? text : value);
    } else break;
  }
  if (keys.length === 0) return base;
  return {
    evaluate: (row) => keys.reduce(memberOf, base.evaluate(row)),
    path: base.path === undefined ? undefined : [...base.path, ...keys.map(String)],
  };
}

function memberOf(value: Value, key: string | number): Value {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return null;
  return ((value as Record<string | number, Value | undefined>)[key] ?? null) as Value;
}
