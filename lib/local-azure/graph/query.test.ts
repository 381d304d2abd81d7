import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AzureError } from "../errors.ts";
import type { Table } from "./query.ts";
import { runQuery } from "./query.ts";
import type { Row, Value } from "./values.ts";

const disk = (name: string, uniqueId: string): Row => ({
  id: `/d/${name}`,
  name,
  type: "microsoft.compute/disks",
  location: "westeurope",
  sku: { name: "Premium_LRS" },
  properties: { uniqueId },
});
const snapshot = (name: string, source: string, more: object = {}): Row => ({
  id: `/s/${name}`,
  name,
  type: "microsoft.compute/snapshots",
  location: name < "s3" ? "westeurope" : "eastus",
  tags: { "cost center": name },
  properties: {
    diskSizeGB: name.length,
    incremental: name !== "s3",
    timeCreated: `2026-03-0${name.slice(1)}T10:00:00.5+00:00`,
    creationData: { sourceResourceId: source, sourceUniqueId: "u1" },
    ...more,
  },
});
const resources: Table = {
  columns: ["id", "name", "type", "location", "sku", "tags", "properties"],
  rows: [
    snapshot("s2", "/D/a"),
    disk("a", "u1"),
    snapshot("s1", "/d/A", { completionPercent: 40 }),
    disk("b", "u2"),
    snapshot("s3", "/d/gone"),
    snapshot("s4", "/d/b"),
  ],
};

