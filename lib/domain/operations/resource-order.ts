// What an operation orders of Azure, and whether what Azure shows is that.
//
// Azure takes a PUT over a name that exists as a change of what is there, and knows no "only if it is new" for disks and
// snapshots. So an operation marks what it makes with a tag of its own id, and takes for its own only what carries the
// mark and is in everything what was ordered (docs/decisions/0006).
import { AppError } from "#lib/domain/app-error.ts";
import { formatBytes, formatExactBytes } from "#lib/domain/format.ts";
import { regionLabel, sameRegion } from "#lib/domain/inventory/azure-region.ts";
import { diskSkuLabel } from "#lib/domain/inventory/disk-sku.ts";
import {
  type Disk,
  parseResourceId,
  resourceName,
  type Snapshot,
  type SnapshotKind,
  sameResource,
} from "#lib/domain/inventory/inventory.ts";
import { epochMs } from "#lib/domain/iso-time.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { markOf, OPERATION_TAG } from "./operation-mark.ts";

/** What CopyStart may be asked for: Azure copies faster then, at a price it does not publish. */
export const COPY_SPEEDS = ["Enhanced"] as const;
export type CopySpeed = (typeof COPY_SPEEDS)[number];

export interface ResourceOrder {
  operationId: string;
  /** ARM id of what is to be made. */
  targetId: string;
  createOption: "Copy" | "CopyStart";
  source: { id: string; uniqueId: string };
  region: string;
  sku: string;
  sizeBytes: number;
  /** Empty: none was asked for. */
  zones: readonly string[];
  /** The source's, which are kept beside the mark. */
  tags: Readonly<Record<string, string>>;
  /** ISO 8601: when the operation was handed in. */
  begunAt: string;
}

/** A copy of a snapshot in another region. */
export interface CopyOrder extends ResourceOrder {
  speed?: CopySpeed;
}

/** A disk from a page blob with a VHD in it, in the region of its storage account. */
export interface ImportOrder extends Omit<ResourceOrder, "createOption" | "source"> {
  createOption: "Import";
  /** Address of the blob, without a signature, and ARM id of its account. */
  source: { blobUrl: string; accountId: string };
  /** What starts from it; absent: a data disk. */
  system?: DiskSystem;
}

/** What Azure reads off a snapshot, and has to be told of a blob. */
export interface DiskSystem {
  osType: "Windows" | "Linux";
  generation: "V1" | "V2";
}

export type DiskOrder = ResourceOrder | ImportOrder;

/** A snapshot of a disk, in the disk's region. */
export interface SnapshotOrder extends ResourceOrder {
  kind: SnapshotKind;
  /** Restorable at once for so many minutes. */
  instantAccessMinutes?: number;
}

export interface OrderDifference {
  aspect: "mark" | "source" | "size" | "type" | "kind" | "region" | "zone" | "time";
  /** What differs, to follow "it": "has 64 GiB and not 32 GiB". */
  message: string;
}

/** The clocks of two machines that both work are not further apart: a sign-in to Azure allows five minutes. */
const CLOCK_SKEW_MS = 15 * 60_000;

