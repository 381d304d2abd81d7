// One replica being written by one operation.
//
//   open ─▶ begin(s1) ─▶ clear, copy … ─▶ commit ─▶ begin(s2) …        close at any time
//
// What is begun stands in the metadata of the first stripe before anything is written, so that after a crash the same operation, and
// only the same point, is gone on with.
import { AppError } from "#lib/domain/app-error.ts";
import { type BlockRange, normaliseRanges } from "#lib/domain/ranges/block-range.ts";
import {
  blobNames,
  type PointToWrite,
  type Replica,
  type ReplicaPlace,
  type ReplicaPoint,
  stripesOf,
} from "#lib/domain/replication/replica.ts";
import { MAX_REQUEST_BYTES } from "#lib/domain/replication/request-plan.ts";
import type { ReadAccess } from "#lib/services/ports/access.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { CopiedRange, ReplicaOwner, ReplicaSession } from "#lib/services/ports/replicas.ts";
import type { FoundReplica } from "./assemble-replicas.ts";
import { putManifest, sha256Of, snapshotOnce } from "./commit-point.ts";
import { changeStripe, type HeldStripe, ownProperties } from "./held-stripe.ts";
import { readReplica } from "./read-replica.ts";
import type { ReplicaBlobs } from "./replica-blobs.ts";
import { blobsOf, covering, foreignChanges } from "./replica-changes.ts";
import type { ReplicaDoor } from "./replica-door.ts";
import { type BaseFacts, type Metadata, toBaseMetadata, toSnapshotMetadata } from "./replica-metadata.ts";
import { setLength, stripeLength } from "./stripe-length.ts";
import { FOOTER_BYTES, vhdFooter } from "./vhd-footer.ts";
import { assertCopyable, clearPages, copyPages, readPages, uploadPages } from "./write-pages.ts";

export interface SessionDeps {
  door: ReplicaDoor;
  place: ReplicaPlace;
  owner: ReplicaOwner;
  blobs: ReplicaBlobs;
  stripeBytes: number;
  retryDelayMs: number;
  context: CallContext;
}

interface Piece {
  stripe: HeldStripe;
  /** Within the stripe. */
  range: BlockRange;
  diskOffset: number;
}

export class BlobReplicaSession implements ReplicaSession {
  readonly replica: Replica;
  private readonly deps: SessionDeps;
  private found: FoundReplica;
  private point: PointToWrite | undefined;
  /** Where the footer of the disk's size before lies now, among its data. */
  private oldFooter: number | undefined;

  constructor(deps: SessionDeps, found: FoundReplica) {
    this.deps = deps;
    this.found = found;
    this.replica = found.replica;
  }

  async begin(point: PointToWrite): Promise<void> {
    const { points, writing } = this.found.replica;
    const newest = points.at(-1);
    this.point = point;
    this.oldFooter = newest?.sizeBytes === point.sizeBytes ? undefined : newest?.sizeBytes;
    // Committed before, and perhaps not yet said so.
    if (newest?.uniqueId === point.uniqueId) return;
    const isSame = writing !== undefined && isSamePoint(writing, point);
    this.assertFollows(point, isSame);
    const names = this.namesOf(point);
    if (!isSame) this.assertNotHalfMade(point, names);
    const first = this.found.blobs.get(names[0] ?? "");
    const isWhole = point.predecessorUniqueId === undefined;
    const clearFirst = isSame ? first?.clearFirst === true : isWhole && (newest !== undefined || writing !== undefined);
    await this.takeStripes(point);
    await this.describe({ writing: point, committed: newest?.uniqueId, clearFirst });
    if (clearFirst) {
      for (const name of names) await this.clearWhole(this.deps.blobs.get(name));
      await this.describe({ writing: point, committed: newest?.uniqueId });
    }
    await this.setLengths(point);
    await this.refresh();
  }

  async clear(range: BlockRange): Promise<void> {
    const { context } = this.deps;
    for (const { stripe, range: piece } of this.piecesOf(range)) await clearPages(stripe, piece, context);
  }

  async copy(source: ReadAccess, range: BlockRange): Promise<CopiedRange> {
    const { context, door, retryDelayMs } = this.deps;
    assertCopyable(range, MAX_REQUEST_BYTES);
    let streamedBytes = 0;
    for (const { stripe, range: piece, diskOffset } of this.piecesOf(range)) {
      if (door.serverSide) await copyPages(stripe, source, piece, diskOffset, context);
      else {
        const bytes = await readPages(source, { offset: diskOffset, length: piece.length }, retryDelayMs, context);
        await uploadPages(stripe, piece.offset, bytes, context);
        streamedBytes += bytes.length;
      }
    }
    return { streamedBytes };
  }

