// The replicas of a chain's disk, wherever the asker may look: nothing is kept of them here, their blobs tell it each time.
import pLimit from "p-limit";
import type { RecoveryPointRow, ReplicaList, ReplicaQuery, ReplicaRow } from "#lib/contract/replicas.ts";
import { AppError, isAppError } from "#lib/domain/app-error.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { type CsvColumn, toCsv } from "#lib/domain/csv.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { compareTimes } from "#lib/domain/iso-time.ts";
import type { Replica, ReplicaPoint } from "#lib/domain/replication/replica.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { ReplicaAccount, ReplicaReader } from "#lib/services/ports/replicas.ts";

export interface ListReplicasDeps extends EstateDeps {
  replicas: ReplicaReader;
}

const ACCOUNTS_AT_ONCE = 8;

export async function listReplicas(deps: ListReplicasDeps, { chain: id }: ReplicaQuery, context: CallContext): Promise<ReplicaList> {
  await deps.view.current(context);
  const chain = await deps.estate.chains.find(context, id);
  if (!chain)
    throw new AppError("not-found", "There is no such chain; its snapshots may have been deleted.", {
      details: { field: "chain", given: id },
    });
  const { accounts, notRead } = await deps.replicas.accounts(context);
  const limit = pLimit(ACCOUNTS_AT_ONCE);
  const looked = await Promise.all(accounts.map((account) => limit(() => lookIn(deps, account, chain, context))));
  return {
    replicas: looked.flatMap(({ rows }) => rows ?? []),
    notRead: [
      ...notRead.map(({ subscriptionId, message }) => ({ what: `Subscription ${subscriptionId}`, message })),
      ...looked.flatMap(({ failed }) => failed ?? []),
    ],
  };
}

/** One line for each recovery point; a replica without any has one as well. */
export async function replicaCsv(deps: ListReplicasDeps, query: ReplicaQuery, context: CallContext): Promise<string> {
  const { replicas } = await listReplicas(deps, query, context);
  const lines = replicas.flatMap((row): Line[] => (row.points.length === 0 ? [{ row }] : row.points.map((point) => ({ row, point }))));
  return toCsv(COLUMNS, lines);
}

/** One account that does not answer hides none of the others. */
async function lookIn(
  { replicas }: ListReplicasDeps,
  account: ReplicaAccount,
  chain: Chain,
  context: CallContext,
): Promise<{ rows?: ReplicaRow[]; failed?: ReplicaList["notRead"] }> {
  try {
    const found = await replicas.list({ accountId: account.id }, context);
    return { rows: found.filter((replica) => isOf(replica, chain)).map((replica) => toRow(replica, account, chain)) };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { failed: [{ what: `Storage account ${account.name}`, message: error.message }] };
  }
}

function isOf({ diskUniqueId }: Replica, { sourceUniqueId }: Chain): boolean {
  return sourceUniqueId !== undefined && isSame(diskUniqueId, sourceUniqueId);
}

function toRow(replica: Replica, account: ReplicaAccount, chain: Chain): ReplicaRow {
  const { place, region, diskId, diskUniqueId, stripes, writing, problem } = replica;
  const points = replica.points.map((point) => toPoint(point, chain));
  const newest = points.at(-1);
  return {
    place,
    accountName: account.name,
    ...(region === undefined ? {} : { region }),
    diskId,
    diskUniqueId,
    stripes,
    points,
    ...(newest ? { newest } : {}),
    behind: behind(chain, newest),
    ...(writing
      ? { writing: { snapshotId: writing.snapshotId, snapshotName: resourceName(writing.snapshotId), uniqueId: writing.uniqueId } }
      : {}),
    ...(problem ? { problem: problem.message } : {}),
  };
}

function toPoint({ snapshotId, uniqueId, timeCreated, sizeBytes, blobSnapshots }: ReplicaPoint, chain: Chain): RecoveryPointRow {
  return {
    snapshotId,
    snapshotName: resourceName(snapshotId),
    uniqueId,
    ...(timeCreated === undefined ? {} : { timeCreated }),
    sizeBytes,
    blobSnapshots: [...blobSnapshots],
    sourceIsThere: chain.snapshots.some((one) => isSame(one.uniqueId, uniqueId)),
  };
}

/** By place in the chain; where the source of the newest point is gone, by time. */
function behind({ snapshots }: Chain, newest: RecoveryPointRow | undefined): number {
  if (!newest) return snapshots.length;
  const at = snapshots.findIndex(({ uniqueId }) => isSame(uniqueId, newest.uniqueId));
  if (at !== -1) return snapshots.length - 1 - at;
  return snapshots.filter(({ timeCreated }) => compareTimes(timeCreated, newest.timeCreated) > 0).length;
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

interface Line {
  row: ReplicaRow;
  point?: RecoveryPointRow;
}

const COLUMNS: CsvColumn<Line>[] = [
  { header: "account", value: ({ row }) => row.accountName },
  { header: "region", value: ({ row }) => row.region },
  { header: "container", value: ({ row }) => row.place.container },
  { header: "name", value: ({ row }) => row.place.name },
  { header: "stripes", value: ({ row }) => row.stripes },
  { header: "behind", value: ({ row }) => row.behind },
  { header: "problem", value: ({ row }) => row.problem },
  { header: "snapshot", value: ({ point }) => point?.snapshotName },
  { header: "snapshotCreatedAt", value: ({ point }) => point?.timeCreated },
  { header: "sizeBytes", value: ({ point }) => point?.sizeBytes },
  { header: "blobSnapshots", value: ({ point }) => point?.blobSnapshots.join(" ") },
  { header: "snapshotUniqueId", value: ({ point }) => point?.uniqueId },
  { header: "snapshotId", value: ({ point }) => point?.snapshotId },
  { header: "accountId", value: ({ row }) => row.place.accountId },
];
