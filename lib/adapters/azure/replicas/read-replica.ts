// One replica by its place: by the names and metadata of its blobs.
import { AppError } from "#lib/domain/app-error.ts";
import type { ReplicaPlace } from "#lib/domain/replication/replica.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { assembleReplicas, type FoundReplica, type ListedBlob } from "./assemble-replicas.ts";
import { listBlobs } from "./list-blobs.ts";
import type { ReplicaDoor } from "./replica-door.ts";
import { isMarked } from "./replica-metadata.ts";

export interface ReadReplica {
  hasContainer: boolean;
  found: FoundReplica | undefined;
}

/** A conflict (rule "not-a-replica") where blobs of its names are something else. */
export async function readReplica(door: ReplicaDoor, place: ReplicaPlace, context: CallContext): Promise<ReadReplica> {
  const listed = await listBlobs(door.container(place.container).patient, `${place.name}.`, context);
  if (listed === undefined) return { hasContainer: false, found: undefined };
  const { accountId, container } = place;
  const all = assembleReplicas({ accountId, container, region: door.region }, listed);
  const found = all.find(({ replica }) => replica.place.name === place.name);
  const stranger = listed.find((blob) => isStranger(blob, place));
  if (stranger) throw notAReplica(stranger.name);
  return { hasContainer: true, found };
}

function isStranger({ name, snapshot, metadata }: ListedBlob, place: ReplicaPlace): boolean {
  const tail = name.slice(place.name.length);
  return snapshot === undefined && /^(\.\d+)?\.vhd$/.test(tail) && !isMarked(metadata);
}

function notAReplica(name: string): AppError {
  const message = `There is a blob ${name} that is no replica: it is left as it is. Choose another name.`;
  return new AppError("conflict", message, { details: { rule: "not-a-replica" } });
}
