// Each fault, as the unmodified SDKs meet it.

import type { Snapshot } from "@azure/arm-compute";
import { ComputeManagementClient } from "@azure/arm-compute";
import { ClientSecretCredential } from "@azure/identity";
import { AnonymousCredential, PageBlobClient } from "@azure/storage-blob";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createClock } from "../clock.ts";
import type { Snapshot as SnapshotRecord } from "../model/records/snapshot.ts";
import { sasPath } from "../model/rules/grants.ts";
import { createTestAccount } from "../testing/storage-account.ts";
import type { TestAzure } from "../testing/test-azure.ts";
import { quickly, startTestAzure } from "../testing/test-azure.ts";
import { azureBlobLimits } from "./blob-ceilings.ts";
import { LocalAzureAdmin } from "./client.ts";
import type { FaultKind } from "./faults.ts";
import { createFaults } from "./faults.ts";

const kib = 1024;
const mib = kib * kib;
const group = "test-group";
let azure: TestAzure;
let admin: LocalAzureAdmin;
let source: SnapshotRecord;

beforeAll(async () => {
  const startedMs = Date.now();
  azure = await startTestAzure({ clock: createClock({ realNowMs: () => startedMs }) });
  admin = new LocalAzureAdmin(azure.endpoints);
  const disk = azure.world.createEmptyDisk({ name: "d", group: azure.group, sku: "Premium_LRS", sizeGib: 1 });
  azure.world.pages.fill(disk.imageId, 0, mib, { kind: "number", seed: 1 });
  source = azure.world.takeSnapshot({ disk, name: "s", group: azure.group, incremental: true });
});
afterEach(() => admin.faults.clear());
afterAll(() => azure.stop());

/** The SDK as it is, but for its patience. */
function snapshots() {
  const retryOptions = { maxRetries: 2, retryDelayInMs: 1, maxRetryDelayInMs: 1 };
  return new ComputeManagementClient(azure.credential(), azure.subscriptionId, { endpoint: azure.endpoints.arm, retryOptions }).snapshots;
}

const get = (name = "s"): Promise<Snapshot> => snapshots().get(group, name);

function put(name: string): Promise<Snapshot> {
  const creationData = { createOption: "Copy", sourceResourceId: source.creationData.sourceResourceId };
  const poller = snapshots().createOrUpdate(group, name, { location: "westeurope", incremental: true, creationData }, quickly);
  return ended(poller);
}

/** Time stands still here: it is moved until the operation has ended. */
async function ended<T>(work: Promise<T>): Promise<T> {
  const timer = setInterval(() => azure.world.clock.advance(1000), 5);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

const isThere = (name: string) => azure.world.findSnapshot(source.id.replace(/[^/]+$/, name)) !== undefined;

function blob(maxTries = 1): PageBlobClient {
  const grant = azure.world.grantAccess({ resource: source, access: "Read", durationSeconds: 86_400 });
  return new PageBlobClient(azure.endpoints.blob + sasPath(grant), new AnonymousCredential(), {
    retryOptions: { maxTries, retryDelayInMs: 1, maxRetryDelayInMs: 1 },
  });
}

async function bytesOf(client: PageBlobClient, lengthBytes: number, options = {}): Promise<Buffer> {
  const { readableStreamBody } = await client.download(0, lengthBytes, { maxRetryRequests: 0, ...options });
  const parts: Buffer[] = [];
  for await (const part of readableStreamBody ?? []) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

const written = (lengthBytes: number) => Buffer.from(azure.world.pages.read(source.imageId, 0, lengthBytes));

describe("a refusal by Resource Manager", () => {
  it.each<FaultKind>(["throttle", "status500", "timedOut", "status503"])("of kind %s is waited out by the SDK", async (kind) => {
    const rule = await admin.faults.add({ kind, path: "/snapshots/s\\?", times: 2, retryAfterSeconds: 0 });
    expect((await get()).name).toBe("s");
    expect((await admin.faults.list()).map(({ id }) => id)).not.toContain(rule.id);
  });

  it("can come after the work was done", async () => {
    await admin.faults.add({ kind: "timedOut", path: "/late", method: "PUT", afterCommit: true, times: 20 });
    await expect(put("late")).rejects.toMatchObject({ statusCode: 500, code: "OperationTimedOut" });
    expect(isThere("late")).toBe(true);
  });

  it("gives the wait in Retry-After", async () => {
    await admin.faults.add({ kind: "throttle", path: "/snapshots/s\\?", retryAfterSeconds: 17 });
    const answer = await azure.call("GET", `${source.id}?api-version=2025-01-02`);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "17"]);
  });

  it("can be an operation that is accepted and ends Failed, with nothing made", async () => {
    const error = { code: "DiskServiceInternalError", message: "it broke" };
    await admin.faults.add({ kind: "operationFailed", path: "/doomed", method: "PUT", error });
    await expect(put("doomed")).rejects.toThrow("DiskServiceInternalError. it broke");
    expect(isThere("doomed")).toBe(false);
    expect((await put("doomed")).name).toBe("doomed");
  });
});

