// A query of Resource Graph: a table, and operators that each make another table of it. Only what is listed here is
// done; any other operator, function or table is refused by its name.
//
//   resources | where … | extend … | project … | join kind=leftouter (…) on … | order by … | limit …
//             | summarize … by … | distinct … | count | top N by … | project-away …

import { readAggregate } from "./aggregates.ts";
import type { Expression, Scope } from "./expression.ts";
import { isTrue, readExpression } from "./expression.ts";
import { invalidQuery, refusedKql } from "./query-error.ts";
import type { QueryTime } from "./query-limits.ts";
import { assertJoinedRows, createQueryTime } from "./query-limits.ts";
import { TokenReader } from "./token-reader.ts";
import type { Row, Value } from "./values.ts";
import { compare, toText } from "./values.ts";

export interface Table {
  columns: string[];
  rows: Row[];
}

export interface QueryDeps {
  nowMs: number;
  /** Undefined: there is no such table. */
  tableNamed(name: string): Table | undefined;
  realNowMs(): number;
}

export interface QueryResult extends Table {
  /** limit, take or top decided how many: no further pages then. */
  isLimited: boolean;
}

type Step = (table: Table) => Table | Generator<undefined, Table>;

/** Yields between operators, so that its caller can let others have a turn. */
export function* runQuery(query: string, deps: QueryDeps): Generator<undefined, QueryResult> {
  const reader = new TokenReader(query);
  const state: ReadState = { reader, deps, time: createQueryTime(deps.realNowMs), isLimited: false, isInner: false };
  const table = yield* readPipeline(state);
  if (reader.takeSign(";")) throw refusedKql("query of several statements");
  if (reader.peek().kind !== "end") throw reader.unexpected("'|'");
  return { ...table, isLimited: state.isLimited };
}

interface ReadState {
  reader: TokenReader;
  deps: QueryDeps;
  time: QueryTime;
  isLimited: boolean;
  /** In the parentheses of a join. */
  isInner: boolean;
}

/** Steps run as they are read, so that each knows the columns before it. */
function* readPipeline(state: ReadState): Generator<undefined, Table> {
  const { reader, deps, time } = state;
  const { text, at } = reader.peek();
  const name = reader.expectName();
  if (["let", "union", "print", "datatable", "search", "find"].includes(name.toLowerCase())) throw refusedKql(`statement '${name}'`);
  let table = deps.tableNamed(name.toLowerCase());
  if (table === undefined) throw invalidQuery(`Table '${text}' is invalid, unsupported or disallowed.`, { at, token: text });
  yield* time.pause();
  while (reader.takeSign("|")) {
    const step: Step = yield* readOperator(state, table);
    const made = step(table);
    table = "rows" in made ? made : yield* made;
    yield* time.pause();
  }
  return table;
}

function* readOperator(state: ReadState, { columns }: Table): Generator<undefined, Step> {
  const { reader, deps, time } = state;
  const scope: Scope = { columns: new Set(columns), nowMs: deps.nowMs, time };
  const written = readOperatorName(reader);
  switch (written) {
    case "where":
    case "filter":
      return where(readExpression(reader, scope), time);
    case "extend":
      return extend(
        reader.list(() => readNamed(reader, scope)),
        time,
      );
    case "project":
      return project(
        reader.list(() => readNamed(reader, scope)),
        time,
      );
    case "project-away":
      return projectAway(reader.list(() => reader.expectName()));
    case "distinct":
      return distinct(reader.list(() => readNamed(reader, scope)));
    case "order":
    case "sort":
      reader.expectWord("by");
      return order(readOrder(reader, scope), time);
    case "limit":
    case "take":
      return limit(state, reader.expectWhole());
    case "top":
      return readTop(state, scope);
    case "count":
      return ({ rows }) => ({ columns: ["Count"], rows: [{ Count: rows.length }] });
    case "summarize":
      return readSummarize(reader, scope);
    case "join":
      return yield* readJoin(state);
    default:
      throw refusedKql(`operator '${written}'`);
  }
}

/** Some names have a hyphen. */
function readOperatorName(reader: TokenReader): string {
  let name = reader.expectName().toLowerCase();
  const hyphenated = ["project", "mv", "parse", "make", "top", "sample"];
  while (hyphenated.includes(name) && reader.isSign("-")) {
    reader.take();
    name += `-${reader.expectName().toLowerCase()}`;
  }
  return name;
}

interface NamedExpression {
  name: string;
  expression: Expression;
}

