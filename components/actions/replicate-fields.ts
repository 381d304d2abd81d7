// What the fields of a replication's form follow from each other.
import type { ReplicateOptions, ReplicateRequest } from "#lib/operations/kinds/replicate/request.ts";

export interface ReplicateFields {
  accountId: string;
  /** Key of the replica that is gone on with; NEW: another one. */
  replica: string;
  /** Of a new one. */
  container: string;
  name: string;
  objective: ReplicateRequest["objective"];
}

export const NEW = "new";

type Existing = ReplicateOptions["places"][string]["replicas"][number];

export function initialReplicateFields(options: ReplicateOptions): ReplicateFields {
  const possible = options.accounts.filter((one) => one.possible);
  const account = possible.find(({ recommended }) => recommended) ?? possible[0];
  const accountId = account?.value ?? "";
  const objective = options.objectives.find(({ recommended }) => recommended)?.value ?? "least-time";
  return {
    accountId,
    replica: replicaToGoOnWith(options, accountId),
    container: containerFor(options, accountId),
    name: options.suggestedName,
    objective: objective as ReplicateFields["objective"],
  };
}

/** Another account has other replicas; what was typed stays. */
export function toAccount(options: ReplicateOptions, fields: ReplicateFields, accountId: string): Partial<ReplicateFields> {
  const isUnasked = fields.container === containerFor(options, fields.accountId);
  return {
    accountId,
    replica: replicaToGoOnWith(options, accountId),
    ...(isUnasked ? { container: containerFor(options, accountId) } : {}),
  };
}

export function existingReplicas(options: ReplicateOptions, accountId: string): readonly Existing[] {
  return options.places[accountId]?.replicas ?? [];
}

export function keyOfReplica({ container, name }: Pick<Existing, "container" | "name">): string {
  return `${container}/${name}`;
}

/** It is planned on what the form shows: where that has changed since, it is refused. */
export function replicateRequestOf(
  options: ReplicateOptions,
  { accountId, replica, container, name, objective }: ReplicateFields,
  snapshots: readonly { id: string }[],
): Omit<ReplicateRequest, "kind"> {
  const existing = existingReplicas(options, accountId).find((one) => keyOfReplica(one) === replica);
  const place = existing ? { container: existing.container, name: existing.name } : { container, name };
  return {
    snapshots: snapshots.map(({ id }) => ({ snapshotId: id })),
    place: { accountId, ...place },
    objective,
    builtOn: existing?.newest?.uniqueId ?? null,
  };
}

/** The newest of those that can be gone on with: most of the disk is there. */
function replicaToGoOnWith(options: ReplicateOptions, accountId: string): string {
  const usable = existingReplicas(options, accountId).filter(({ problem }) => problem === undefined);
  const most = usable.toSorted((a, b) => b.points - a.points)[0];
  return most ? keyOfReplica(most) : NEW;
}

/** A target of the settings is one container. */
function containerFor({ places, suggestedContainer }: ReplicateOptions, accountId: string): string {
  const containers = places[accountId]?.containers ?? [];
  const [only] = containers;
  return accountId.startsWith("target:") && only !== undefined ? only : suggestedContainer;
}
