// What the form of a replication may offer: accounts, what is there of this disk already, a name that is free.
import pLimit from "p-limit";
import { isAppError } from "#lib/domain/app-error.ts";
import { unreadableBy } from "#lib/domain/chains/diff-rule.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { regionLabel, sameRegion } from "#lib/domain/inventory/azure-region.ts";
import { resourceName, sameResource } from "#lib/domain/inventory/inventory.ts";
import type { Choice } from "#lib/domain/plans/plan.ts";
import type { Replica } from "#lib/domain/replication/replica.ts";
import type { KindDeps } from "#lib/operations/kinds/operation-kind.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { ReplicaAccount } from "#lib/services/ports/replicas.ts";
import { type ReplicateOptions, TRANSFER_OBJECTIVES } from "./request.ts";
import { isSameId } from "./series.ts";
import { OBJECTIVE_LABELS } from "./words.ts";

type OptionsDeps = Pick<KindDeps, "estate" | "replicas">;

const AT_ONCE = 8;
const CONTAINER = "replicas";
const RECOMMENDED = "least-time";

export async function readReplicateOptions(deps: OptionsDeps, snapshotId: string, context: CallContext): Promise<ReplicateOptions> {
  const [{ snapshot, chain }, { accounts, notRead }] = await Promise.all([
    deps.estate.around(snapshotId, "snapshot", context),
    deps.replicas.accounts(context),
  ]);
  const places = await placesOf(deps, accounts, chain, context);
  const index = chain.snapshots.findIndex(({ id }) => sameResource(id, snapshotId));
  const reason =
    reasonAgainst(accounts, notRead.length) ??
    (chain.kind === "full" ? `${snapshot.name} is a full snapshot; replicas are made of incremental ones.` : undefined);
  return {
    kind: "replicate",
    possible: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
    accounts: accounts.map((account) => toChoice(account, chain, places)),
    places,
    objectives: TRANSFER_OBJECTIVES.map((value) => ({
      value,
      label: OBJECTIVE_LABELS[value],
      possible: true,
      ...(value === RECOMMENDED ? { recommended: true } : {}),
    })),
    suggestedContainer: CONTAINER,
    suggestedName: freeName(chain.sourceDiskName, places),
    earlier: chain.snapshots
      .slice(0, index + 1)
      .filter((one) => !unreadableBy(one))
      .map(({ id, name, uniqueId }) => ({ id, name, uniqueId })),
    notRead: notRead.map(({ subscriptionId, message }) => `${subscriptionId}: ${message}`),
  };
}

function reasonAgainst(accounts: readonly ReplicaAccount[], unread: number): string | undefined {
  if (accounts.length === 0)
    return unread > 0
      ? "There is no storage account that you may see, and not every subscription could be read."
      : "There is no storage account that you may see. Make one in Azure, in the region the replica is for.";
  if (accounts.every(({ reason }) => reason !== undefined))
    return `No storage account can be written to: ${accounts[0]?.name}: ${accounts[0]?.reason}`;
  return undefined;
}

async function placesOf(
  { replicas }: OptionsDeps,
  accounts: readonly ReplicaAccount[],
  chain: Chain,
  context: CallContext,
): Promise<ReplicateOptions["places"]> {
  const limit = pLimit(AT_ONCE);
  const read = accounts
    .filter(({ reason }) => reason === undefined)
    .map(({ id }) =>
      limit(async () => {
        try {
          const [containers, found] = await Promise.all([replicas.containers(id, context), replicas.list({ accountId: id }, context)]);
          return [id, { containers, replicas: found.filter((one) => isOfDisk(one, chain)).map(toExisting) }] as const;
        } catch (error) {
          // One account that does not answer hides none of the others.
          if (!isAppError(error)) throw error;
          return [id, { containers: [], replicas: [], notRead: error.message }] as const;
        }
      }),
    );
  return Object.fromEntries(await Promise.all(read));
}

function isOfDisk({ diskUniqueId }: Replica, { sourceUniqueId }: Chain): boolean {
  return sourceUniqueId !== undefined && isSameId(diskUniqueId, sourceUniqueId);
}

function toExisting({ place, points, problem }: Replica): ReplicateOptions["places"][string]["replicas"][number] {
  const newest = points.at(-1);
  return {
    container: place.container,
    name: place.name,
    points: points.length,
    newest: newest ? { uniqueId: newest.uniqueId, snapshotName: resourceName(newest.snapshotId) } : null,
    ...(problem ? { problem: problem.message } : {}),
  };
}

/** Where a replica of the disk is, going on with it is the least work. */
function toChoice({ id, name, region, reason }: ReplicaAccount, chain: Chain, places: ReplicateOptions["places"]): Choice {
  const where = region === undefined ? "of the settings" : regionLabel(region);
  const hasReplica = (places[id]?.replicas ?? []).some(({ problem }) => problem === undefined);
  const isNear = region !== undefined && sameRegion(region, chain.location);
  const note = hasReplica ? "Has a replica of this disk." : isNear ? "In the region of the snapshots: lost together with them." : undefined;
  return {
    value: id,
    label: `${name} (${where})`,
    possible: reason === undefined,
    ...((reason ?? note) ? { reason: reason ?? note } : {}),
    ...(hasReplica ? { recommended: true } : {}),
  };
}

/** In no account is a replica of the disk called so: it stays one name wherever it goes. */
function freeName(diskName: string, places: ReplicateOptions["places"]): string {
  const taken = new Set(Object.values(places).flatMap(({ replicas }) => replicas.map(({ name }) => name.toLowerCase())));
  const base =
    diskName
      .replace(/[^A-Za-z0-9._-]/g, "-")
      .replace(/^[^A-Za-z0-9]+/, "")
      .slice(0, 100) || "disk";
  if (!taken.has(base.toLowerCase())) return base;
  let number = 2;
  while (taken.has(`${base}-${number}`.toLowerCase())) number += 1;
  return `${base}-${number}`;
}