describe("a connection", () => {
  it("cut in the middle of an answer is an error of the SDK's, which does not ask again by itself", async () => {
    await admin.faults.add({ kind: "resetMidBody", path: "/snapshots/s\\?" });
    await expect(get()).rejects.toThrow("aborted");
    await admin.faults.add({ kind: "resetMidBody", service: "blob" });
    await expect(bytesOf(blob(3), mib, { maxRetryRequests: 3 })).rejects.toThrow("aborted");
    expect((await get()).name).toBe("s");
  });

  it("cut before anything was done is made again by the SDK", async () => {
    await admin.faults.add({ kind: "reset", path: "/snapshots/s\\?", times: 2 });
    expect((await get()).name).toBe("s");
  });

  it("that loses the answer has done the work", async () => {
    await admin.faults.add({ kind: "lostAnswer", path: "/lost", method: "PUT", times: 20 });
    await expect(put("lost")).rejects.toThrow();
    expect(isThere("lost")).toBe(true);
  });

  it("that closes early leaves a body shorter than announced, as told", async () => {
    await admin.faults.add({ kind: "truncate", service: "blob", afterBytes: 1000 });
    const { readableStreamBody, contentLength } = await blob().download(0, mib);
    let arrivedBytes = 0;
    const read = async () => {
      for await (const part of readableStreamBody ?? []) arrivedBytes += part.length;
    };
    await expect(read()).rejects.toThrow("aborted");
    expect([contentLength, arrivedBytes]).toEqual([mib, 1000]);
  });

  it("can give a short body whose length says that it is whole", async () => {
    await admin.faults.add({ kind: "truncate", announce: "short", service: "blob", afterBytes: 1000 });
    expect((await bytesOf(blob(), mib)).equals(written(mib).subarray(0, 1000))).toBe(true);
    await admin.faults.add({ kind: "truncate", announce: "short", path: "/snapshots/s\\?" });
    const answer = await azure.call("GET", `${source.id}?api-version=2025-01-02`);
    const text = await answer.text();
    expect(Number(answer.headers.get("content-length"))).toBe(text.length);
    expect(() => JSON.parse(text)).toThrow();
  });

  it("that stalls is given up by whoever set a deadline, and goes on when the fault is cleared", async () => {
    await admin.faults.add({ kind: "stall", service: "blob", times: 2 });
    await expect(bytesOf(blob(), kib, { abortSignal: AbortSignal.timeout(50) })).rejects.toThrow(/abort/i);
    const read = bytesOf(blob(), kib);
    await expect.poll(() => admin.faults.list()).toEqual([]);
    await admin.faults.clear();
    expect((await read).equals(written(kib))).toBe(true);
  });

  it("that stalls in the middle of a body goes on after the time told", async () => {
    await admin.faults.add({ kind: "stall", service: "blob", afterBytes: 100, stallMs: 80 });
    const startedMs = performance.now();
    expect((await bytesOf(blob(), 3 * mib)).equals(written(3 * mib))).toBe(true);
    expect(performance.now() - startedMs).toBeGreaterThan(75);
  });

  it("that drips brings all the bytes, slowly", async () => {
    await admin.faults.add({ kind: "slowDrip", service: "blob", bytesPerSecond: 100_000 });
    const startedMs = performance.now();
    expect((await bytesOf(blob(), 10_240)).equals(written(10_240))).toBe(true);
    expect(performance.now() - startedMs).toBeGreaterThan(95);
  });
});

