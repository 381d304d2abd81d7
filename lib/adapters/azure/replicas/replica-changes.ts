// What was written to a replica's blobs since a recovery point, by the service's own page-range diff.
import type { PageBlobClient } from "@azure/storage-blob";
import type { BlockRange } from "#lib/domain/ranges/block-range.ts";
import type { ReplicaPoint, ReplicaProblem } from "#lib/domain/replication/replica.ts";
import { blobNames } from "#lib/domain/replication/replica.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { BaseBlob, FoundReplica } from "./assemble-replicas.ts";
import type { ReplicaDoor } from "./replica-door.ts";
import { codeOf, toReplicaError, untold } from "./storage-call.ts";

const MAX_PAGES = 100_000;
const PAGE_SIZE = 10_000;

/**
 * Whether anything is changed that `isAllowed` does not know of; it is asked with ranges of one blob, in order. undefined: nothing.
 */
export async function foreignChanges(
  blob: PageBlobClient,
  since: string,
  lengthBytes: number,
  isAllowed: (range: BlockRange) => boolean,
  context: CallContext,
): Promise<ReplicaProblem | undefined> {
  let continuationToken: string | undefined;
  const seen = new Set<string>();
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await readPage(blob, since, lengthBytes, continuationToken, context);
    if ("rule" in page) return page;
    const foreign = page.ranges.find((range) => !isAllowed(range));
    if (foreign) return writtenByOthers(blob.name, foreign);
    if (page.next === undefined) return undefined;
    if (seen.has(page.next)) break;
    seen.add(page.next);
    continuationToken = page.next;
  }
  throw toReplicaError(new Error("its list does not end"), `read what was written to ${blob.name}`);
}

async function readPage(blob: PageBlobClient, since: string, lengthBytes: number, token: string | undefined, context: CallContext) {
  try {
    const page = await untold(context, async (abortSignal) => {
      const pages = blob
        .listPageRangesDiff(0, lengthBytes, since, { abortSignal })
        .byPage({ maxPageSize: PAGE_SIZE, ...(token === undefined ? {} : { continuationToken: token }) });
      return (await pages.next()).value;
    });
    // The SDK has the written and the cleared ones in two lists, with ends that are inclusive.
    const ranges = [...(page?.pageRange ?? []), ...(page?.clearRange ?? [])].map(toRange).toSorted((a, b) => a.offset - b.offset);
    return { ranges, next: (page?.continuationToken || undefined) as string | undefined };
  } catch (error) {
    const known = problemIn(error, blob.name);
    if (known) return known;
    throw toReplicaError(error, `read what was written to ${blob.name}`);
  }
}

function toRange({ start, end }: { start: number; end: number }): BlockRange {
  return { offset: start, length: end + 1 - start };
}

function problemIn(error: unknown, name: string): ReplicaProblem | undefined {
  switch (codeOf(error)) {
    case "PreviousSnapshotNotFound":
      return { rule: "point-gone", message: "The blob snapshot of its newest recovery point is gone." };
    case "BlobOverwritten":
    case "BlobGenerationMismatch":
      return { rule: "written-by-others", message: `Somebody has made ${name} anew since its newest recovery point.` };
    case "BlobNotFound":
      return { rule: "stripe-gone", message: `Of its blobs ${name} is gone.` };
    default:
      return undefined;
  }
}

function writtenByOthers(name: string, { offset, length }: BlockRange): ReplicaProblem {
  const message = `Somebody else has written to ${name} since its newest recovery point: ${length} bytes at ${offset} are not of a replication.`;
  return { rule: "written-by-others", message };
}

/** Of one on which nothing is being written; one that is, is checked when it is committed. */
export async function withChanges(found: FoundReplica, door: ReplicaDoor, context: CallContext): Promise<FoundReplica> {
  const { replica } = found;
  const newest = replica.points.at(-1);
  if (replica.problem || replica.writing || !newest || !door.hasDiffs) return found;
  const { patient } = door.container(replica.place.container);
  for (const [stripe, blob] of blobsOf(found, newest).entries()) {
    const since = newest.blobSnapshots[stripe] ?? "";
    const problem = await foreignChanges(patient.getPageBlobClient(blob.name), since, blob.lengthBytes, () => false, context);
    if (problem) return { ...found, replica: { ...replica, problem } };
  }
  return found;
}

export function blobsOf({ replica, blobs }: FoundReplica, { blobSnapshots }: ReplicaPoint): BaseBlob[] {
  return blobNames(replica.place, blobSnapshots.length).flatMap((name) => blobs.get(name) ?? []);
}

/** ranges: sorted, not touching. Asked with ranges in any order. */
export function covering(ranges: readonly BlockRange[]): (range: BlockRange) => boolean {
  return ({ offset, length }) => {
    let [low, high] = [0, ranges.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((ranges[middle]?.offset ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const one = ranges[low];
    return one !== undefined && one.offset <= offset && offset + length <= one.offset + one.length;
  };
}
