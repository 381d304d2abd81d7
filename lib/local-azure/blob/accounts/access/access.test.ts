// Who may call a storage account: account SAS, service SAS with stored policies, bearer tokens.
import { request } from "node:https";
import { PassThrough } from "node:stream";
import {
  AccountSASPermissions,
  AnonymousCredential,
  BlobSASPermissions,
  BlobServiceClient,
  type ContainerClient,
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
  type StorageSharedKeyCredential,
} from "@azure/storage-blob";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createClock } from "../../../clock.ts";
import { createTestAccount, once, type TestAccount } from "../../../testing/storage-account.ts";
import { startTestAzure, type TestAzure } from "../../../testing/test-azure.ts";

let azure: TestAzure;
let account: TestAccount;
let container: ContainerClient;

beforeEach(async () => {
  azure = await startTestAzure({ clock: createClock() });
  account = await createTestAccount(azure, "replicas1");
  container = account.service.getContainerClient("vhds");
  await container.create();
  await container.getPageBlobClient("b").create(512);
});

afterEach(() => azure.stop());

const later = (seconds: number) => new Date(azure.world.clock.nowMs() + seconds * 1000);
const anonymous = (url: string) => new BlobServiceClient(url, new AnonymousCredential(), once);
const refused = (statusCode: number, code: string) => ({ statusCode, code });

async function names(list: AsyncIterable<{ name: string }>): Promise<string[]> {
  const found = [];
  for await (const { name } of list) found.push(name);
  return found;
}

function accountSas(permissions: string, resourceTypes: string, more: object = {}): BlobServiceClient {
  return anonymous(account.service.generateAccountSasUrl(later(60), AccountSASPermissions.parse(permissions), resourceTypes, more));
}

test("an account SAS opens the kinds of resources it names, for what it allows", async () => {
  const all = accountSas("rwdlc", "sco");
  expect(await names(all.listContainers())).toEqual(["vhds"]);
  expect(await names(all.getContainerClient("vhds").listBlobsFlat())).toEqual(["b"]);
  await all.createContainer("more");
  await all.getContainerClient("more").getPageBlobClient("new").create(512);
  await all.deleteContainer("more");
  const blobs = accountSas("rl", "o").getContainerClient("vhds");
  await blobs.getPageBlobClient("b").getProperties();
  await expect(blobs.getPageBlobClient("b").clearPages(0, 512)).rejects.toMatchObject(refused(403, "AuthorizationPermissionMismatch"));
  await expect(names(blobs.listBlobsFlat())).rejects.toMatchObject(refused(403, "AuthorizationResourceTypeMismatch"));
});

test("an account SAS forged, of another service, too early, too late, or from elsewhere is refused", async () => {
  const url = account.service.generateAccountSasUrl(later(60), AccountSASPermissions.parse("rl"), "sco");
  const list = (service: BlobServiceClient) => names(service.listContainers());
  await expect(list(anonymous(url.replace("sp=rl", "sp=rwdl")))).rejects.toMatchObject(refused(403, "AuthenticationFailed"));
  await expect(list(accountSas("rl", "sco", { startsOn: later(30) }))).rejects.toMatchObject(refused(403, "AuthenticationFailed"));
  await expect(list(accountSas("rl", "sco", { ipRange: { start: "10.0.0.1", end: "10.0.0.9" } }))).rejects.toMatchObject(
    refused(403, "AuthorizationSourceIPMismatch"),
  );
  expect(await list(accountSas("rl", "sco", { ipRange: { start: "127.0.0.1" }, protocol: SASProtocol.Https }))).toEqual(["vhds"]);
  azure.world.clock.advance(61_000);
  await expect(list(anonymous(url))).rejects.toMatchObject(refused(403, "AuthenticationFailed"));
});