describe("a SAS", () => {
  it.each<FaultKind>(["expiredSas", "revokedSas"])("can end in the middle of the work: %s", async (kind) => {
    const client = blob();
    await admin.faults.add({ kind, service: "blob", skip: 1 });
    expect((await bytesOf(client, kib)).length).toBe(kib);
    await expect(bytesOf(client, kib)).rejects.toMatchObject({ statusCode: 403, code: "AuthenticationFailed" });
    await expect(bytesOf(client, kib)).rejects.toMatchObject({ statusCode: 403 });
    azure.world.revokeAccess(source);
    expect((await bytesOf(blob(), kib)).length).toBe(kib);
  });
});

describe("the blob service", () => {
  it.each<FaultKind>(["throttle", "status500", "timedOut", "status503"])(
    "refuses as kind %s until the SDK has asked often enough",
    async (kind) => {
      await admin.faults.add({ kind, service: "blob", times: 2, retryAfterSeconds: 0 });
      await expect(blob(2).getProperties()).rejects.toMatchObject({ statusCode: kind === "throttle" || kind === "status503" ? 503 : 500 });
      await admin.faults.add({ kind, service: "blob", times: 2, retryAfterSeconds: 0 });
      expect((await blob(3).getProperties()).contentLength).toBe(2 ** 30 + 512);
    },
  );

  it("holds a blob to its requests and bytes a second once told to", async () => {
    const client = blob();
    await admin.settings.change({ ...azureBlobLimits, blobRequestsPerSecond: 3 });
    for (let i = 0; i < 3; i++) await bytesOf(client, 512);
    await expect(bytesOf(client, 512)).rejects.toMatchObject({ statusCode: 503, code: "ServerBusy" });
    await admin.clock.advance({ seconds: 1 });
    await bytesOf(client, 512);

    await admin.settings.change({ blobRequestsPerSecond: 0, blobBytesPerSecond: mib });
    await admin.clock.advance({ seconds: 1 });
    await bytesOf(client, mib + 512);
    await expect(bytesOf(client, 512)).rejects.toMatchObject({ statusCode: 503 });
    await admin.clock.advance({ seconds: 1 });
    await bytesOf(client, 512);
    await admin.settings.change({ blobRequestsPerSecond: 0, blobBytesPerSecond: 0 });
  });

  it("counts what a blob is told to fetch as brought to it", async () => {
    const { service } = await createTestAccount(azure, "ceilings");
    const container = service.getContainerClient("pages");
    await container.create();
    const target = container.getPageBlobClient("copy.vhd");
    await target.create(2 * mib);
    const fetchPages = () => target.uploadPagesFromURL(blob().url, 0, 0, mib);
    await admin.clock.advance({ seconds: 1 });
    await admin.settings.change({ blobRequestsPerSecond: 0, blobBytesPerSecond: mib });
    await fetchPages();
    await expect(fetchPages()).rejects.toMatchObject({ statusCode: 503, code: "ServerBusy" });
    await admin.clock.advance({ seconds: 1 });
    await fetchPages();
    await admin.settings.change({ blobRequestsPerSecond: 0, blobBytesPerSecond: 0 });
  });
});

