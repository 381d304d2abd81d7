// Every process of `npm start` killed (kill -9), and one that hangs: what dies is started again, and where nobody is left
// to do that, nothing stays behind that the next start would stumble over.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { LocalAzureAdmin } from "../lib/local-azure/admin/client.ts";
import { isDataDirLocked } from "../lib/server/data-dir-lock.ts";
import { proofOf } from "./process-proof.ts";
import { readProcessRecord, recordProcess, writeProcessRecord } from "./process-record.ts";
import { isAlive, isBuilt, isGone, type Stage, setStage } from "./testing/stage.ts";

// The dashboard starts two or three times in some of these, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 150_000, hookTimeout: 150_000 });

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.clear());

const get = async (path: string) => (await fetch(`http://127.0.0.1:${stage.port}${path}`)).json();

describe.skipIf(!isBuilt)("a half that is killed is started again", () => {
  test("Local Azure: on its ports, with its CA, while the dashboard and a copy under way go on", async () => {
    const { dashboardReady, says } = stage.supervise({ SNAPSCOPE_LOCAL_AZURE_SEED: "scale:3", SNAPSCOPE_MEASURE_UNASKED: "false" });
    await dashboardReady();
    const [dashboard, before] = [stage.pidOf("The dashboard"), stage.localAzure()];
    if (!before) throw new Error("no Local Azure");
    const admin = new LocalAzureAdmin(before);
    const { id } = await orderCopy("survives-azure");
    const [copy] = await vi.waitUntil(async () => (await admin.copies.running()).length > 0 && admin.copies.running(), { timeout: 30_000 });
    await admin.copies.hold(copy?.snapshotId ?? "", 90);

    process.kill(before.pid, "SIGKILL");
    await says("snapscope: Local Azure was ended by SIGKILL; it is started again in 1 s (1 of 5).\n");
    const after = await stage.localAzureAfter(before.pid);
    expect({ ...after, pid: 0 }).toEqual({ ...before, pid: 0 });
    await admin.copies.release(copy?.snapshotId ?? "");
    await vi.waitUntil(async () => (await get(`/api/operations/${id}`)).state === "succeeded", { timeout: 90_000, interval: 200 });
    expect((await get("/api/health")).azure).toMatchObject({ kind: "local", reachable: true });
    expect(stage.pidOf("The dashboard")).toBe(dashboard);
  });

  test("the dashboard, on its port and data directory", async () => {
    const { dashboardReady, said } = stage.supervise();
    await dashboardReady();
    const [dashboard, azure] = [stage.pidOf("The dashboard"), stage.localAzure()?.pid];
    process.kill(dashboard, "SIGKILL");
    await dashboardReady(2);
    expect(said.stderr).toBe("snapscope: The dashboard was ended by SIGKILL; it is started again in 1 s (1 of 5).\n");
    expect((await get("/api/health")).status).toBe("ok");
    expect(stage.pidOf("The dashboard")).not.toBe(dashboard);
    expect(stage.localAzure()?.pid).toBe(azure);
  });
});

describe("nothing stays when those above are killed", () => {
  test.skipIf(!isBuilt)("the supervisor: both halves end in order, and the next start finds all free", async () => {
    const { child, dashboardReady, over } = stage.supervise();
    await dashboardReady();
    const pids = ["The dashboard", "Local Azure"].map(stage.pidOf);
    child.kill("SIGKILL");
    await Promise.all(pids.map(isGone));
    // Not a word: in order.
    expect((await over).stderr).toBe("");
    expect(await isDataDirLocked(stage.dataDir)).toBe(false);
    const next = stage.supervise();
    await next.dashboardReady();
    expect(next.said.stderr).toBe("");
  });

  test("`npm start`: the supervisor and what it started", async () => {
    const handOver = JSON.stringify(fileURLToPath(new URL("hand-over.mjs", import.meta.url)));
    const { child, localAzureReady } = stage.supervise({}, [
      "--input-type=module",
      "-e",
      `import { handOver } from ${handOver}; handOver("scripts/supervise.ts", []);`,
    ]);
    const { pid } = await localAzureReady;
    const supervisor = stage.pidOf("The supervisor");
    expect(stage.pidOf("npm start")).toBe(child.pid);
    expect(supervisor).not.toBe(child.pid);
    child.kill("SIGKILL");
    await Promise.all([isGone(supervisor), isGone(pid)]);
    expect(readProcessRecord(stage.dataDir)).toBeUndefined();
  });
});

