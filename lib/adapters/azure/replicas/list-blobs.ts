// The blobs of a container with their metadata and snapshots. A list that does not end is one that failed.
import type { ContainerClient } from "@azure/storage-blob";
import { AppError } from "#lib/domain/app-error.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { ListedBlob } from "./assemble-replicas.ts";
import { asked } from "./storage-call.ts";

const PAGE_SIZE = 5000;
const MAX_PAGES = 1000;

/** undefined: there is no such container. */
export async function listBlobs(
  container: ContainerClient,
  prefix: string | undefined,
  context: CallContext,
): Promise<ListedBlob[] | undefined> {
  const found: ListedBlob[] = [];
  const doing = `list the blobs of container ${container.containerName}`;
  let continuationToken: string | undefined;
  const seen = new Set<string>();
  try {
    do {
      const page = await asked(context, doing, async (abortSignal) => {
        const options = { includeMetadata: true, includeSnapshots: true, abortSignal, ...(prefix === undefined ? {} : { prefix }) };
        const pages = container
          .listBlobsFlat(options)
          .byPage({ maxPageSize: PAGE_SIZE, ...(continuationToken === undefined ? {} : { continuationToken }) });
        return (await pages.next()).value;
      });
      for (const { name, snapshot, metadata = {}, properties } of page?.segment?.blobItems ?? []) {
        const { contentLength = 0, blobType } = properties ?? {};
        const time = snapshot ? { snapshot } : {};
        found.push({ name, ...time, metadata, lengthBytes: contentLength, isPageBlob: blobType === "PageBlob" });
      }
      continuationToken = page?.continuationToken || undefined;
      if (continuationToken === undefined) break;
      if (seen.has(continuationToken) || seen.size >= MAX_PAGES)
        throw new AppError("azure-failed", `Azure could not ${doing}: the list does not end.`, { retryable: true });
      seen.add(continuationToken);
    } while (continuationToken !== undefined);
  } catch (error) {
    if (isNoContainer(error)) return undefined;
    throw error;
  }
  return found;
}

function isNoContainer(error: unknown): boolean {
  const { azureCode } = (error as AppError).details ?? {};
  return azureCode === "ContainerNotFound";
}