/** In what this is not what was ordered; empty: it is the operation's own. */
export function differencesFromOrder(order: DiskOrder | SnapshotOrder, found: Disk | Snapshot): OrderDifference[] {
  const differences: OrderDifference[] = [];
  const tell = (aspect: OrderDifference["aspect"], message: string) => differences.push({ aspect, message });
  if (markOf(found.tags) !== order.operationId) tell("mark", `does not carry the mark of this operation (tag ${OPERATION_TAG})`);
  if (!isFromSource(order, found)) tell("source", `was made from ${sourceOf(found)} and not from ${orderedSource(order)} as it was`);
  // What Azure does not say is no difference: the mark and all else still have to fit.
  if (found.diskSizeBytes !== undefined && found.diskSizeBytes !== order.sizeBytes)
    tell("size", `has ${sizeText(found.diskSizeBytes)} and not ${sizeText(order.sizeBytes)}`);
  if (found.sku.toLowerCase() !== order.sku.toLowerCase())
    tell("type", `is of type ${diskSkuLabel(found.sku)} and not ${diskSkuLabel(order.sku)}`);
  if ("incremental" in found && "kind" in order && kindOf(found) !== order.kind)
    tell("kind", `is ${kindText(kindOf(found))} and not ${kindText(order.kind)}`);
  if (!sameRegion(found.location, order.region))
    tell("region", `is in ${regionLabel(found.location)} and not in ${regionLabel(order.region)}`);
  if ("zones" in found && zoneText(found.zones) !== zoneText(order.zones))
    tell("zone", `is in ${zoneText(found.zones)} and not in ${zoneText(order.zones)}`);
  if (found.timeCreated !== undefined && epochMs(found.timeCreated) < epochMs(order.begunAt) - CLOCK_SKEW_MS)
    tell("time", `was made at ${found.timeCreated}, before this operation began`);
  return differences;
}

/** Throws a conflict that says what differs and what to do. What is there is left as it is. */
export function assertAsOrdered(order: DiskOrder | SnapshotOrder, found: Disk | Snapshot): void {
  const differences = differencesFromOrder(order, found);
  if (differences.length === 0) return;
  const { targetId } = order;
  const { resourceGroup = "", name = targetId, type = "" } = parseResourceId(targetId) ?? {};
  const what = `There is a ${/disks$/i.test(type) ? "disk" : "snapshot"} ${name} in ${resourceGroup} that is not what this operation ordered: it`;
  const reasons = differences.map(({ message }) => message).join("; it ");
  throw new AppError("conflict", `${what} ${reasons}. It was neither taken over nor deleted. Begin again with another name.`, {
    details: { present: found.id, operationId: order.operationId, differences },
  });
}

function isFromSource(order: DiskOrder, found: Disk | Snapshot): boolean {
  if (found.createOption?.toLowerCase() !== order.createOption.toLowerCase()) return false;
  if (order.createOption === "Import") return isFromBlob(order, found);
  const { source } = order;
  return (
    sameResource(found.sourceResourceId ?? "", source.id) &&
    // Azure tells it for all that is made from a snapshot; the mark stands for it where an answer lacks it.
    (found.sourceUniqueId === undefined || found.sourceUniqueId.toLowerCase() === source.uniqueId.toLowerCase())
  );
}

/** Of an import Azure may leave the address out: the mark stands for it then. */
function isFromBlob({ source }: ImportOrder, found: Disk | Snapshot): boolean {
  const sourceUri = "sourceUri" in found ? found.sourceUri : undefined;
  return sourceUri === undefined || sourceUri === source.blobUrl;
}

function orderedSource(order: DiskOrder): string {
  return order.createOption === "Import" ? blobName(order.source.blobUrl) : resourceName(order.source.id);
}

function blobName(url: string): string {
  return `the blob ${decodeURIComponent(new URL(url).pathname.split("/").at(-1) ?? url)}`;
}

function sourceOf(found: Disk | Snapshot): string {
  const { createOption, sourceResourceId } = found;
  if (sourceResourceId) return resourceName(sourceResourceId);
  if ("sourceUri" in found && found.sourceUri && URL.canParse(found.sourceUri)) return blobName(found.sourceUri);
  return createOption?.toLowerCase() === "empty" ? "nothing" : "something unknown";
}

function kindOf({ incremental }: Snapshot): SnapshotKind {
  return incremental ? "incremental" : "full";
}

function kindText(kind: SnapshotKind): string {
  return kind === "incremental" ? "an incremental one" : "a full one";
}

function sizeText(bytes: number): string {
  return bytes % GIB_BYTES === 0 ? formatBytes(bytes) : formatExactBytes(bytes);
}

function zoneText(zones: readonly string[]): string {
  return zones.length === 0 ? "no zone" : `zone ${zones.toSorted().join(", ")}`;
}