  async commit(planned: readonly BlockRange[] | undefined, manifest: Uint8Array): Promise<ReplicaPoint> {
    const point = this.begun();
    const { door, place, context, blobs } = this.deps;
    await this.refresh();
    const known = this.found.replica.points.find(({ uniqueId }) => uniqueId === point.uniqueId);
    if (known) return this.finish(known);
    if (planned) await this.assertOnlyPlanned(point, planned);
    const names = this.namesOf(point);
    const { patient } = door.container(place.container);
    const about = { blob: `${place.name}.manifests/${point.uniqueId}.json`, sha256: sha256Of(manifest) };
    await putManifest(patient, about.blob, manifest, blobs.get(names[0] ?? ""), context);
    const committed = this.found.replica.points.at(-1)?.uniqueId;
    for (const [stripe, name] of names.entries()) {
      const facts = this.factsOf(point, stripe);
      const metadata = {
        base: toBaseMetadata({ ...facts, writing: point, committed }),
        snapshot: toSnapshotMetadata({ ...facts, point: { ...point, manifest: about } }),
      };
      await snapshotOnce(patient, blobs.get(name), metadata, context);
    }
    await this.refresh();
    const made = this.found.replica.points.find(({ uniqueId }) => uniqueId === point.uniqueId);
    if (!made)
      throw new AppError("azure-failed", "The blob snapshots of the recovery point are not there after they were made.", {
        retryable: true,
      });
    return this.finish(made);
  }

  async close(): Promise<void> {
    await this.deps.blobs.giveBack();
  }

  /** Only saying so is left. */
  private async finish(point: ReplicaPoint): Promise<ReplicaPoint> {
    await this.describe({ committed: point.uniqueId });
    await this.refresh();
    return point;
  }

  private assertFollows(point: PointToWrite, isSame: boolean): void {
    const { points, writing } = this.found.replica;
    const newest = points.at(-1);
    if (points.some(({ uniqueId }) => uniqueId === point.uniqueId))
      throw conflict("predecessor", "This snapshot is a recovery point of the replica already, and not its newest one.");
    if (point.predecessorUniqueId === undefined) return;
    if (point.predecessorUniqueId !== newest?.uniqueId)
      throw conflict("predecessor", "The newest recovery point of the replica is not the one that the changes are built on.");
    if (writing && !isSame)
      throw conflict("unfinished", `Another recovery point was begun on the replica and not finished: that of ${writing.snapshotId}.`);
  }

  /**
   * Some stripes have its blob snapshot, and something else was written since: what is on these stripes now is not that, and what was
   * made then must not pass for a part of the point that is made now.
   */
  private assertNotHalfMade({ uniqueId }: PointToWrite, names: readonly string[]): void {
    const half = names.filter((name) => this.found.blobs.get(name)?.snapshotsOf.has(uniqueId));
    if (half.length === 0) return;
    const message = `An attempt that was not finished left a blob snapshot of this recovery point on ${half.join(", ")}, and the replica was written since. Delete that blob snapshot, or choose another name.`;
    throw conflict("half-made", message);
  }

  /** Those of a larger disk are made. */
  private async takeStripes(point: PointToWrite): Promise<void> {
    const { blobs } = this.deps;
    const names = this.namesOf(point);
    for (const [stripe, name] of names.entries()) {
      if (this.found.blobs.has(name)) continue;
      await blobs.make({ name, facts: this.factsOf(point, stripe), lengthBytes: this.lengthOf(point, stripe) });
    }
    await blobs.hold(names);
  }

  private async describe(state: Pick<BaseFacts, "writing" | "committed" | "clearFirst">): Promise<void> {
    const { blobs, context } = this.deps;
    const point = this.begun();
    for (const [index, name] of this.namesOf(point).entries()) {
      const stripe = blobs.get(name);
      const metadata = toBaseMetadata({ ...this.factsOf(point, index), ...state });
      await changeStripe(stripe, context, {
        doing: "write the metadata of",
        isDone: ({ metadata: said }) => isSameMetadata(said, metadata),
        make: (conditions, abortSignal) => stripe.patient.setMetadata(metadata, { conditions, abortSignal }),
      });
    }
  }

  private async clearWhole(stripe: HeldStripe): Promise<void> {
    const { contentLength = 0 } = await ownProperties(stripe, this.deps.context);
    if (contentLength > 0) await clearPages(stripe, { offset: 0, length: contentLength }, this.deps.context);
  }