test("with create alone a SAS makes new blobs and overwrites none", async () => {
  const creator = accountSas("c", "o").getContainerClient("vhds");
  await creator.getPageBlobClient("new").create(512);
  await expect(creator.getPageBlobClient("b").create(512)).rejects.toMatchObject(refused(403, "AuthorizationPermissionMismatch"));
  const put = accountSas("w", "o").getContainerClient("vhds");
  await put.getPageBlobClient("b").create(512);
});

test("with create alone a slow write does not replace what came meanwhile", async () => {
  const creator = accountSas("c", "o").getContainerClient("vhds").getBlockBlobClient("late");
  const upload = creator.upload(() => {
    const body = new PassThrough();
    setTimeout(async () => {
      await container.getBlockBlobClient("late").upload("first", 5);
      body.end("second");
    }, 50);
    return body;
  }, 6);
  await expect(upload).rejects.toMatchObject(refused(403, "AuthorizationPermissionMismatch"));
  expect((await container.getBlobClient("late").downloadToBuffer()).toString()).toBe("first");
});

test("a SAS says what headers a download has, and an old one names no snapshot", async () => {
  const permissions = BlobSASPermissions.parse("r");
  const given = { permissions, expiresOn: later(60), contentType: "text/x", contentDisposition: "attachment" };
  const url = await container.getBlobClient("b").generateSasUrl({ ...given, cacheControl: "no-store" });
  for (const method of ["GET", "HEAD"]) {
    const { headers } = await fetch(url, { method });
    const named = ["content-type", "content-disposition", "cache-control"].map((name) => headers.get(name));
    expect([method, ...named]).toEqual([method, "text/x", "attachment", "no-store"]);
  }
  const { snapshot = "" } = await container.getPageBlobClient("b").createSnapshot();
  const old = await container.getBlobClient("b").generateSasUrl({ permissions, expiresOn: later(60), version: "2017-11-09" });
  expect((await fetch(old)).status).toBe(200);
  expect((await fetch(`${old.replace("sr=b&", "sr=bs&")}&snapshot=${snapshot}`)).status).toBe(403);
});

test("policies that are no document change nothing", async () => {
  const accessPolicy = { permissions: "r", expiresOn: later(600), startsOn: later(0) };
  await container.setAccessPolicy(undefined, [{ id: "kept", accessPolicy }]);
  const url = account.service.generateAccountSasUrl(later(60), AccountSASPermissions.parse("rw"), "sco");
  const token = await ownerToken();
  const one = (inner: string) => `<SignedIdentifiers><SignedIdentifier><Id>a</Id>${inner}</SignedIdentifier></SignedIdentifiers>`;
  const wrong = [
    "<SignedIdentifiers><SignedIdentifier><Id>a</Id></SignedIdentifiers>",
    "<SignedIdentifiers ",
    one("<AccessPolicy><Permission>zz</Permission></AccessPolicy>"),
    one("<AccessPolicy><Expiry>2030</Expiry></AccessPolicy>"),
    one("<Other/>"),
  ];
  for (const body of wrong) {
    const headers = { authorization: `Bearer ${token}`, "x-ms-version": "2021-12-02" };
    const answer = await fetch(`${account.endpoint}vhds?restype=container&comp=acl`, { method: "PUT", headers, body });
    expect([body, answer.status, answer.headers.get("x-ms-error-code")]).toEqual([body, 400, "InvalidXmlDocument"]);
  }
  expect((await container.getAccessPolicy()).signedIdentifiers.map(({ id }) => id)).toEqual(["kept"]);
  expect((await fetch(url.replace("?", "vhds?restype=container&comp=acl&"))).status).toBe(403);
});

async function ownerToken(): Promise<string> {
  return (await azure.credential().getToken("https://storage.azure.com/.default")).token;
}