function run(query: string, table = resources, realNowMs = () => 0) {
  const nowMs = Date.parse("2026-03-04T00:00:00Z");
  const steps = runQuery(query, { nowMs, realNowMs, tableNamed: (name) => (name === "resources" ? table : undefined) });
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
const names = (query: string) => run(query).rows.map((row) => row.name ?? Object.values(row)[0]);
const resultOf = (expression: string) => run(`resources | take 1 | project v = ${expression}`).rows[0]?.v;

function refusal(query: string, ...more: [table?: Table, realNowMs?: () => number]): AzureError {
  try {
    run(query, ...more);
  } catch (error) {
    return error as AzureError;
  }
  throw new Error(`it was not refused: ${query}`);
}

describe("a query", () => {
  it("of the inventory joins each snapshot to its disk and tells orphans by the unique id", () => {
    const { columns, rows } = run(`
      resources
      | where type =~ 'Microsoft.Compute/Snapshots'
      | extend p = properties
      | project id, name, sku = tostring(sku.name), incremental = tobool(p.incremental), sizeGB = toint(p.diskSizeGB),
          created = todatetime(p.timeCreated), source = tolower(tostring(p.creationData.sourceResourceId)),
          sourceUniqueId = tostring(p.creationData.sourceUniqueId), pct = todouble(p.completionPercent)
      | join kind=leftouter (resources | where type =~ 'microsoft.compute/disks'
          | project source = tolower(id), diskUniqueId = tostring(properties.uniqueId), diskSku = tostring(sku.name)) on source
      | extend orphan = isempty(diskUniqueId) or diskUniqueId != sourceUniqueId
      | order by id asc`);
    expect(columns).toEqual([
      ...["id", "name", "sku", "incremental", "sizeGB", "created", "source", "sourceUniqueId", "pct"],
      ...["source1", "diskUniqueId", "diskSku", "orphan"],
    ]);
    expect(rows.map(({ name, orphan, pct }) => [name, orphan, pct])).toEqual([
      ["s1", false, 40],
      ["s2", false, null],
      ["s3", true, null],
      ["s4", true, null],
    ]);
    expect(rows[0]).toMatchObject({ created: "2026-03-01T10:00:00.5000000Z", diskSku: "Premium_LRS", source: "/d/a" });
  });

  it("counts, groups and sums", () => {
    expect(run("resources | count").rows).toEqual([{ Count: 6 }]);
    expect(run("resources | summarize count() by type | order by type asc").rows).toEqual([
      { type: "microsoft.compute/disks", count_: 2 },
      { type: "microsoft.compute/snapshots", count_: 4 },
    ]);
    expect(
      run(
        "resources | where type has 'snapshots' | summarize n = countif(properties.incremental == true), gb = sum(toint(properties.diskSizeGB)), places = dcount(location)",
      ).rows,
    ).toEqual([{ n: 3, gb: 8, places: 2 }]);
    expect(run("resources | where name == 'none' | summarize count()").rows).toEqual([{ count_: 0 }]);
  });

  it("orders, limits and takes the top", () => {
    expect(names("resources | order by name | limit 2")).toEqual(["s4", "s3"]);
    expect(names("resources | top 2 by name asc | project name")).toEqual(["a", "b"]);
    expect(
      names("resources | where type endswith 'snapshots' | sort by toint(properties.completionPercent) desc nulls last, name asc"),
    ).toEqual(["s1", "s2", "s3", "s4"]);
    expect([run("resources | take 1").isLimited, run("resources").isLimited]).toEqual([true, false]);
    expect(run("resources | join kind=inner (resources | take 1) on id").isLimited).toBe(false);
  });

  it("filters by text, lists, nulls and times", () => {
    expect(names("resources | where name in~ ('S1', 'B') and not(isempty(name))")).toEqual(["s1", "b"]);
    expect(names("resources | where name !in ('s1', 's2', 's3', 's4')")).toEqual(["a", "b"]);
    expect(names("resources | where name startswith 'S' and name !contains '3'")).toEqual(["s2", "s1", "s4"]);
    expect(names("resources | where isnotnull(properties.completionPercent)")).toEqual(["s1"]);
    expect(names("resources | where todatetime(properties.timeCreated) > ago(36h)")).toEqual(["s3", "s4"]);
    expect(names("resources | where tags['cost center'] == 's2' // as written")).toEqual(["s2"]);
    expect(names("resources | project-away id, type | distinct location")).toEqual(["westeurope", "eastus"]);
  });

  it("names a column after its path", () => {
    expect(run("resources | take 1 | project properties.diskSizeGB, tostring(sku.name)").columns).toEqual([
      "properties_diskSizeGB",
      "sku_name",
    ]);
  });
});

describe("an expression", () => {
  it("binds and tighter than or, sums looser than products, and honours parentheses", () => {
    expect(resultOf("true or false and false")).toBe(true);
    expect(resultOf("(true or false) and false")).toBe(false);
    expect(resultOf("2 + 3 * 4 - 6 / 4")).toBe(13);
    expect(resultOf("-(2 + 3) * 2 == -10")).toBe(true);
    expect(resultOf("iff(1 < 2, strcat('a', 1, true), 'no')")).toBe("a1true");
    expect(resultOf("coalesce(properties.nothing, '', 'third')")).toBe("third");
    expect(resultOf("split('a/b/c', '/')[1]")).toBe("b");
    expect(resultOf('"it\\"s" == @\'it"s\'')).toBe(true);
  });
});

describe("what is not done", () => {
  it("is refused by name", () => {
    for (const [query, name] of [
      ["resources | mv-expand tags", "mv-expand"],
      ["resources | union resources", "union"],
      ["let x = 1; resources", "let"],
      ["resources | extend a = extract('x', 0, name)", "extract"],
      ["resources | summarize make_list(name)", "make_list"],
      ["resources | join (resources) on id", "innerunique"],
      ["resources | where name matches regex 'x'", "matches"],
      ["resources | project 1 + 1", "name = expression"],
    ] as const) {
      expect({ query, ...pickOf(refusal(query)) }).toEqual({ query, status: 501, message: expect.stringContaining(name) });
    }
  });

  it("is a bad request when it is no KQL, with the place", () => {
    for (const query of [
      "nonsense | count",
      "resources | where",
      "resources | where nme == 1",
      "resources where name",
      "resources | where name == 'open",
      "resources | limit x",
    ]) {
      const { status, code, details } = refusal(query);
      expect({ query, status, code, detail: details?.[1]?.code }).toEqual({
        query,
        status: 400,
        code: "BadRequest",
        detail: "ParserFailure",
      });
    }
    expect(refusal("resources | where nme == 1").details?.[1]).toMatchObject({ characterPositionInLine: 19, token: "nme" });
  });
});

describe("a query as deep or as long as its sender likes", () => {
  const nested = (depth: number) => [
    `resources | where ${"(".repeat(depth)}true${")".repeat(depth)}`,
    `resources | where ${"not(".repeat(depth)}true${")".repeat(depth)}`,
    `resources${" | join kind=inner (resources".repeat(depth)}${" | take 1) on id".repeat(depth)}`,
  ];

  it("is read to a depth of 200 and is a bad request beyond", () => {
    for (const query of nested(200)) expect(run(query).columns).toContain("id");
    for (const query of nested(20_000)) {
      const { status, code, details } = refusal(query);
      expect([status, code, details?.[1]?.code]).toEqual([400, "BadRequest", "ParserFailure"]);
      expect(details?.[1]?.message).toContain("more than 200 deep");
    }
  });

  it("has as many terms side by side", () => {
    const times = 20_000;
    expect(resultOf(`1${" + 1".repeat(times)}`)).toBe(times + 1);
    expect(resultOf(`1${" * 1".repeat(times)}`)).toBe(1);
    expect(resultOf(`false${" or false".repeat(times)} or true`)).toBe(true);
    expect(resultOf(`true${" and true".repeat(times)} and false`)).toBe(false);
    expect(resultOf(`name${".a".repeat(times)}`)).toBe(null);
  });
});

describe("a query that costs too much", () => {
  const tableOf = (count: number): Table => ({
    columns: ["id", "place"],
    rows: Array.from({ length: count }, (_, at) => ({ id: String(at), place: "here" })),
  });
  const secondsAReading = (seconds: number) => {
    let ms = 0;
    return () => (ms += seconds * 1000);
  };

  it("is refused at the row its join has too many, of either kind", () => {
    const joinOnPlace = (kind: string) => `resources | join kind=${kind} (resources | project place) on place | count`;
    expect(run(joinOnPlace("inner"), tableOf(316)).rows).toEqual([{ Count: 316 * 316 }]);
    for (const kind of ["inner", "leftouter"]) {
      const { status, code, details } = refusal(joinOnPlace(kind), tableOf(317));
      expect([status, code, details?.[0]?.code]).toEqual([400, "BadRequest", "ResponsePayloadTooLarge"]);
      expect(details?.[0]?.message).toContain("more than 100000 rows");
    }
  });

  it("may have as many rows as there are, joined to one partner each", () => {
    const many = tableOf(100_001);
    expect(run("resources | join kind=leftouter (resources | project id) on id | count", many).rows).toEqual([{ Count: 100_001 }]);
  });

  it.each([
    "resources | order by id",
    "resources | distinct place",
    "resources | summarize sum(id) by place",
    "resources | join kind=inner (resources) on id",
  ])("is refused when an operator without turns takes too long: %s", (query) => {
    const { status, details } = refusal(query, tableOf(9), secondsAReading(0.3));
    expect([status, details?.[0]?.code]).toEqual([400, "QueryTimeout"]);
    expect(details?.[0]?.message).toContain("for more than 1000 ms");
  });

  it("is refused when all operators together take too long", () => {
    const query = "resources | where place == 'here' | extend a = 1 | project id";
    expect(run(query, tableOf(5), secondsAReading(0.3)).rows).toHaveLength(5);
    expect(refusal(query, tableOf(50), secondsAReading(0.3)).details?.[0]?.message).toContain("It takes more than 20000 ms");
  });
});

function pickOf({ status, message }: AzureError) {
  return { status, message };
}

describe("for any rows", () => {
  const rows = fc.array(fc.record({ id: fc.string(), n: fc.option(fc.integer({ min: -5, max: 5 })), t: fc.constantFrom("a", "B", "b") }), {
    maxLength: 30,
  });
  const tableOf = (given: Row[]): Table => ({ columns: ["id", "n", "t"], rows: given });

  it("where, order, summarize and join agree with plain JavaScript", () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: -5, max: 5 }), (given, bound) => {
        const table = tableOf(given);
        expect(run(`resources | where n >= ${bound < 0 ? `0 - ${-bound}` : bound} or t =~ 'B'`, table).rows).toEqual(
          given.filter(({ n, t }) => (n !== null && n >= bound) || t.toLowerCase() === "b"),
        );
        const sorted = run("resources | order by n asc", table).rows.map(({ n }) => n as Value);
        expect(sorted).toEqual(given.map(({ n }) => n).toSorted((a, b) => (a ?? -99) - (b ?? -99)));
        const total = run("resources | summarize s = sum(n), c = count() by t", table).rows;
        for (const { t, s, c } of total) {
          const group = given.filter((row) => row.t === t);
          expect([s, c]).toEqual([group.reduce((sum, { n }) => sum + (n ?? 0), 0), group.length]);
        }
        const pairs = run("resources | join kind=inner (resources | project n, other = id) on n", table).rows.length;
        expect(pairs).toBe(given.reduce((sum, a) => sum + given.filter((b) => a.n !== null && a.n === b.n).length, 0));
        const outer = run("resources | join kind=leftouter (resources | where t == 'a' | project n) on n", table).rows.length;
        expect(outer).toBe(
          given.reduce((sum, a) => sum + Math.max(1, given.filter((b) => b.t === "a" && a.n !== null && a.n === b.n).length), 0),
        );
      }),
      { numRuns: 60 },
    );
  });
});
