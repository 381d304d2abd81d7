// The columns that lists filter, sort and sum by, beside each row as the list answers it. What is compared without regard to
// case is kept in lower case, and times in one form that sorts as text.
import { createHash } from "node:crypto";
import type { DiskRow, SnapshotRow } from "#lib/contract/inventory.ts";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
import { timeKey } from "#lib/domain/iso-time.ts";
import { stableHash } from "#lib/domain/stable-hash.ts";
import type { DerivedChain, DerivedSnapshot } from "#lib/services/ports/estate-store.ts";
import type { StoredChain } from "./fact-bodies.ts";
import type { Columns, Row } from "./write-rows.ts";

export const snapshotColumns = {
  resource_key: "text",
  unique_id: "text",
  id_hash: "text",
  chain_key: "text",
  position: "integer",
  is_of_copied_chain: "boolean",
  base_unique_id: "text",
  name_key: "text",
  disk_key: "text",
  disk_id_key: "text",
  group_key: "text",
  subscription_id: "text",
  subscription_key: "text",
  region: "text",
  kind: "text",
  sku: "text",
  redundancy: "text",
  state: "text",
  origin: "text",
  created_key: "text",
  created_at: "text",
  provisioned_bytes: "double precision",
  delta_rank: "integer",
  delta_bytes: "double precision",
  stored_bytes: "double precision",
  can_measure: "boolean",
  tag_names: "jsonb",
  tag_values: "jsonb",
  haystack: "text",
  record: "jsonb",
  row: "jsonb",
  row_hash: "text",
} as const satisfies Columns;

export function toSnapshotColumns({ row, baseUniqueId, record, isOfCopiedChain }: DerivedSnapshot): Row {
  const key = resourceKey(row.id);
  const tags = Object.entries(row.tags);
  return withHash({
    resource_key: key,
    unique_id: row.uniqueId,
    id_hash: stableHash(key),
    chain_key: row.chainId,
    position: row.positionInChain,
    is_of_copied_chain: isOfCopiedChain,
    base_unique_id: baseUniqueId,
    name_key: row.name.toLowerCase(),
    disk_key: row.sourceDiskName.toLowerCase(),
    disk_id_key: row.sourceDiskId?.toLowerCase() ?? null,
    group_key: row.resourceGroup.toLowerCase(),
    subscription_id: row.subscriptionId.toLowerCase(),
    subscription_key: row.subscriptionName.toLowerCase(),
    region: row.region.toLowerCase(),
    kind: row.kind,
    sku: row.sku,
    redundancy: row.redundancy,
    state: row.state,
    origin: row.origin,
    created_key: keyOfTime(row.createdAt),
    created_at: row.createdAt ?? "",
    // Adds nothing to sums; the row says that it is unknown.
    provisioned_bytes: row.provisionedBytes ?? 0,
    ...deltaColumns(row.delta),
    stored_bytes: record?.bytes ?? null,
    tag_names: tags.map(([name]) => name.toLowerCase()),
    tag_values: tags.map(([name, value]) => tagValue(name, value)),
    haystack: haystack([
      row.name,
      row.sourceDiskName,
      row.resourceGroup,
      row.subscriptionName,
      row.region,
      ...tags.map((tag) => tag.join("=")),
    ]),
    record: record ?? null,
    row,
  });
}

/** Unknown sorts below zero, and all data of the oldest of a chain below changes: it is no change. */
function deltaColumns(delta: SnapshotRow["delta"]): Row {
  const can_measure = delta.state === "not-measured" ? delta.outlook === "now" : null;
  if (delta.state !== "measured") return { delta_rank: 0, delta_bytes: -1, can_measure };
  return { delta_rank: delta.basis === "diff" ? 2 : 1, delta_bytes: delta.bytes, can_measure };
}

/** One text for a name, whose case says nothing, and its value, whose case does. */
export function tagValue(name: string, value: string): string {
  return JSON.stringify([name.toLowerCase(), value]);
}

export const chainColumns = {
  resource_key: "text",
  id_hash: "text",
  disk_key: "text",
  subscription_id: "text",
  region: "text",
  kind: "text",
  source_state: "text",
  snapshot_count: "integer",
  stored_bytes: "double precision",
  last_key: "text",
  haystack: "text",
  chain: "jsonb",
  row: "jsonb",
  row_hash: "text",
} as const satisfies Columns;

export function toChainColumns({ row, chain }: DerivedChain): Row {
  const { snapshots: _facts, copies, ...rest } = chain;
  const stored: StoredChain = { ...rest, copies: copies.map(({ copy, ...link }) => ({ ...link, copyKey: resourceKey(copy.id) })) };
  return withHash({
    resource_key: row.id,
    id_hash: stableHash(row.id),
    disk_key: row.sourceDiskName.toLowerCase(),
    subscription_id: row.subscriptionId.toLowerCase(),
    region: row.region.toLowerCase(),
    kind: row.kind,
    source_state: row.sourceState,
    snapshot_count: row.snapshotCount,
    stored_bytes: row.storedBytes,
    last_key: keyOfTime(row.lastAt),
    haystack: haystack([row.sourceDiskName, row.resourceGroup, row.subscriptionName, row.region]),
    chain: stored,
    row,
  });
}

export const diskColumns = {
  resource_key: "text",
  id_hash: "text",
  name_key: "text",
  group_key: "text",
  subscription_id: "text",
  region: "text",
  chain_key: "text",
  haystack: "text",
  row: "jsonb",
  row_hash: "text",
} as const satisfies Columns;

export function toDiskColumns(row: DiskRow): Row {
  const key = resourceKey(row.id);
  return withHash({
    resource_key: key,
    id_hash: stableHash(key),
    name_key: row.name.toLowerCase(),
    group_key: row.resourceGroup.toLowerCase(),
    subscription_id: row.subscriptionId.toLowerCase(),
    region: row.region.toLowerCase(),
    chain_key: row.chainId ?? null,
    haystack: haystack([row.name, row.resourceGroup, ...Object.entries(row.tags).flat()]),
    row,
  });
}

/** What is unknown sorts before all times. */
function keyOfTime(time: string | undefined): string {
  return time === undefined ? "" : timeKey(time);
}

function haystack(texts: string[]): string {
  return texts.join("\n").toLowerCase();
}

function withHash(columns: Row): Row {
  return { ...columns, row_hash: hashOf(columns) };
}

export function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 22);
}
