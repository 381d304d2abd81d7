// A verification as a script asks for it, with its certificate; and what somebody is told who sees only one of its two sides.
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as refresh from "#app/api/inventory/refresh/route.ts";
import * as operations from "#app/api/operations/route.ts";
import * as options from "#app/api/plans/options/route.ts";
import * as plans from "#app/api/plans/route.ts";
import * as snapshots from "#app/api/snapshots/route.ts";
import * as certificates from "#app/api/verifications/[id]/certificate/route.ts";
import * as verifications from "#app/api/verifications/[id]/route.ts";
import * as keys from "#app/api/verifications/key/route.ts";
import { verification, verificationKey } from "#lib/contract/verifications.ts";
import { type Principal, SERVICE_IDENTITY } from "#lib/domain/principal.ts";
import { testContext } from "#lib/domain/testing/principal-sample.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { assignRole } from "#lib/local-azure/testing/assign-role.ts";
import { makeCopies } from "#lib/operations/testing/made-copies.ts";
import { get, post, startTestApp, type TestApp, withId } from "#lib/server/testing/test-app.ts";
import { checkCertificate } from "#lib/services/verification/check-certificate.ts";

const people: Record<string, Principal> = {
  owner: { identity: SERVICE_IDENTITY, kind: "person", name: "Olivia Owner" },
  reader: { identity: "local:guest", kind: "person", name: "Rita Reader" },
};

let running: TestApp;
let source: Snapshot;
let copy: Snapshot;
let operationId: string;
let publicKey: string;

beforeAll(async () => {
  running = await startTestApp();
  const principalOf = async (request: Request) => people[request.headers.get("x-test-person") ?? "owner"] ?? people.owner;
  Object.assign(running.app, { principalOf });
  const { world, group, subscriptionId } = running.azure;
  const disk = world.createEmptyDisk({ name: "canary01", group, sku: "Premium_LRS", sizeGib: 1 });
  world.pages.fill(disk.imageId, 0, 2 ** 20, { kind: "number", seed: 1 });
  source = world.takeSnapshot({ disk, name: "canary01-1", group, incremental: true });
  const [made] = makeCopies(running.azure, [source]);
  if (!made) throw new Error("no copy");
  copy = made;
  await refresh.POST(post("/api/inventory/refresh"));
  await assignRole(running.azure, "Reader", "guest", `/subscriptions/${subscriptionId}/resourceGroups/dr`);
  const started = await operations.POST(post("/api/operations", { kind: "verify", snapshotId: copy.id, level: "sampled" }));
  operationId = (await started.json()).id;
  await running.app.stream.follow(operationId, testContext, new AbortController().signal, () => undefined);
  publicKey = (await (await keys.GET(get("/api/verifications/key"))).json()).publicKey;
});
afterAll(() => running.stop());

const as = (person: string) => ({ "x-test-person": person });
const certificate = (id: string, person = "owner") => certificates.GET(get("/api/verifications/x/certificate", as(person)), withId(id));