test("a SAS lives and dies with the stored policy of its container", async () => {
  const accessPolicy = { permissions: "rl", expiresOn: later(600), startsOn: later(-60) };
  await container.setAccessPolicy(undefined, [{ id: "readers", accessPolicy }]);
  const { signedIdentifiers } = await container.getAccessPolicy();
  expect(signedIdentifiers.map(({ id, accessPolicy: kept }) => [id, kept.permissions])).toEqual([["readers", "rl"]]);
  const values = { containerName: "vhds", identifier: "readers" };
  const query = generateBlobSASQueryParameters(values, account.service.credential as StorageSharedKeyCredential).toString();
  const reader = anonymous(`${account.endpoint}?${query}`).getContainerClient("vhds");
  expect(await names(reader.listBlobsFlat())).toEqual(["b"]);
  await expect(reader.getPageBlobClient("b").clearPages(0, 512)).rejects.toMatchObject(refused(403, "AuthorizationPermissionMismatch"));
  const both = await container.generateSasUrl({
    identifier: "readers",
    expiresOn: later(60),
    permissions: ContainerSASPermissions.parse("r"),
  });
  const doubled = anonymous(`${account.endpoint}${new URL(both).search}`).getContainerClient("vhds");
  await expect(doubled.getPageBlobClient("b").getProperties()).rejects.toMatchObject({ statusCode: 403 });
  await container.setAccessPolicy(undefined, []);
  await expect(names(reader.listBlobsFlat())).rejects.toMatchObject(refused(403, "AuthenticationFailed"));
});

test("stored policies are five at most and keep their ids; public access is refused", async () => {
  const accessPolicy = { permissions: "r", expiresOn: later(600), startsOn: later(0) };
  await container.setAccessPolicy(undefined, [{ id: 'a&"<b>', accessPolicy }]);
  expect((await container.getAccessPolicy()).signedIdentifiers.map(({ id }) => id)).toEqual(['a&"<b>']);
  const six = Array.from({ length: 6 }, (_, at) => ({ id: `p${at}`, accessPolicy }));
  await expect(container.setAccessPolicy(undefined, six)).rejects.toMatchObject(refused(400, "InvalidXmlDocument"));
  await expect(container.setAccessPolicy("blob")).rejects.toMatchObject(refused(409, "PublicAccessNotPermitted"));
  expect((await container.getAccessPolicy()).signedIdentifiers).toHaveLength(1);
});

test("a blob's SAS opens nothing but the blob", async () => {
  const url = await container.getBlobClient("b").generateSasUrl({ permissions: BlobSASPermissions.parse("r"), expiresOn: later(60) });
  const client = anonymous(`${account.endpoint}${new URL(url).search}`).getContainerClient("vhds");
  await client.getPageBlobClient("b").getProperties();
  await expect(names(client.listBlobsFlat())).rejects.toMatchObject({ statusCode: 403 });
  await expect(client.getPageBlobClient("other").getProperties()).rejects.toMatchObject({ statusCode: 403 });
});

const dataRoles = {
  reader: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  contributor: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
};