describe("the next start", () => {
  test("names what hangs on the data directory, and ends it", async () => {
    const first = stage.supervise();
    const { pid } = await first.localAzureReady;
    await vi.waitUntil(() => readProcessRecord(stage.dataDir)?.parts[0]?.port !== undefined);
    process.kill(pid, "SIGSTOP");
    first.child.kill("SIGKILL");
    await isGone(first.child.pid ?? 0);
    expect(isAlive(pid)).toBe(true);
    const { port } = new URL(stage.localAzure()?.arm ?? "");

    const second = stage.supervise();
    await second.says(
      `snapscope: Local Azure of an earlier start (process ${pid}, port ${port}) still holds ${stage.dataDir}: it is ended.\n`,
    );
    expect((await stage.localAzureAfter(pid))?.arm).toBe(`https://127.0.0.1:${port}`);
    expect(isAlive(pid)).toBe(false);
  });

  test.skipIf(!isBuilt)("ends a dashboard that hangs, before it looks at the port", async () => {
    const first = stage.supervise();
    await first.dashboardReady();
    const pid = stage.pidOf("The dashboard");
    process.kill(pid, "SIGSTOP");
    first.child.kill("SIGKILL");
    const second = stage.supervise();
    await second.says(`The dashboard of an earlier start (process ${pid}, port ${stage.port})`);
    await second.dashboardReady();
    expect(isAlive(pid)).toBe(false);
    expect((await get("/api/health")).status).toBe("ok");
  });

  test("leaves a process alone that only has the number of one left behind", async () => {
    const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    const { pid = 0 } = other;
    mkdirSync(stage.dataDir);
    const gone = { title: "The supervisor", pid: 1, proof: "another boot 1" };
    writeProcessRecord(stage.dataDir, { holders: [gone], parts: [{ title: "Local Azure", pid, proof: `${proofOf(pid)}0` }] });
    const { localAzureReady, said } = stage.supervise();
    await localAzureReady;
    expect(isAlive(pid)).toBe(true);
    expect(said.stderr).toBe("");
    other.kill("SIGKILL");
  });

  test("is refused while the first one runs, and told which process that is", async () => {
    const first = stage.supervise();
    const azure = await first.localAzureReady;
    const { code, stderr } = await stage.supervise().over;
    expect(code).toBe(1);
    expect(stderr).toBe(
      `snapscope: Another Snapscope (process ${first.child.pid}, port ${stage.port}) is using the data directory ${stage.dataDir}. Stop it, or choose another: SNAPSCOPE_DATA_DIR=… npm start\n`,
    );
    expect(isAlive(azure.pid)).toBe(true);
    expect(stage.pidOf("The supervisor")).toBe(first.child.pid);
  });
});

test("a process is the same one only by what it was started at", () => {
  const own = recordProcess({ title: "This test", pid: process.pid });
  expect(own.proof).toBe(proofOf(process.pid));
  expect(proofOf(process.ppid)).not.toBe(own.proof);
  expect(existsSync(`/proc/${2 ** 22 + 1}`)).toBe(false);
  expect(proofOf(2 ** 22 + 1)).toBeUndefined();
});

/** As a script would: of the oldest snapshot there is, to where the app itself would suggest. */
async function orderCopy(targetName: string): Promise<{ id: string }> {
  const { items } = await get("/api/snapshots?sort=created&order=asc&limit=1");
  const options = await get(`/api/plans/options?kind=copy&snapshot=${encodeURIComponent(items[0].id)}`);
  const order = {
    kind: "copy",
    snapshotId: items[0].id,
    targetRegion: options.suggestedRegion,
    targetResourceGroup: options.suggestedResourceGroup,
    targetName,
    sku: "Standard_LRS",
  };
  const response = await fetch(`http://127.0.0.1:${stage.port}/api/operations`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": targetName },
    body: JSON.stringify(order),
  });
  expect(response.status).toBe(202);
  return response.json();
}