/** name = expression, or an expression that names itself. */
function readNamed(reader: TokenReader, scope: Scope): NamedExpression {
  const { kind, text } = reader.peek();
  const next = reader.peek(1);
  if (kind === "name" && next.kind === "sign" && next.text === "=") {
    reader.take();
    reader.take();
    return { name: text, expression: readExpression(reader, scope) };
  }
  const expression = readExpression(reader, scope);
  if (expression.path === undefined) throw refusedKql("column without a name: write name = expression");
  return { name: expression.path.join("_"), expression };
}

function where(test: Expression, time: QueryTime): Step {
  return function* ({ columns, rows }) {
    const kept = yield* inTurns(rows, time, (row) => isTrue(test, row));
    return { columns, rows: rows.filter((_, at) => kept[at]) };
  };
}

function* inTurns<T>(rows: Row[], time: QueryTime, make: (row: Row) => T): Generator<undefined, T[]> {
  const made: T[] = [];
  for (const row of rows) {
    made.push(make(row));
    if (time.isTurnOver()) yield* time.pause();
  }
  return made;
}

/** Later ones see the earlier ones' columns as they were before, as in KQL. */
function extend(added: NamedExpression[], time: QueryTime): Step {
  return function* ({ columns, rows }) {
    return {
      columns: [...new Set([...columns, ...added.map(({ name }) => name)])],
      rows: yield* inTurns(rows, time, (row) => ({ ...row, ...pick(added, row) })),
    };
  };
}

function project(kept: NamedExpression[], time: QueryTime): Step {
  return function* ({ rows }) {
    return { columns: kept.map(({ name }) => name), rows: yield* inTurns(rows, time, (row) => pick(kept, row)) };
  };
}

function pick(wanted: NamedExpression[], row: Row): Row {
  const picked: Row = {};
  for (const { name, expression } of wanted) picked[name] = expression.evaluate(row);
  return picked;
}

function projectAway(names: string[]): Step {
  return ({ columns, rows }) => {
    const kept = columns.filter((name) => !names.includes(name));
    return { columns: kept, rows: rows.map((row) => Object.fromEntries(kept.map((name) => [name, row[name] ?? null]))) };
  };
}

function distinct(wanted: NamedExpression[]): Step {
  return (table) => {
    const columns = wanted.map(({ name }) => name);
    const rows = table.rows.map((row) => pick(wanted, row));
    return { columns, rows: [...new Map(rows.map((row) => [keyOf(row, columns), row])).values()] };
  };
}

function keyOf(row: Row, columns: string[]): string {
  return JSON.stringify(columns.map((name) => row[name] ?? null));
}

interface Order {
  by: Expression;
  isDescending: boolean;
  areNullsFirst: boolean;
}

/** Descending unless it says asc; nulls first when ascending, unless it says so. */
function readOrder(reader: TokenReader, scope: Scope): Order[] {
  return reader.list(() => {
    const by = readExpression(reader, scope);
    const isDescending = !reader.takeWord("asc");
    if (isDescending) reader.takeWord("desc");
    let areNullsFirst = !isDescending;
    if (reader.takeWord("nulls")) {
      areNullsFirst = reader.takeWord("first");
      if (!areNullsFirst) reader.expectWord("last");
    }
    return { by, isDescending, areNullsFirst };
  });
}

function order(orders: Order[], time: QueryTime): (table: Table) => Table {
  return ({ columns, rows }) => {
    const keyed = rows.map((row) => ({ row, keys: orders.map(({ by }) => by.evaluate(row)) }));
    keyed.sort((a, b) => {
      time.check();
      for (const [at, each] of orders.entries()) {
        const difference = compareBy(each, a.keys[at] ?? null, b.keys[at] ?? null);
        if (difference !== 0) return difference;
      }
      return 0;
    });
    return { columns, rows: keyed.map(({ row }) => row) };
  };
}

function compareBy({ isDescending, areNullsFirst }: Order, a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : (a === null) === areNullsFirst ? -1 : 1;
  return isDescending ? compare(b, a) : compare(a, b);
}

function limit(state: ReadState, count: number): (table: Table) => Table {
  if (!state.isInner) state.isLimited = true;
  return ({ columns, rows }) => ({ columns, rows: rows.slice(0, count) });
}

function readTop(state: ReadState, scope: Scope): Step {
  const { reader } = state;
  const count = reader.expectWhole();
  reader.expectWord("by");
  const sort = order(readOrder(reader, scope), scope.time);
  const cut = limit(state, count);
  return (table) => cut(sort(table));
}

