// What blobs say of themselves, in their metadata: texts under names that are identifiers, 8 KiB in all. Values are
// percent-encoded, since metadata are HTTP headers and ids may hold any letter. Names come back in any case.
//
//   base blob        what it is (IDENTITY), the size of its disk, the newest committed point, the one being written
//   blob snapshot    what it is, and the point it stands for with its manifest
import type { PointToWrite, ReplicaPoint } from "#lib/domain/replication/replica.ts";

const VERSION = "1";
const MARK = "snapscopereplica";

export type Metadata = Record<string, string>;

export interface StripeIdentity {
  diskId: string;
  diskUniqueId: string;
  stripe: number;
  stripes: number;
}

export interface BaseFacts extends StripeIdentity {
  /** Of the disk it was last made for. */
  sizeBytes: number;
  /** Unique id of the newest point that was committed. */
  committed?: string | undefined;
  writing?: PointToWrite | undefined;
  /** What was there before is to be cleared away before anything is written. */
  clearFirst?: boolean;
}

export interface SnapshotFacts extends StripeIdentity {
  point: Omit<ReplicaPoint, "blobSnapshots">;
}

export function isMarked(metadata: Metadata | undefined): boolean {
  return Object.keys(metadata ?? {}).some((name) => name.toLowerCase() === MARK);
}

export function toBaseMetadata({ writing, committed, clearFirst, ...facts }: BaseFacts): Metadata {
  return encoded({
    ...identityTexts(facts),
    sizebytes: String(facts.sizeBytes),
    ...(committed === undefined ? {} : { committed }),
    ...(writing === undefined ? {} : pointTexts(writing, "writing")),
    ...(clearFirst ? { clearfirst: "true" } : {}),
  });
}

export function toSnapshotMetadata({ point, ...identity }: SnapshotFacts): Metadata {
  const { manifest } = point;
  return encoded({ ...identityTexts(identity), ...pointTexts(point, "point"), manifest: manifest.blob, manifestsha256: manifest.sha256 });
}

/** undefined: it is of ours and cannot be read, or of a later version. */
export function parseBaseMetadata(metadata: Metadata): BaseFacts | undefined {
  const texts = decoded(metadata);
  const identity = texts && identityIn(texts);
  const sizeBytes = Number(texts?.get("sizebytes"));
  if (!texts || !identity || !isSize(sizeBytes)) return undefined;
  const writing = texts.has("writinguniqueid") ? pointIn(texts, "writing") : undefined;
  if (texts.has("writinguniqueid") && !writing) return undefined;
  return { ...identity, sizeBytes, committed: texts.get("committed"), writing, clearFirst: texts.get("clearfirst") === "true" };
}

export function parseSnapshotMetadata(metadata: Metadata): SnapshotFacts | undefined {
  const texts = decoded(metadata);
  const identity = texts && identityIn(texts);
  const point = texts && pointIn(texts, "point");
  const [blob, sha256] = [texts?.get("manifest"), texts?.get("manifestsha256")];
  if (!identity || !point || !blob || !sha256) return undefined;
  return { ...identity, point: { ...point, manifest: { blob, sha256 } } };
}

function identityTexts({ diskId, diskUniqueId, stripe, stripes }: StripeIdentity): Metadata {
  return { [MARK]: VERSION, diskid: diskId, diskuniqueid: diskUniqueId, stripe: String(stripe), stripes: String(stripes) };
}

function identityIn(texts: Map<string, string>): StripeIdentity | undefined {
  const [diskId, diskUniqueId] = [texts.get("diskid"), texts.get("diskuniqueid")];
  const [stripe, stripes] = [Number(texts.get("stripe")), Number(texts.get("stripes"))];
  const isPlace = Number.isInteger(stripe) && Number.isInteger(stripes) && stripe >= 0 && stripe < stripes && stripes <= 1024;
  if (texts.get(MARK) !== VERSION || !diskId || !diskUniqueId || !isPlace) return undefined;
  return { diskId, diskUniqueId, stripe, stripes };
}

function pointTexts(point: PointToWrite, prefix: string): Metadata {
  const { snapshotId, uniqueId, timeCreated, predecessorUniqueId, sizeBytes, planHash, operationId } = point;
  const texts = {
    snapshotid: snapshotId,
    uniqueid: uniqueId,
    timecreated: timeCreated,
    predecessor: predecessorUniqueId,
    sizebytes: String(sizeBytes),
    planhash: planHash,
    operationid: operationId,
  };
  return Object.fromEntries(Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[prefix + name, text]])));
}

function pointIn(texts: Map<string, string>, prefix: string): PointToWrite | undefined {
  const text = (name: string) => texts.get(prefix + name);
  const [snapshotId, uniqueId, planHash, operationId] = [text("snapshotid"), text("uniqueid"), text("planhash"), text("operationid")];
  const [timeCreated, predecessorUniqueId, sizeBytes] = [text("timecreated"), text("predecessor"), Number(text("sizebytes"))];
  if (!snapshotId || !uniqueId || planHash === undefined || operationId === undefined || !isSize(sizeBytes)) return undefined;
  return {
    snapshotId,
    uniqueId,
    ...(timeCreated === undefined ? {} : { timeCreated }),
    ...(predecessorUniqueId === undefined ? {} : { predecessorUniqueId }),
    sizeBytes,
    planHash,
    operationId,
  };
}

function isSize(bytes: number): boolean {
  return Number.isSafeInteger(bytes) && bytes > 0 && bytes % 512 === 0;
}

function encoded(texts: Metadata): Metadata {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, encodeURIComponent(text)]));
}

function decoded(metadata: Metadata): Map<string, string> | undefined {
  try {
    return new Map(Object.entries(metadata).map(([name, text]) => [name.toLowerCase(), decodeURIComponent(text)]));
  } catch {
    return undefined;
  }
}
