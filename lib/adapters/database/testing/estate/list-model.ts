// Test aid: what a list is, said as plainly as it can be, and estates and queries to compare with it.
import fc from "fast-check";
import type { SnapshotQuery, SnapshotRow } from "#lib/contract/inventory.ts";
import { compareTimes } from "#lib/domain/iso-time.ts";
import { sampleSnapshot } from "#lib/domain/testing/inventory-sample.ts";
import { ask, subscriptionId } from "./estate-lab.ts";

const word = fc.constantFrom("a", "B", "ab", "Ab", "aB", "b-1", "Ä", "z.9", "%", "_");
const tags = fc.dictionary(fc.constantFrom("Env", "env", "owner", "A b"), fc.constantFrom("prod", "Prod", "a=b", "", "ü"), { maxKeys: 2 });

export const snapshotSets = fc
  .array(
    fc.record({
      name: word,
      disk: word,
      region: fc.constantFrom("westeurope", "northeurope"),
      incremental: fc.boolean(),
      sku: fc.constantFrom("Standard_ZRS", "Standard_LRS"),
      tags,
      gib: fc.integer({ min: 1, max: 3 }),
      time: fc.constantFrom(
        "2026-11-01T00:00:00.1234561Z",
        "2026-11-01T00:00:00.1234562Z",
        "2026-11-01T00:00:00.123Z",
        "2026-11-01T00:00:00Z",
        "2026-11-01T00:00:00+00:00",
        "2026-11-01T01:00:00.1+01:00",
      ),
      provisioningState: fc.constantFrom("Succeeded", "Creating", "Failed"),
    }),
    { maxLength: 14 },
  )
  .map((all) =>
    all.map(({ name, disk, region, gib, time, ...rest }, i) =>
      sampleSnapshot({
        ...rest,
        name: `${name}${i}`,
        uniqueId: crypto.randomUUID(),
        location: region,
        diskSizeBytes: gib * 2 ** 30,
        timeCreated: time,
        sourceResourceId: `/subscriptions/${subscriptionId}/resourceGroups/rg-db/providers/Microsoft.Compute/disks/${disk}`,
        sourceUniqueId: `unique-${disk}`,
      }),
    ),
  );

const sorts = ["name", "disk", "region", "kind", "redundancy", "provisioned", "delta", "created", "state", "subscription"];

export const snapshotQueries = fc
  .record(
    {
      q: fc.constantFrom("a", "AB prod", "ä", "%", "_", " b ", "env=prod"),
      region: fc.constantFrom("westeurope", "WestEurope,northeurope"),
      kind: fc.constantFrom("full", "incremental"),
      redundancy: fc.constant("LRS"),
      state: fc.constantFrom("ready", "creating,failed"),
      tag: fc.constantFrom("env=prod", "ENV", "!env", "owner=a=b", "!Env=Prod", "a B="),
      disk: fc.constantFrom("AB", "ä"),
      sort: fc.constantFrom(...sorts),
      order: fc.constantFrom("asc", "desc"),
      limit: fc.integer({ min: 1, max: 6 }),
    },
    { requiredKeys: ["sort", "order", "limit"] },
  )
  .map(ask);

/** What the list is, said as plainly as it can be. */
export function plainList(rows: SnapshotRow[], query: SnapshotQuery): SnapshotRow[] {
  const among = (value: string, wanted: string[] | undefined) => !wanted?.length || wanted.some((one) => same(one, value));
  const found = rows.filter(
    (row) =>
      among(row.region, query.region) &&
      among(row.kind, query.kind) &&
      among(row.redundancy, query.redundancy) &&
      among(row.state, query.state) &&
      (query.disk === undefined || same(row.sourceDiskName, query.disk)) &&
      (query.tag ?? []).every((tag) => hasTag(row.tags, tag)) &&
      (query.q ?? "")
        .toLowerCase()
        .split(/\s+/)
        .every((one) => haystackOf(row).includes(one)),
  );
  const sorted = found.toSorted((a, b) => compare(query.sort, a, b) || compareTimes(a.createdAt, b.createdAt) || byText(a.id, b.id));
  return query.order === "desc" ? sorted.reverse() : sorted;
}

function hasTag(given: Record<string, string>, text: string): boolean {
  const isNegated = text.startsWith("!");
  const [name = "", ...rest] = (isNegated ? text.slice(1) : text).split("=");
  const isThere = Object.entries(given).some(([key, value]) => same(key, name) && (rest.length === 0 || value === rest.join("=")));
  return isThere !== isNegated;
}

function haystackOf(row: SnapshotRow): string {
  const pairs = Object.entries(row.tags).map((pair) => pair.join("="));
  return [row.name, row.sourceDiskName, row.resourceGroup, row.subscriptionName, row.region, ...pairs].join("\n").toLowerCase();
}

function compare(sort: SnapshotQuery["sort"], a: SnapshotRow, b: SnapshotRow): number {
  const delta = ({ delta: one }: SnapshotRow) => (one.state !== "measured" ? [0, -1] : [one.basis === "diff" ? 2 : 1, one.bytes]);
  switch (sort) {
    case "provisioned":
      return (a.provisionedBytes ?? 0) - (b.provisionedBytes ?? 0);
    case "created":
      return compareTimes(a.createdAt, b.createdAt);
    case "delta":
      return (delta(a)[0] ?? 0) - (delta(b)[0] ?? 0) || (delta(a)[1] ?? 0) - (delta(b)[1] ?? 0);
    default:
      return byText(textOf(sort, a), textOf(sort, b));
  }
}

function textOf(sort: SnapshotQuery["sort"], row: SnapshotRow): string {
  const texts: Partial<Record<SnapshotQuery["sort"], string>> = {
    name: row.name,
    disk: row.sourceDiskName,
    region: row.region,
    kind: row.kind,
    redundancy: row.redundancy,
    state: row.state,
    subscription: row.subscriptionName,
  };
  return texts[sort] ?? "";
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function byText(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left === right ? 0 : left < right ? -1 : 1;
}
