// A world with one disk behind the blob handler on an ephemeral loopback port, for the tests of blobs.

import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AnonymousCredential, BlobServiceClient, newPipeline, PageBlobClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { type AccountCatalog, openAccountCatalog } from "../blob/accounts/account-catalog.ts";
import { createBlobHandler } from "../blob/handler.ts";
import { createClock } from "../clock.ts";
import type { Disk } from "../model/records/disk.ts";
import type { Resource } from "../model/records/resource.ts";
import type { ResourceGroup } from "../model/records/resource-group.ts";
import type { Snapshot } from "../model/records/snapshot.ts";
import { sasPath } from "../model/rules/grants.ts";
import { World } from "../model/world.ts";
import { openExtentStore } from "../pages/extent-store.ts";

const once = { retryOptions: { maxTries: 1 } };

export const testNowMs = Date.parse("2026-03-05T20:45:00.000Z");

export interface BlobTestServer {
  world: World;
  group: ResourceGroup;
  origin: string;
  /** Of the account "replicas", signed with its key. */
  service: BlobServiceClient;
  accounts: AccountCatalog;
  /** The catalog as another process would find it now. */
  openCatalog(): Promise<AccountCatalog>;
  newDisk(name: string, sizeGib: number): Disk;
  /** Ten minutes later than the one before. */
  takeSnapshot(disk: Disk, name: string): Snapshot;
  sasUrl(resource: Resource, access?: "Read" | "Write"): string;
  client(sasUrl: string): PageBlobClient;
  send(url: string, options?: { method?: string; headers?: Record<string, string>; body?: Uint8Array }): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  status: number;
  headers: Headers;
  /** The bytes as latin1, so that the byte order mark is seen. */
  text: string;
  bytes: Buffer;
}

export async function startBlobTestServer(): Promise<BlobTestServer> {
  const dir = mkdtempSync(join(tmpdir(), "blob-test-"));
  const clock = createClock({ realNowMs: () => testNowMs });
  const world = new World({ pages: await openExtentStore({ dir }), clock, tenantId: "tenant" });
  world.addSubscription({ subscriptionId: "sub-1", displayName: "Tests" });
  const group = world.addGroup({ subscriptionId: "sub-1", name: "rg", location: "westeurope" });
  const openCatalog = () => openAccountCatalog({ dir: join(dir, "accounts"), pages: world.pages, clock, accountNames: ["replicas"] });
  const accounts = await openCatalog();
  const handler = createBlobHandler({ world, accounts });
  const server = createServer((req, res) => void handler(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    world,
    group,
    origin,
    service: new BlobServiceClient(
      `${origin}/replicas`,
      newPipeline(new StorageSharedKeyCredential("replicas", accounts.accounts.get("replicas")?.keys.key1.value ?? ""), once),
    ),
    accounts,
    openCatalog,
    newDisk: (name, sizeGib) => world.createEmptyDisk({ name, group, sku: "StandardSSD_LRS", sizeGib }),
    takeSnapshot(disk, name) {
      clock.advance(600_000);
      return world.takeSnapshot({ disk, name, group, incremental: true });
    },
    sasUrl(resource, access = "Read") {
      if (access === "Read") return origin + sasPath(world.grantAccess({ resource, access, durationSeconds: 3600 }));
      const granted = world.grantAccess({ resource, access: "Read", durationSeconds: 3600 });
      granted.access = "Write";
      return origin + sasPath(granted);
    },
    client: (sasUrl) => new PageBlobClient(sasUrl, newPipeline(new AnonymousCredential(), once)),
    send,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await accounts.close();
      await world.pages.close();
      rmSync(dir, { recursive: true });
    },
  };
}

async function send(url: string, options: { method?: string; headers?: Record<string, string>; body?: Uint8Array } = {}): Promise<Answer> {
  const response = await fetch(url, { ...options, body: options.body === undefined ? undefined : new Uint8Array(options.body) });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, text: bytes.toString("latin1"), bytes };
}