  private async setLengths(point: PointToWrite): Promise<void> {
    const { blobs, context, owner } = this.deps;
    const names = this.namesOf(point);
    for (const [index, name] of names.entries())
      if (!this.isSealed(name)) await setLength(blobs.get(name), this.lengthOf(point, index), context);
    const last = blobs.get(names.at(-1) ?? "");
    const footer = vhdFooter(point.sizeBytes, owner.diskUniqueId);
    if (!this.isSealed(last.name)) await uploadPages(last, this.lengthOf(point, names.length - 1) - FOOTER_BYTES, footer, context);
  }

  /** Where the service has no diffs nothing is checked: the lease has kept others out since it was opened. */
  private async assertOnlyPlanned(point: PointToWrite, planned: readonly BlockRange[]): Promise<void> {
    const { door, place, context, stripeBytes } = this.deps;
    const newest = this.found.replica.points.at(-1);
    const names = this.namesOf(point);
    if (!newest || !door.hasDiffs || newest.blobSnapshots.length > names.length) return;
    const own = [{ offset: point.sizeBytes, length: FOOTER_BYTES }];
    if (this.oldFooter !== undefined) own.push({ offset: this.oldFooter, length: FOOTER_BYTES });
    const isPlanned = covering(normaliseRanges([...planned, ...own]));
    const { patient } = door.container(place.container);
    for (const [stripe, blob] of blobsOf(this.found, newest).entries()) {
      const start = stripe * stripeBytes;
      const isAllowed = ({ offset, length }: BlockRange) => isPlanned({ offset: start + offset, length });
      const client = patient.getPageBlobClient(blob.name);
      const problem = await foreignChanges(client, newest.blobSnapshots[stripe] ?? "", blob.lengthBytes, isAllowed, context);
      if (problem) throw conflict(problem.rule, problem.message);
    }
  }

  private piecesOf({ offset, length }: BlockRange): Piece[] {
    const { stripeBytes, blobs } = this.deps;
    const point = this.begun();
    if (offset + length > point.sizeBytes) throw new RangeError(`bytes ${offset} to ${offset + length} are not of the disk`);
    const names = this.namesOf(point);
    const pieces: Piece[] = [];
    for (let at = offset; at < offset + length; ) {
      const index = Math.floor(at / stripeBytes);
      const end = Math.min(offset + length, (index + 1) * stripeBytes);
      const range = { offset: at - index * stripeBytes, length: end - at };
      const name = names[index] ?? "";
      if (!this.isSealed(name)) pieces.push({ stripe: blobs.get(name), range, diskOffset: at });
      at = end;
    }
    return pieces;
  }

  /** It has the point's blob snapshot already, from before a crash: the same bytes written again would look like somebody else's. */
  private isSealed(name: string): boolean {
    return this.found.blobs.get(name)?.snapshotsOf.has(this.begun().uniqueId) === true;
  }

  private begun(): PointToWrite {
    if (!this.point) throw new Error("Nothing was begun.");
    return this.point;
  }

  private namesOf({ sizeBytes }: PointToWrite): string[] {
    return blobNames(this.deps.place, stripesOf(sizeBytes, this.deps.stripeBytes));
  }

  private lengthOf({ sizeBytes }: PointToWrite, stripe: number): number {
    return stripeLength(sizeBytes, stripe, this.deps.stripeBytes);
  }

  private factsOf({ sizeBytes }: PointToWrite, stripe: number): BaseFacts {
    const { diskId, diskUniqueId } = this.deps.owner;
    return { diskId, diskUniqueId, stripe, stripes: stripesOf(sizeBytes, this.deps.stripeBytes), sizeBytes };
  }

  private async refresh(): Promise<void> {
    const { door, place, context } = this.deps;
    const { found } = await readReplica(door, place, context);
    if (!found) throw conflict("stripe-gone", "The replica is gone.");
    if (found.replica.problem) throw conflict(found.replica.problem.rule, found.replica.problem.message);
    this.found = found;
  }
}

export function conflict(rule: string, message: string): AppError {
  return new AppError("conflict", message, { details: { rule } });
}

function isSamePoint(a: PointToWrite, b: PointToWrite): boolean {
  const isSameSource = a.uniqueId === b.uniqueId && a.predecessorUniqueId === b.predecessorUniqueId;
  return isSameSource && a.sizeBytes === b.sizeBytes && a.planHash === b.planHash;
}

function isSameMetadata(said: Metadata | undefined, wanted: Metadata): boolean {
  const found = new Map(Object.entries(said ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  return found.size === Object.keys(wanted).length && Object.entries(wanted).every(([name, value]) => found.get(name) === value);
}
