import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startTestAzure, type TestAzure } from "../../testing/test-azure.ts";

interface Body {
  [name: string]: unknown;
  name: string;
  id: string;
  value: Body[];
  keys: { keyName: string; value: string; permissions: string }[];
  properties: { primaryEndpoints: { blob: string }; provisioningState: string };
  error: { code: string };
}

const version = "api-version=2023-05-01";
const account = { sku: { name: "Standard_LRS" }, kind: "StorageV2", location: "northeurope", tags: { for: "replicas" } };
let azure: TestAzure;
let base: string;

beforeEach(async () => {
  azure = await startTestAzure();
  base = `/subscriptions/${azure.subscriptionId}/resourceGroups/${azure.group.name}/providers/Microsoft.Storage/storageAccounts`;
});

afterEach(() => azure.stop());

async function call(
  method: string,
  path: string,
  body?: unknown,
  name?: string,
): Promise<{ status: number; headers: Headers; body: Body }> {
  const answer = await azure.call(method, path.includes("?") ? path : `${path}?${version}`, body, name);
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: (text === "" ? {} : JSON.parse(text)) as Body };
}

async function create(name: string, body: unknown = account): Promise<Body> {
  const started = await call("PUT", `${base}/${name}`, body);
  expect(started.status).toBe(202);
  const location = started.headers.get("location") ?? "";
  expect((await call("GET", location)).status).toBe(202);
  expect((await call("GET", `${base}/${name}`)).body.properties.provisioningState).toBe("Creating");
  azure.world.clock.advance(1000);
  const ended = await call("GET", location);
  expect(ended.status).toBe(200);
  return ended.body;
}

async function codeOf(answer: Promise<{ status: number; body: Body }>): Promise<[number, string]> {
  const { status, body } = await answer;
  return [status, body.error.code];
}

async function serviceOf(name: string, keyName = "key1"): Promise<BlobServiceClient> {
  const { keys } = (await call("POST", `${base}/${name}/listKeys`)).body;
  const key = keys.find((one) => one.keyName === keyName)?.value ?? "";
  const { blob } = (await call("GET", `${base}/${name}`)).body.properties.primaryEndpoints;
  return new BlobServiceClient(blob, new StorageSharedKeyCredential(name, key), { retryOptions: { maxTries: 1 } });
}

test("an account is made in a moment, shown by GET and lists with its blob endpoint, and changed at once", async () => {
  const made = await create("replicas1");
  expect(made).toMatchObject({
    name: "replicas1",
    type: "Microsoft.Storage/storageAccounts",
    kind: "StorageV2",
    location: "northeurope",
    sku: { name: "Standard_LRS", tier: "Standard" },
    tags: { for: "replicas" },
    properties: {
      provisioningState: "Succeeded",
      primaryLocation: "northeurope",
      primaryEndpoints: { blob: `${azure.endpoints.blob}/replicas1/` },
    },
  });
  await create("aaa");
  const ids = [`${base}/aaa`, `${base}/replicas1`];
  expect((await call("GET", base.toLowerCase())).body.value.map(({ id }) => id)).toEqual(ids);
  const all = `/subscriptions/${azure.subscriptionId}/providers/Microsoft.Storage/storageAccounts`;
  expect((await call("GET", all)).body.value.map(({ id }) => id)).toEqual(ids);
  const again = await call("PUT", `${base}/replicas1`, { ...account, sku: { name: "Standard_GRS" }, tags: {} });
  expect([again.status, again.body.sku, again.body.tags]).toEqual([200, { name: "Standard_GRS", tier: "Standard" }, {}]);
  const patched = await call("PATCH", `${base}/replicas1`, { tags: { a: "b" } });
  expect([patched.status, patched.body.tags]).toEqual([200, { a: "b" }]);
});

test("accounts are among the resources of their subscription", async () => {
  await create("replicas1");
  const path = `/subscriptions/${azure.subscriptionId}/resources?api-version=2021-04-01&$filter=resourceType eq 'Microsoft.Storage/storageAccounts'`;
  expect((await call("GET", path)).body.value.map(({ name, kind }) => [name, kind])).toEqual([["replicas1", "StorageV2"]]);
});

test("a key opens the blob endpoint until it is made anew", async () => {
  await create("replicas1");
  const [first, second] = [await serviceOf("replicas1", "key1"), await serviceOf("replicas1", "key2")];
  await first.createContainer("vhds");
  await call("POST", `${base}/replicas1/regenerateKey`, { keyName: "key1" });
  await expect(first.getContainerClient("vhds").getProperties()).rejects.toMatchObject({ statusCode: 403 });
  expect(await second.getContainerClient("vhds").exists()).toBe(true);
  expect(await (await serviceOf("replicas1")).getContainerClient("vhds").exists()).toBe(true);
  expect(await codeOf(call("POST", `${base}/replicas1/regenerateKey`, { keyName: "key3" }))).toEqual([400, "InvalidParameter"]);
});