async function assign(roleId: string, clientName: string, scope: string): Promise<void> {
  const name = crypto.randomUUID();
  const token = await azure.credential(clientName).getToken("https://management.azure.com/.default");
  const { oid } = JSON.parse(Buffer.from(token.token.split(".")[1] ?? "", "base64url").toString()) as { oid: string };
  const properties = {
    principalId: oid,
    roleDefinitionId: `/subscriptions/${azure.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
  };
  const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`;
  const answer = await azure.call("PUT", path, { properties });
  if (answer.status !== 201) throw new Error(await answer.text());
}

test("a bearer token opens blobs by roles on their data: Owner alone does not, a data role at the account or container does", async () => {
  const bearer = (name: string) => new BlobServiceClient(account.endpoint, azure.credential(name), once);
  const mine = bearer("owner").getContainerClient("vhds");
  await expect(mine.getPageBlobClient("b").getProperties()).rejects.toMatchObject({ statusCode: 403 });
  await mine.getProperties();
  await assign(dataRoles.contributor, "owner", account.id);
  await mine.getPageBlobClient("b").uploadPages(new Uint8Array(512), 0, 512);
  expect(await names(mine.listBlobsFlat())).toEqual(["b"]);
  await account.service.createContainer("others");
  await account.service.getContainerClient("others").getPageBlobClient("secret").create(512);
  await assign(dataRoles.reader, "guest", `${account.id}/blobServices/default/containers/vhds`);
  const guest = bearer("guest");
  await guest.getContainerClient("vhds").getPageBlobClient("b").getProperties();
  await expect(guest.getContainerClient("vhds").getPageBlobClient("b").clearPages(0, 512)).rejects.toMatchObject(
    refused(403, "AuthorizationPermissionMismatch"),
  );
  await expect(names(guest.getContainerClient("others").listBlobsFlat())).rejects.toMatchObject({ statusCode: 403 });
  await assign(dataRoles.contributor, "guest", `${account.id}/blobServices/default/containers/vhds`);
  const copied = guest.getContainerClient("vhds").getPageBlobClient("copied");
  await (await copied.beginCopyFromURL(guest.getContainerClient("vhds").getBlobClient("b").url)).pollUntilDone();
  await expect(copied.beginCopyFromURL(guest.getContainerClient("others").getBlobClient("secret").url)).rejects.toMatchObject(
    refused(403, "CannotVerifyCopySource"),
  );
});

test("a SAS on the target opens no source: that needs one of its own", async () => {
  const target = accountSas("rw", "o").getContainerClient("vhds").getPageBlobClient("target");
  const source = container.getPageBlobClient("b").url;
  await expect(target.beginCopyFromURL(source)).rejects.toMatchObject(refused(401, "CannotVerifyCopySource"));
  const readable = await container.getBlobClient("b").generateSasUrl({ permissions: BlobSASPermissions.parse("r"), expiresOn: later(60) });
  await (await target.beginCopyFromURL(readable)).pollUntilDone();
});

test("a token for another audience, and an account that allows no keys", async () => {
  const token = await azure.credential().getToken("https://management.azure.com/.default");
  const call = (authorization: string) =>
    fetch(`${account.endpoint}vhds/b`, { method: "HEAD", headers: { authorization, "x-ms-version": "2021-12-02" } });
  const wrong = await call(`Bearer ${token.token}`);
  expect([wrong.status, wrong.headers.get("x-ms-error-code")]).toEqual([401, "InvalidAuthenticationInfo"]);
  expect((await call("Bearer nonsense")).status).toBe(401);
  const own = await azure.credential().getToken(`${azure.endpoints.arm}/.default`);
  const { port } = new URL(azure.endpoints.arm);
  for (const [path, given, expected] of [
    ["//management.azure.com/replicas1/vhds", token.token, 404],
    ["/replicas1/vhds", own.token, 401],
  ] as const) {
    expect(await rawStatus(`${path}?restype=container`, { host: `127.0.0.1:${port}`, authorization: `Bearer ${given}` })).toBe(expected);
  }
  await azure.call("PATCH", `${account.id}?api-version=2023-05-01`, { properties: { allowSharedKeyAccess: false } });
  await expect(container.getProperties()).rejects.toMatchObject(refused(403, "KeyBasedAuthenticationNotPermitted"));
  await expect(names(accountSas("l", "s").listContainers())).rejects.toMatchObject(refused(403, "KeyBasedAuthenticationNotPermitted"));
});

/** fetch would not send such a path or Host. */
function rawStatus(path: string, headers: Record<string, string>): Promise<number | undefined> {
  const { hostname, port } = new URL(azure.endpoints.blob);
  return new Promise((resolve, reject) => {
    const options = { hostname, port, path, headers: { "x-ms-version": "2021-12-02", ...headers }, rejectUnauthorized: true };
    request(options, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on("error", reject)
      .end();
  });
}
