// A recovery point as a blob of its own, for the time it takes to make a disk of it:
//
// look ─▶ nothing there ─▶ Copy Blob (If-None-Match: *) ─▶ look …
//   └──▶ ours: pending ─▶ wait ─▶ look …    success ─▶ length and footer ─▶ done    failed ─▶ deleted, to be begun again
//   └──▶ anything else ─▶ conflict
//
// Ours by its metadata, which Copy Blob writes together with the blob; without any it would carry those of the replica. The copy
// stays inside the account: learn.microsoft.com, "Copy Blob". VHD footer: "Virtual Hard Disk Image Format Specification" 1.0.
import { setTimeout as sleep } from "node:timers/promises";
import type { BlobGetPropertiesResponse, ContainerClient, PageBlobClient } from "@azure/storage-blob";
import { toAzureError } from "#lib/adapters/azure/azure-error.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { formatExactBytes } from "#lib/domain/format.ts";
import { blobNames } from "#lib/domain/replication/replica.ts";
import { stagingName } from "#lib/domain/replication/staging-name.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { ReplicaStaging, StagedPoint, StagingOrder } from "#lib/services/ports/replica-staging.ts";
import { asked, codeOf, statusOf, untold } from "./storage-call.ts";
import { FOOTER_BYTES } from "./vhd-footer.ts";

export interface ReplicaStagingDeps {
  /** Signed in as who asks. */
  containerOf(accountId: string, container: string, context: CallContext): Promise<ContainerClient>;
  pollMs?: number;
}

const POLL_MS = 1000;
const FOOTER_COOKIE = "conectix";
/** Current size of the disk in the footer, big-endian. */
const FOOTER_SIZE_OFFSET = 48;
const OPERATION_KEY = "snapscoperestore";
const POINT_KEY = "snapscopepoint";

export function createReplicaStaging({ containerOf, pollMs = POLL_MS }: ReplicaStagingDeps): ReplicaStaging {
  return {
    async stage(order, context, told) {
      const container = await containerOf(order.place.accountId, order.place.container, context);
      const blob = container.getPageBlobClient(stagingName(order.place, order.operationId));
      await copied({ container, blob, order, context, told: told ?? (() => undefined), pollMs });
      return asVhd(blob, order, context);
    },
    async unstage({ place, operationId }, context) {
      const container = await containerOf(place.accountId, place.container, context);
      await remove(container.getPageBlobClient(stagingName(place, operationId)), operationId, context);
    },
  };
}

interface Copying {
  container: ContainerClient;
  blob: PageBlobClient;
  order: StagingOrder;
  context: CallContext;
  told(percent: number): void;
  pollMs: number;
}

async function copied(copying: Copying): Promise<void> {
  const { blob, order, context, told, pollMs } = copying;
  for (;;) {
    const found = await look(blob, context);
    if (found) {
      assertOwn(found, order);
      if (found.copyStatus === "success") return;
      if (found.copyStatus !== "pending") await discard(blob, found, context);
      told(percentOf(found.copyProgress));
      // The next look says why it ended early.
      await sleep(pollMs, undefined, { signal: context.signal }).catch(() => undefined);
    } else await begin(copying);
  }
}

async function begin({ container, blob, order, context }: Copying): Promise<void> {
  const { place, point, operationId } = order;
  const [name = ""] = blobNames(place, 1);
  const source = container.getPageBlobClient(name).withSnapshot(point.blobSnapshots[0] ?? "");
  const marked = { conditions: { ifNoneMatch: "*" }, metadata: { [OPERATION_KEY]: operationId, [POINT_KEY]: point.uniqueId } };
  try {
    await untold(context, (abortSignal) => blob.beginCopyFromURL(source.url, { ...marked, abortSignal }));
  } catch (error) {
    // Whoever was first, this operation's own lost request too, is seen by the next look.
    if (statusOf(error) === 412 || codeOf(error) === "BlobAlreadyExists") return;
    throw toAzureError(error, `copy the recovery point to ${blob.name}`);
  }
}