function readSummarize(reader: TokenReader, scope: Scope): Step {
  const aggregates = reader.isWord("by") ? [] : reader.list(() => readNamedAggregate(reader, scope));
  const groups = reader.takeWord("by") ? reader.list(() => readNamed(reader, scope)) : [];
  const names = groups.map(({ name }) => name);
  return ({ rows }) => {
    const byKey = new Map<string, { key: Row; rows: Row[] }>();
    if (groups.length === 0) byKey.set("", { key: {}, rows });
    else {
      for (const row of rows) {
        const key = pick(groups, row);
        const text = keyOf(key, names);
        const group = byKey.get(text) ?? { key, rows: [] };
        byKey.set(text, group);
        group.rows.push(row);
      }
    }
    const summed = [...byKey.values()].map((group) => {
      const row: Row = { ...group.key };
      for (const { name, compute } of aggregates) row[name] = compute(group.rows);
      return row;
    });
    return { columns: [...names, ...aggregates.map(({ name }) => name)], rows: summed };
  };
}

function readNamedAggregate(reader: TokenReader, scope: Scope) {
  const { kind, text } = reader.peek();
  const next = reader.peek(1);
  if (kind !== "name" || next.kind !== "sign" || next.text !== "=") return readAggregate(reader, scope);
  reader.take();
  reader.take();
  return { ...readAggregate(reader, scope), name: text };
}

interface JoinKey {
  left: string;
  right: string;
}

function* readJoin(state: ReadState): Generator<undefined, Step> {
  const { reader } = state;
  let kind = "innerunique";
  while (reader.peek(1).text === "=") {
    const option = reader.expectName().toLowerCase();
    reader.expectSign("=");
    if (option !== "kind") throw refusedKql(`join option '${option}'`);
    kind = reader.expectName().toLowerCase();
  }
  if (kind !== "leftouter" && kind !== "inner") throw refusedKql(`join kind '${kind}': kind=leftouter and kind=inner are`);
  reader.expectSign("(");
  reader.enter();
  const right = yield* readPipeline({ ...state, isInner: true });
  reader.leave();
  reader.expectSign(")");
  reader.expectWord("on");
  const keys = reader.list(() => readJoinKey(reader));
  return (left) => joined({ left, right, keys, isOuter: kind === "leftouter", time: state.time });
}

/** name, or $left.a == $right.b */
function readJoinKey(reader: TokenReader): JoinKey {
  const name = reader.expectName();
  if (!name.startsWith("$")) return { left: name, right: name };
  reader.expectSign(".");
  const first = reader.expectName();
  reader.expectSign("==");
  const side = reader.expectName();
  reader.expectSign(".");
  const second = reader.expectName();
  if (name === "$left" && side === "$right") return { left: first, right: second };
  if (name === "$right" && side === "$left") return { left: second, right: first };
  throw invalidQuery("A join condition needs $left and $right.");
}

interface Join {
  left: Table;
  right: Table;
  keys: JoinKey[];
  isOuter: boolean;
  time: QueryTime;
}

/** The right side's columns come behind, with a 1 where the left has one of that name. */
function* joined({ left, right, keys, isOuter, time }: Join): Generator<undefined, Table> {
  for (const { left: a, right: b } of keys) {
    if (!left.columns.includes(a) || !right.columns.includes(b)) throw invalidQuery(`Failed to resolve the join column '${a}'.`);
  }
  const renamed = right.columns.map((name): [string, string] => [name, left.columns.includes(name) ? `${name}1` : name]);
  const index = new Map<string, Row[]>();
  for (const row of right.rows) {
    time.check();
    const key = joinKey(keys.map(({ right: name }) => row[name] ?? null));
    if (key === undefined) continue;
    const found = index.get(key);
    if (found === undefined) index.set(key, [row]);
    else found.push(row);
  }
  const nothing = Object.fromEntries(renamed.map(([, name]) => [name, null]));
  const rows: Row[] = [];
  for (const row of left.rows) {
    time.check();
    if (time.isTurnOver()) yield* time.pause();
    const key = joinKey(keys.map(({ left: name }) => row[name] ?? null));
    const partners = key === undefined ? [] : (index.get(key) ?? []);
    assertJoinedRows(rows.length + partners.length, left.rows.length);
    for (const partner of partners) {
      rows.push({ ...row, ...Object.fromEntries(renamed.map(([from, to]) => [to, partner[from] ?? null])) });
      if (time.isTurnOver()) yield* time.pause();
    }
    if (partners.length === 0 && isOuter) rows.push({ ...row, ...nothing });
  }
  return { columns: [...left.columns, ...renamed.map(([, name]) => name)], rows };
}

/** Null joins nothing. */
function joinKey(values: Value[]): string | undefined {
  return values.some((value) => value === null) ? undefined : JSON.stringify(values.map(toText));
}