describe("A verification", () => {
  test("is asked for like any operation: form, plan, start", async () => {
    const form = await options.GET(get(`/api/plans/options?${new URLSearchParams({ kind: "verify", snapshot: copy.id })}`));
    expect(await form.json()).toMatchObject({
      kind: "verify",
      possible: true,
      levels: [{ value: "ranges" }, { value: "sampled" }, { value: "full" }],
    });
    const plan = await plans.POST(post("/api/plans", { kind: "verify", snapshotId: copy.id, level: "full" }));
    expect(await plan.json()).toMatchObject({
      possible: true,
      summary: "Compare canary01-1-copy in North Europe with canary01-1: every byte.",
      costs: [{ title: "Data read", usd: null }],
    });
    const refused = await plans.POST(post("/api/plans", { kind: "verify", snapshotId: source.id, level: "full" }));
    expect(await refused.json()).toMatchObject({ possible: false, problems: [{ rule: "not-a-copy" }] });
  });

  test("answers what was found, and stands with the copy", async () => {
    const answer = await (await verifications.GET(get("/api/verifications/x"), withId(operationId))).json();
    expect(verification.parse(answer)).toEqual(answer);
    expect(answer).toMatchObject({
      operationId,
      level: "sampled",
      verdict: "equal",
      comparedChunks: 16,
      sample: { chunks: 16, probability: 1 },
    });
    const list = await (await snapshots.GET(get(`/api/snapshots?${new URLSearchParams({ id: copy.id })}`))).json();
    expect(list.items[0].verified).toMatchObject({ level: "sampled", verdict: "equal", operationId });
    const csv = await (await snapshots.GET(get("/api/snapshots?format=csv"))).text();
    expect(csv).toContain("verifiedLevel,verifiedVerdict,verifiedAt");
    expect(csv).toMatch(/canary01-1-copy,.*,sampled,equal,2/);
  });
});

describe("Its certificate", () => {
  test("comes as a file that is genuine under the key this dashboard names", async () => {
    const response = await certificate(operationId);
    expect(response.headers.get("content-disposition")).toMatch(
      /^attachment; filename="snapscope-canary01-1-copy-\d{4}-\d\d-\d\d\.certificate\.json"$/,
    );
    const text = await response.text();
    const checked = checkCertificate(text, publicKey);
    expect(checked).toMatchObject({ isGenuine: true, certificate: { verification: { operationId, copy: { uniqueId: copy.uniqueId } } } });
    expect(await (await certificate(operationId)).text()).toBe(text);
  });

  test("is of the key that lies in the data directory, of which nothing but the public half is answered", async () => {
    const answer = await (await keys.GET(get("/api/verifications/key"))).json();
    expect(verificationKey.parse(answer)).toEqual(answer);
    const pem = readFileSync(join(dirname(running.azure.dataDir), "signing/ed25519.pem"), "utf8");
    const secret = pem.split("\n").slice(1, -2).join("");
    const { privateKey } = generateKeyPairSync("ed25519");
    // What is before the secret half is the same in every key of its kind.
    const own = Buffer.from(secret, "base64").subarray(privateKey.export({ type: "pkcs8", format: "der" }).length - 32);
    const answers = [JSON.stringify(answer), await (await certificate(operationId)).text(), JSON.stringify(running.lines)].join("\n");
    for (const form of ["base64", "base64url", "hex"] as const) expect(answers).not.toContain(own.toString(form));
  });

  test("has no SAS in it, nor its address or signature", async () => {
    const text = await (await certificate(operationId)).text();
    const grants = [...running.azure.world.grants.values()];
    expect(grants.length).toBeGreaterThanOrEqual(2);
    for (const { sig, si } of grants) for (const secret of [sig, encodeURIComponent(sig), si]) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/sig=|https?:/);
  });
});

describe("Who sees one of the two sides only", () => {
  test("sees that the copy was verified, and neither what names the source nor the certificate", async () => {
    const list = await (await snapshots.GET(get(`/api/snapshots?${new URLSearchParams({ id: copy.id })}`, as("reader")))).json();
    expect(list.items[0].verified).toMatchObject({ level: "sampled", verdict: "equal" });
    for (const answer of [
      await certificate(operationId, "reader"),
      await verifications.GET(get("/api/verifications/x", as("reader")), withId(operationId)),
    ]) {
      expect(answer.status).toBe(404);
      expect(await answer.text()).not.toContain(source.uniqueId);
    }
  });

  test.each(["11111111-2222-4333-8444-555555555555", "../../etc", "a b", "'"])(
    "of no verification (%s) gets the same answer",
    async (id) => {
      const answer = await certificate(id);
      expect([answer.status, (await answer.json()).error.message]).toEqual([404, "There is no such verification."]);
    },
  );
});
