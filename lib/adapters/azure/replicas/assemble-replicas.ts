// Replicas from the list of a container's blobs: nothing but names, metadata and the times of blob snapshots.
import { blobNames, type Replica, type ReplicaPoint, type ReplicaProblem } from "#lib/domain/replication/replica.ts";
import {
  type BaseFacts,
  isMarked,
  type Metadata,
  parseBaseMetadata,
  parseSnapshotMetadata,
  type SnapshotFacts,
} from "./replica-metadata.ts";

export interface ListedBlob {
  name: string;
  /** Its time, of a blob snapshot. */
  snapshot?: string | undefined;
  metadata: Metadata;
  lengthBytes: number;
  isPageBlob: boolean;
}

export interface BaseBlob extends BaseFacts {
  name: string;
  lengthBytes: number;
  /** Unique ids of the sources that it has a blob snapshot of. */
  snapshotsOf: ReadonlySet<string>;
}

export interface FoundReplica {
  replica: Replica;
  /** By name: of all there are, those of another number of stripes too. */
  blobs: ReadonlyMap<string, BaseBlob>;
}

interface Where {
  accountId: string;
  container: string;
  region: string | undefined;
}

export function assembleReplicas(where: Where, listed: readonly ListedBlob[]): FoundReplica[] {
  const snapshots = Map.groupBy(
    listed.filter(({ snapshot }) => snapshot !== undefined),
    ({ name }) => name,
  );
  const groups = new Map<string, BaseBlob[]>();
  const odd: FoundReplica[] = [];
  for (const { name, snapshot, metadata, lengthBytes, isPageBlob } of listed) {
    if (snapshot !== undefined || !isMarked(metadata)) continue;
    const facts = isPageBlob ? parseBaseMetadata(metadata) : undefined;
    const replicaName = facts && nameOf(name, facts);
    if (!facts || replicaName === undefined) odd.push(unreadable(where, name));
    else {
      const snapshotsOf = sourcesOf(snapshots.get(name));
      groups.set(replicaName, [...(groups.get(replicaName) ?? []), { ...facts, name, lengthBytes, snapshotsOf }]);
    }
  }
  return [...[...groups].map(([name, blobs]) => assemble(where, name, blobs, snapshots)), ...odd];
}

function sourcesOf(snapshots: readonly ListedBlob[] = []): Set<string> {
  return new Set(snapshots.flatMap(({ metadata }) => parseSnapshotMetadata(metadata)?.point.uniqueId ?? []));
}

function nameOf(blobName: string, { stripe, stripes }: BaseFacts): string | undefined {
  const tail = stripes === 1 ? ".vhd" : `.${stripe}.vhd`;
  const name = blobName.slice(0, -tail.length);
  return blobName.endsWith(tail) && name !== "" ? name : undefined;
}

function unreadable({ accountId, container, region }: Where, blobName: string): FoundReplica {
  const message = `The metadata of ${blobName} are not those of a replica, or of a later version of Snapscope.`;
  const place = { accountId, container, name: blobName.replace(/(\.\d+)?\.vhd$/, "") };
  const nothing = { diskId: "", diskUniqueId: "", stripes: 1, points: [] };
  return { replica: { place, region, ...nothing, problem: { rule: "unreadable", message } }, blobs: new Map() };
}

function assemble(
  { accountId, container, region }: Where,
  name: string,
  blobs: BaseBlob[],
  snapshots: Map<string, ListedBlob[]>,
): FoundReplica {
  const place = { accountId, container, name };
  const byName = new Map(blobs.map((blob) => [blob.name, blob]));
  const leading = leadingBlob(blobs);
  const { diskId, diskUniqueId, stripes } = leading;
  const points = pointsOf(blobs, snapshots, leading);
  // All its blob snapshots are there: only saying so is left.
  const isCommitted = points.some(({ uniqueId }) => uniqueId === leading.writing?.uniqueId);
  const writing = isCommitted ? undefined : leading.writing;
  const problem = problemOf(name, leading, byName, points);
  const replica = {
    place,
    region,
    diskId,
    diskUniqueId,
    stripes,
    points,
    ...(writing ? { writing } : {}),
    ...(problem ? { problem } : {}),
  };
  return { replica, blobs: byName };
}

/** That tells how far all is: the first of the most stripes that were ever begun. */
function leadingBlob(blobs: readonly BaseBlob[]): BaseBlob {
  const isBegun = ({ writing, committed }: BaseBlob) => (writing === undefined && committed === undefined ? 0 : 1);
  const [first] = blobs.toSorted((a, b) => isBegun(b) - isBegun(a) || Number(b.stripes > 1) - Number(a.stripes > 1) || a.stripe - b.stripe);
  if (!first) throw new Error("A replica has a blob.");
  return first;
}

interface Gathered {
  facts: SnapshotFacts;
  times: Map<number, string>;
}

/** Whole ones, oldest first. */
function pointsOf(blobs: readonly BaseBlob[], snapshots: Map<string, ListedBlob[]>, { diskUniqueId }: BaseBlob): ReplicaPoint[] {
  const gathered = new Map<string, Gathered>();
  for (const { name, stripe } of blobs) {
    for (const { snapshot = "", metadata } of snapshots.get(name) ?? []) {
      const facts = parseSnapshotMetadata(metadata);
      if (!facts || facts.diskUniqueId !== diskUniqueId || facts.stripe !== stripe) continue;
      const key = `${facts.point.uniqueId}/${facts.stripes}`;
      const one = gathered.get(key) ?? { facts, times: new Map<number, string>() };
      gathered.set(key, one);
      const earlier = one.times.get(stripe);
      if (earlier === undefined || snapshot < earlier) one.times.set(stripe, snapshot);
    }
  }
  const whole = [...gathered.values()].flatMap(({ facts, times }) => {
    const blobSnapshots = Array.from({ length: facts.stripes }, (_, stripe) => times.get(stripe));
    return blobSnapshots.every((time) => time !== undefined) ? [{ ...facts.point, blobSnapshots }] : [];
  });
  return whole.toSorted((a, b) => (wholeSince(a) < wholeSince(b) ? -1 : 1));
}

/** When its last stripe was made. */
function wholeSince({ blobSnapshots }: ReplicaPoint): string {
  return blobSnapshots.toSorted().at(-1) ?? "";
}

function problemOf(
  name: string,
  { stripes, writing, committed, stripe }: BaseBlob,
  blobs: ReadonlyMap<string, BaseBlob>,
  points: readonly ReplicaPoint[],
): ReplicaProblem | undefined {
  const isBegun = writing !== undefined || committed !== undefined;
  const missing = isBegun || stripe > 0 ? blobNames({ name }, stripes).filter((one) => !blobs.has(one)) : [];
  if (missing.length > 0)
    return { rule: "stripe-gone", message: `Of its blobs ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} gone.` };
  if (committed !== undefined && !points.some(({ uniqueId }) => uniqueId === committed))
    return { rule: "point-gone", message: "The blob snapshot of its newest recovery point is gone." };
  return undefined;
}