describe("other services", () => {
  it("can be hit alone: sign-in", async () => {
    await admin.faults.add({ kind: "status503", service: "token", times: 100, retryAfterSeconds: 0 });
    const { tenantId, authority, clients } = azure.endpoints;
    const [client] = clients;
    const credential = new ClientSecretCredential(tenantId, client?.clientId ?? "", client?.clientSecret ?? "", {
      authorityHost: authority,
      disableInstanceDiscovery: true,
      retryOptions: { maxRetries: 1, retryDelayInMs: 1 },
    });
    await expect(credential.getToken("https://management.azure.com/.default")).rejects.toThrow();
    expect((await get()).name).toBe("s");
    await admin.faults.clear();
    expect((await credential.getToken("https://management.azure.com/.default")).token).not.toBe("");
  });

  it("can be hit alone: costs and prices", async () => {
    await admin.faults.add({ kind: "throttle", service: "cost", retryAfterSeconds: 9 });
    await admin.faults.add({ kind: "status500", service: "prices" });
    const costs = await azure.call(
      "POST",
      `/subscriptions/${azure.subscriptionId}/providers/Microsoft.CostManagement/query?api-version=2025-03-01`,
      {},
    );
    expect([costs.status, costs.headers.get("x-ms-ratelimit-microsoft.costmanagement-qpu-retry-after")]).toEqual([429, "9"]);
    expect((await fetch(azure.endpoints.retailPrices)).status).toBe(500);
    expect((await fetch(azure.endpoints.retailPrices)).status).toBe(200);
  });
});

describe("rules", () => {
  const call = { service: "arm", method: "GET", pathAndQuery: "/a?b=1" } as const;
  const pattern = (percent: number, seed: number) => {
    const faults = createFaults();
    faults.add({ kind: "reset", percent, seed });
    return Array.from({ length: 1000 }, () => (faults.take(call) === undefined ? "." : "x")).join("");
  };

  it("hit the calls their seed says, the same each time, about as many as asked for", () => {
    expect(pattern(10, 1)).toBe(pattern(10, 1));
    expect(pattern(10, 1)).not.toBe(pattern(10, 2));
    const hits = pattern(10, 1).replaceAll(".", "").length;
    expect(hits).toBeGreaterThan(70);
    expect(hits).toBeLessThan(130);
    expect([pattern(0, 1).includes("x"), pattern(30, 1).replaceAll(".", "").length > 250]).toEqual([false, true]);
  });

  it("hit the nth call, of the service, method and path they name only", () => {
    const faults = createFaults();
    faults.add({ kind: "reset", service: "arm", method: "get", path: "^/A\\?", skip: 2 });
    expect(faults.take({ ...call, service: "blob" })).toBeUndefined();
    expect(faults.take({ ...call, method: "PUT" })).toBeUndefined();
    expect(faults.take({ ...call, pathAndQuery: "/b" })).toBeUndefined();
    expect([1, 2, 3, 4].map(() => faults.take(call)?.kind)).toEqual([undefined, undefined, "reset", undefined]);
  });

  it("are listed, cleared one by one, and refused with the name of what is wrong", async () => {
    const one = await admin.faults.add({ kind: "reset", path: "one" });
    const two = await admin.faults.add({ kind: "stall", path: "two", percent: 5, seed: 3 });
    await admin.faults.clear(one.id);
    expect(await admin.faults.list()).toEqual([two]);
    await expect(admin.faults.add({ kind: "nothing" as FaultKind })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("slowDrip"),
    });
    await expect(admin.faults.add({ kind: "reset", path: "(" })).rejects.toMatchObject({ code: "InvalidParameter" });
    await expect(admin.faults.add({ kind: "reset", percent: 101 })).rejects.toMatchObject({ code: "InvalidParameter" });
    await expect(admin.faults.add({ kind: "reset", often: 3 } as never)).rejects.toThrow("often");
  });
});