/** A copy that Azure gave up is begun anew by the next attempt. */
async function discard(blob: PageBlobClient, found: BlobGetPropertiesResponse, context: CallContext): Promise<never> {
  await deleteIfSame(blob, found, context);
  const why = found.copyStatusDescription ? `: ${found.copyStatusDescription}` : "";
  throw new AppError("azure-failed", `Azure did not finish the copy of the recovery point to ${blob.name}${why}.`, { retryable: true });
}

async function asVhd(blob: PageBlobClient, { point }: StagingOrder, context: CallContext): Promise<StagedPoint> {
  const { sizeBytes } = point;
  const found = await look(blob, context);
  const refuse = (what: string) =>
    new AppError("not-possible", `The recovery point is no disk that Azure could import: ${what}.`, { details: { rule: "not-a-vhd" } });
  if (found?.contentLength !== sizeBytes + FOOTER_BYTES)
    throw refuse(
      `its blob has ${formatExactBytes(found?.contentLength ?? 0)}, and ${formatExactBytes(sizeBytes + FOOTER_BYTES)} belong there`,
    );
  const footer = await asked(context, `read the footer of ${blob.name}`, (abortSignal) =>
    blob.downloadToBuffer(sizeBytes, FOOTER_BYTES, { abortSignal }),
  );
  if (footer.toString("latin1", 0, FOOTER_COOKIE.length) !== FOOTER_COOKIE) throw refuse("it does not end with a VHD footer");
  const said = footer.readBigUInt64BE(FOOTER_SIZE_OFFSET);
  if (said !== BigInt(sizeBytes)) throw refuse(`its VHD footer is of a disk of ${said} bytes, and it has ${sizeBytes}`);
  return { url: blob.url, sizeBytes };
}

async function remove(blob: PageBlobClient, operationId: string, context: CallContext): Promise<void> {
  const found = await look(blob, context);
  if (found?.metadata?.[OPERATION_KEY] !== operationId) return;
  if (found.copyStatus === "pending" && found.copyId) {
    const { copyId } = found;
    // It may have come to its end just now.
    await untold(context, (abortSignal) => blob.abortCopyFromURL(copyId, { abortSignal })).catch(() => undefined);
    const aborted = await look(blob, context);
    return aborted && deleteIfSame(blob, aborted, context);
  }
  await deleteIfSame(blob, found, context);
}

/** undefined: nothing is there. */
async function look(blob: PageBlobClient, context: CallContext): Promise<BlobGetPropertiesResponse | undefined> {
  try {
    return await untold(context, (abortSignal) => blob.getProperties({ abortSignal }));
  } catch (error) {
    if (codeOf(error) === "BlobNotFound") return undefined;
    throw toAzureError(error, `look at ${blob.name}`);
  }
}

function assertOwn({ metadata = {} }: BlobGetPropertiesResponse, { place, point, operationId }: StagingOrder): void {
  if (metadata[OPERATION_KEY] === operationId && metadata[POINT_KEY] === point.uniqueId) return;
  const what = `There is a blob ${stagingName(place, operationId)} in ${place.container} that this operation did not make. It was neither taken over nor deleted.`;
  throw new AppError("conflict", what, { details: { operationId } });
}

async function deleteIfSame(blob: PageBlobClient, { etag }: BlobGetPropertiesResponse, context: CallContext): Promise<void> {
  const conditions = etag === undefined ? {} : { ifMatch: etag };
  await asked(context, `delete ${blob.name}`, (abortSignal) =>
    blob.deleteIfExists({ conditions, deleteSnapshots: "include", abortSignal }),
  );
}

/** "bytes so far/bytes in all", as Azure writes it. */
function percentOf(progress: string | undefined): number {
  const [done, all] = (progress ?? "").split("/").map(Number);
  return done && all ? Math.floor((done / all) * 100) : 0;
}
