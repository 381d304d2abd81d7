// Local Azure as a program: what it prints, what it refuses, and what is left after kill -9.

import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LocalAzureEndpoints } from "./endpoints.ts";

/** Its exit code where another try would end the same. */
const cannotStart = 78;
const main = fileURLToPath(new URL("./main.ts", import.meta.url));

let dataDir: string;
let seed: string[];
let children: ChildProcess[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "local-azure-main-"));
  children = [];
  seed = ["--seed", "empty"];
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
});

function run(...args: string[]) {
  const child = spawn(process.execPath, [main, "--data-dir", dataDir, ...seed, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  const text = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk: Buffer) => {
    text.stdout += chunk;
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    text.stderr += chunk;
  });
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, ...text }));
  return { child, text, ended };
}

async function start(...args: string[]) {
  const started = run(...args);
  while (!started.text.stdout.includes("\n")) {
    const hasEnded = await Promise.race([
      started.ended.then(() => true),
      once(started.child.stdout as NodeJS.ReadableStream, "data").then(() => false),
    ]);
    if (hasEnded && !started.text.stdout.includes("\n")) throw new Error(started.text.stderr);
  }
  return { ...started, endpoints: JSON.parse(started.text.stdout) as LocalAzureEndpoints };
}

/** A process of its own, so that it can be told by environment whom to trust, as users do. */
async function withSdk(endpoints: LocalAzureEndpoints, script: string): Promise<string> {
  const prelude = `
    import { ClientSecretCredential } from "@azure/identity";
    import { ComputeManagementClient } from "@azure/arm-compute";
    const e = ${JSON.stringify(endpoints)};
    const { clientId, clientSecret } = e.clients[0];
    const credential = new ClientSecretCredential(e.tenantId, clientId, clientSecret, { authorityHost: e.authority, disableInstanceDiscovery: true });
    const compute = new ComputeManagementClient(credential, e.subscriptions[0].subscriptionId, { endpoint: e.arm });
    const quickly = { updateIntervalInMs: 5 };`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", prelude + script], {
    cwd: fileURLToPath(new URL(".", import.meta.url)),
    env: { ...process.env, NODE_EXTRA_CA_CERTS: endpoints.caFile },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk;
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

describe("the program", () => {
  it("prints one line of endpoints, writes the same to the data directory, and ends cleanly on SIGTERM", async () => {
    const { child, endpoints, ended } = await start("--guide");
    expect(JSON.parse(readFileSync(join(dataDir, "local-azure.json"), "utf8"))).toEqual(endpoints);
    expect(endpoints).toMatchObject({ seed: "empty", pid: child.pid, caFile: join(dataDir, "ca.pem") });
    child.kill("SIGTERM");
    const { code, stdout, stderr } = await ended;
    expect([code, stdout.trim().split("\n").length]).toEqual([0, 1]);
    expect(stderr).toContain("NODE_EXTRA_CA_CERTS=");
  });

  it("keeps its private keys and records to their owner", async () => {
    await start();
    for (const name of ["ca-key.pem", "server-key.pem", "token-key.pem", "identities.json", "records.jsonl", "local-azure.json"]) {
      expect([name, statSync(join(dataDir, name)).mode & 0o777]).toEqual([name, 0o600]);
    }
  });

  it("refuses a directory in use, a port in use, another seed and a wrong flag, each in a sentence", async () => {
    const first = await start();
    const second = await run().ended;
    expect([second.code, second.stdout]).toEqual([cannotStart, ""]);
    expect(second.stderr).toContain("is in use by another Local Azure");
    const { port } = new URL(first.endpoints.arm);
    first.child.kill("SIGTERM");
    await first.ended;

    const otherDir = mkdtempSync(join(tmpdir(), "local-azure-main-"));
    const other = await start();
    const clash = spawn(process.execPath, [main, "--data-dir", otherDir, "--seed", "empty", "--port", new URL(other.endpoints.arm).port], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stderr = "";
    clash.stderr?.on("data", (chunk: Buffer) => {
      stderr += chunk;
    });
    const [code] = await once(clash, "close");
    rmSync(otherDir, { recursive: true, force: true });
    expect(new URL(other.endpoints.arm).port).toBe(port);
    expect([code, stderr]).toEqual([cannotStart, expect.stringContaining("is in use. Choose another")]);
    other.child.kill("SIGTERM");
    await other.ended;

    expect((await run("--seed", "demo").ended).stderr).toContain("was made with --seed empty");
    expect((await run("--port", "4321", "--blob-port", "4321").ended).stderr).toContain("--port and --blob-port must not be the same");
    const file = join(dataDir, "ca.pem");
    expect((await run("--data-dir", file).ended).stderr).toContain(`The data directory ${file} cannot be made: EEXIST`);
    expect((await run("--port", "x").ended).stderr).toContain("--port must be a port number");
    expect((await run("--seed", "nothing").ended).stderr).toContain("There is no seed nothing");
  });

  it("has every write it answered after kill -9, and the disk's bytes in its snapshots", async () => {
    const first = await start();
    const made = await withSdk(
      first.endpoints,
      `const disk = await compute.disks.createOrUpdate("rg-west", "d", { location: "westeurope", creationData: { createOption: "Empty" }, diskSizeGB: 1 }, quickly);
       for (const name of ["s1", "s2"]) await compute.snapshots.createOrUpdate("rg-west", name, { location: "westeurope", incremental: true, creationData: { createOption: "Copy", sourceResourceId: disk.id } }, quickly);
       const { accessSAS } = await compute.snapshots.grantAccess("rg-west", "s1", { access: "Read", durationInSeconds: 600 }, quickly);
       await compute.snapshots.delete("rg-west", "s2", quickly);
       console.log(JSON.stringify({ accessSAS }));`,
    );
    const { accessSAS } = JSON.parse(made) as { accessSAS: string };
    first.child.kill("SIGKILL");
    await first.ended;
    seed = [];
    const second = await start();
    const found = await withSdk(
      second.endpoints,
      `const names = []; for await (const s of compute.snapshots.list()) names.push(s.name + " " + s.diskState);
       const head = await fetch(${JSON.stringify(accessSAS)}, { method: "HEAD" });
       console.log(JSON.stringify({ names, status: head.status, length: head.headers.get("content-length") }));`,
    );
    expect(JSON.parse(found)).toEqual({ names: ["s1 ActiveSAS"], status: 200, length: String(2 ** 30 + 512) });
  });

  it("has every page and lease of a storage account it answered after kill -9 in the middle of writing", async () => {
    const first = await start();
    const made = await withSdk(
      first.endpoints,
      `import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
       const { token } = await credential.getToken("https://management.azure.com/.default");
       const id = \`/subscriptions/\${e.subscriptions[0].subscriptionId}/resourceGroups/rg-west/providers/Microsoft.Storage/storageAccounts/kept1\`;
       const headers = { authorization: "Bearer " + token, "content-type": "application/json" };
       const arm = (method, path, body) => fetch(e.arm + path + "?api-version=2023-05-01", { method, headers, body: JSON.stringify(body) });
       await arm("PUT", id, { sku: { name: "Standard_LRS" }, kind: "StorageV2", location: "westeurope" });
       await fetch(e.admin + "/clock", { method: "POST", headers, body: JSON.stringify({ advanceMs: 5000 }) });
       const { keys } = await (await arm("POST", id + "/listKeys", {})).json();
       const service = new BlobServiceClient(e.blob + "/kept1", new StorageSharedKeyCredential("kept1", keys[0].value), { retryOptions: { maxTries: 1 } });
       const container = service.getContainerClient("vhds");
       await container.create();
       const blob = container.getPageBlobClient("b");
       await blob.create(1024 * 1024);
       const { leaseId } = await blob.getBlobLeaseClient().acquireLease(-1);
       let written = 0;
       try {
         while (written < 2000) {
           await blob.uploadPages(new Uint8Array(512).fill((written % 255) + 1), written * 512, 512, { conditions: { leaseId } });
           written += 1;
           if (written === 40) process.kill(e.pid, "SIGKILL");
         }
       } catch {}
       console.log(JSON.stringify({ written, key: keys[0].value }));`,
    );
    const { written, key } = JSON.parse(made) as { written: number; key: string };
    expect([written >= 40, written < 2000]).toEqual([true, true]);
    await first.ended;
    const second = await start();
    const found = await withSdk(
      second.endpoints,
      `import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
       const service = new BlobServiceClient(e.blob + "/kept1", new StorageSharedKeyCredential("kept1", ${JSON.stringify(key)}));
       const blob = service.getContainerClient("vhds").getPageBlobClient("b");
       const bytes = await blob.downloadToBuffer(0, ${written} * 512);
       const lost = [];
       for (let page = 0; page < ${written}; page += 1) if (bytes[page * 512] !== (page % 255) + 1 || bytes[page * 512 + 511] !== (page % 255) + 1) lost.push(page);
       console.log(JSON.stringify({ lost, lease: (await blob.getProperties()).leaseState }));`,
    );
    expect(JSON.parse(found)).toEqual({ lost: [], lease: "leased" });
  });
});