test("a name is taken once over all groups, and has lower-case letters and digits only", async () => {
  await create("replicas1");
  const check = async (name: string) => {
    const path = `/subscriptions/${azure.subscriptionId}/providers/Microsoft.Storage/checkNameAvailability`;
    const { status, body } = await call("POST", path, { name, type: "Microsoft.Storage/storageAccounts" });
    return [status, body.nameAvailable, body.reason];
  };
  expect(await check("free1")).toEqual([200, true, undefined]);
  expect(await check("replicas1")).toEqual([200, false, "AlreadyExists"]);
  expect(await check("No-Good")).toEqual([200, false, "AccountNameInvalid"]);
  azure.world.addGroup({ subscriptionId: azure.subscriptionId, name: "other", location: "westeurope" });
  const elsewhere = `${base.replace(azure.group.name, "other")}/replicas1`;
  expect(await codeOf(call("PUT", elsewhere, account))).toEqual([409, "StorageAccountInAnotherResourceGroup"]);
  azure.world.addSubscription({ subscriptionId: "00000000-0000-4000-8000-000000000002", displayName: "Two" });
  azure.world.addGroup({ subscriptionId: "00000000-0000-4000-8000-000000000002", name: "other", location: "westeurope" });
  const abroad = elsewhere.replace(azure.subscriptionId, "00000000-0000-4000-8000-000000000002");
  expect(await codeOf(call("PUT", abroad, account))).toEqual([409, "StorageAccountAlreadyTaken"]);
  expect(await codeOf(call("PUT", `${base}/No-Good`, account))).toEqual([400, "AccountNameInvalid"]);
  expect(await codeOf(call("PUT", `${base}/replicas1`, { ...account, location: "eastus" }))).toEqual([409, "InvalidResourceLocation"]);
});

test("what is not honoured is refused by name, what is missing by the name of the parameter", async () => {
  expect(await codeOf(call("PUT", `${base}/a11`, { ...account, kind: "FileStorage" }))).toEqual([501, "NotImplementedByLocalAzure"]);
  const hns = { ...account, properties: { isHnsEnabled: true } };
  expect(await codeOf(call("PUT", `${base}/a11`, hns))).toEqual([501, "NotImplementedByLocalAzure"]);
  const unknown = { ...account, properties: { customDomain: { name: "x" } } };
  expect(await codeOf(call("PUT", `${base}/a11`, unknown))).toEqual([501, "NotImplementedByLocalAzure"]);
  expect(await codeOf(call("PUT", `${base}/a11`, { ...account, sku: undefined }))).toEqual([400, "InvalidParameter"]);
  expect(await codeOf(call("GET", `${base}/a11`))).toEqual([404, "ResourceNotFound"]);
});

test("rights are asked for: a reader sees accounts but neither their keys nor how to make one", async () => {
  await create("replicas1");
  expect((await call("GET", `${base}/replicas1`, undefined, "reader")).status).toBe(200);
  expect(await codeOf(call("POST", `${base}/replicas1/listKeys`, undefined, "reader"))).toEqual([403, "AuthorizationFailed"]);
  expect(await codeOf(call("PUT", `${base}/replicas2`, account, "reader"))).toEqual([403, "AuthorizationFailed"]);
});

test("a locked account is not deleted; a deleted one is gone with its blobs, and its name is free", async () => {
  await create("replicas1");
  const lock = `${base}/replicas1/providers/Microsoft.Authorization/locks/keep?api-version=2020-05-01`;
  expect((await call("PUT", lock, { properties: { level: "CanNotDelete" } })).status).toBe(201);
  expect(await codeOf(call("DELETE", `${base}/replicas1`))).toEqual([409, "ScopeLocked"]);
  await call("DELETE", lock);
  azure.world.clock.advance(600_000);
  const service = await serviceOf("replicas1");
  await service.createContainer("vhds");
  expect((await call("DELETE", `${base}/replicas1`)).status).toBe(200);
  expect((await call("DELETE", `${base}/replicas1`)).status).toBe(204);
  await expect(service.getContainerClient("vhds").getProperties()).rejects.toMatchObject({ statusCode: 404 });
  await create("replicas1");
  expect(await (await serviceOf("replicas1")).getContainerClient("vhds").exists()).toBe(false);
});

test("accounts go with their group, and do not come back with a new one of its name", async () => {
  await create("replicas1");
  const group = `/subscriptions/${azure.subscriptionId}/resourceGroups/${azure.group.name}?api-version=2021-04-01`;
  expect((await call("DELETE", group)).status).toBe(202);
  azure.world.clock.advance(10_000);
  expect((await call("PUT", group, { location: "westeurope" })).status).toBe(201);
  expect((await call("GET", base)).body.value).toEqual([]);
});
