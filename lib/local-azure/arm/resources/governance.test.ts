// Groups, locks, rights and api-versions: what Resource Manager does around disks and snapshots.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { builtInRoles } from "../../auth/rights/roles.ts";
import { createClock } from "../../clock.ts";
import type { Disk } from "../../model/records/disk.ts";
import type { ResourceGroup } from "../../model/records/resource-group.ts";
import { lockLingersMs } from "../../model/rules/locks.ts";
import type { TestAzure } from "../../testing/test-azure.ts";
import { startTestAzure } from "../../testing/test-azure.ts";

const version = "api-version=2025-01-02";
const armVersion = "api-version=2021-04-01";
let azure: TestAzure;
let group: ResourceGroup;
let disk: Disk;
let groupPath: string;
let serial = 0;

beforeAll(async () => {
  const nowMs = Date.now();
  azure = await startTestAzure({ clock: createClock({ realNowMs: () => nowMs }) });
});
afterAll(() => azure.stop());
beforeEach(() => {
  serial += 1;
  group = azure.world.addGroup({ subscriptionId: azure.subscriptionId, name: `Group-${serial}`, location: "westeurope" });
  groupPath = `/subscriptions/${azure.subscriptionId}/resourceGroups/${group.name}`;
  disk = azure.world.createEmptyDisk({ name: "d", group, sku: "Premium_LRS", sizeGib: 1 });
});

interface Answer {
  status: number;
  body: { error?: { code: string; message: string }; [name: string]: unknown };
  headers: Headers;
}

async function call(method: string, path: string, body?: unknown, client?: string): Promise<Answer> {
  const response = await azure.call(method, path.includes("?") ? path : `${path}?${armVersion}`, body, client);
  const text = await response.text();
  return { status: response.status, body: text === "" ? {} : JSON.parse(text), headers: response.headers };
}

async function codeOf(answer: Promise<Answer>): Promise<[number, string | undefined]> {
  const { status, body } = await answer;
  return [status, body.error?.code];
}

function snap(name: string) {
  return azure.world.takeSnapshot({ disk, name, group, incremental: true });
}

describe("a resource group", () => {
  it("is made, tagged, found by HEAD and deleted with all that is in it", async () => {
    const path = `${groupPath}-made`;
    expect((await call("PUT", path, { location: "westeurope" })).status).toBe(201);
    expect((await call("PATCH", path, { tags: { a: "b" } })).body.tags).toEqual({ a: "b" });
    expect((await call("HEAD", path)).status).toBe(204);

    const snapshot = snap("s");
    const deletion = await call("DELETE", groupPath);
    expect([deletion.status, deletion.headers.get("azure-asyncoperation")]).toEqual([202, null]);
    const location = deletion.headers.get("location") ?? "";
    expect(location).toContain("/operationresults/");
    expect((await call("GET", location)).status).toBe(202);
    expect((await call("GET", groupPath)).body.properties).toEqual({ provisioningState: "Deleting" });
    expect(await codeOf(call("PUT", `${groupPath}/providers/Microsoft.Compute/disks/x?${version}`, { location: "westeurope" }))).toEqual([
      409,
      "ResourceGroupBeingDeleted",
    ]);
    azure.world.clock.advance(2_000);
    expect((await call("GET", location)).status).toBe(200);
    expect(await codeOf(call("GET", groupPath))).toEqual([404, "ResourceGroupNotFound"]);
    expect([azure.world.findDisk(disk.id), azure.world.findSnapshot(snapshot.id)]).toEqual([undefined, undefined]);
    expect((await call("HEAD", groupPath)).status).toBe(404);
  });

  it("is not gone while a disk in it has a SAS", async () => {
    azure.world.grantAccess({ resource: disk, access: "Read", durationSeconds: 3600 });
    const location = (await call("DELETE", groupPath)).headers.get("location") ?? "";
    azure.world.clock.advance(600_000);
    expect((await call("GET", location)).status).toBe(202);
    azure.world.revokeAccess(disk);
    expect((await call("GET", location)).status).toBe(200);
  });

  it("stays when something in it cannot go, and says what", async () => {
    azure.world.createEmptyDisk({ name: "used", group, sku: "Premium_LRS", sizeGib: 1, managedBy: "/subscriptions/x/vm" });
    const location = (await call("DELETE", groupPath)).headers.get("location") ?? "";
    azure.world.clock.advance(2_000);
    const answer = await call("GET", location);
    expect([answer.status, answer.body.error?.code]).toEqual([409, "ResourceGroupDeletionBlocked"]);
    expect(answer.body.error?.message).toContain("/disks/used");
    expect((await call("GET", groupPath)).body.properties).toEqual({ provisioningState: "Succeeded" });
  });
});

describe("a lock", () => {
  const lockAt = (scope: string, level: string, name = "keep") =>
    call("PUT", `${scope}/providers/Microsoft.Authorization/locks/${name}`, { properties: { level, notes: "why" } });

  it("on a group keeps what is in it from being deleted, and the group too", async () => {
    expect((await lockAt(groupPath, "CanNotDelete")).status).toBe(201);
    const refused = await call("DELETE", `${disk.id}?${version}`);
    expect([refused.status, refused.body.error?.code]).toEqual([409, "ScopeLocked"]);
    expect(refused.body.error?.message).toContain(
      `'${disk.id}' cannot perform delete operation because following scope(s) are locked: '${groupPath}'`,
    );
    expect(await codeOf(call("DELETE", groupPath))).toEqual([409, "ScopeLocked"]);
    expect((await call("PATCH", `${disk.id}?${version}`, { tags: { a: "b" } })).status).toBe(202);
  });

  it("on a disk keeps its group from being deleted", async () => {
    await lockAt(disk.id, "CanNotDelete");
    expect(await codeOf(call("DELETE", groupPath))).toEqual([409, "ScopeLocked"]);
  });

  it("is put by Azure CLI with two slashes before a resource without a parent", async () => {
    const path = disk.id.replace("Microsoft.Compute/", "Microsoft.Compute//");
    const name = "providers/Microsoft.Authorization/locks/twice?api-version=2016-09-01";
    expect((await call("PUT", `${path}/${name}`, { properties: { level: "CanNotDelete" } })).status).toBe(201);
    expect(await codeOf(call("DELETE", `${disk.id}?${version}`))).toEqual([409, "ScopeLocked"]);
    expect((await call("DELETE", `${path}/${name}`)).status).toBe(200);
  });

  it("that is ReadOnly forbids changes and access as well", async () => {
    await lockAt(disk.id, "ReadOnly");
    expect(await codeOf(call("PATCH", `${disk.id}?${version}`, { tags: {} }))).toEqual([409, "ScopeLocked"]);
    const grant = call("POST", `${disk.id}/beginGetAccess?${version}`, { access: "Read", durationInSeconds: 60 });
    expect(await codeOf(grant)).toEqual([409, "ScopeLocked"]);
    expect((await call("GET", `${disk.id}?${version}`)).status).toBe(200);
  });

  it("is listed from above, and holds for a moment after its removal", async () => {
    await lockAt(disk.id, "CanNotDelete");
    const locks = (await call("GET", `${groupPath}/providers/Microsoft.Authorization/locks`)).body.value as {
      name: string;
      properties: object;
    }[];
    expect(locks).toMatchObject([{ name: "keep", properties: { level: "CanNotDelete", notes: "why" } }]);
    const lock = `${disk.id}/providers/Microsoft.Authorization/locks/keep`;
    expect((await call("DELETE", lock)).status).toBe(200);
    expect((await call("DELETE", lock)).status).toBe(204);
    expect(await codeOf(call("GET", lock))).toEqual([404, "LockNotFound"]);
    expect((await call("DELETE", `${disk.id}?${version}`)).status).toBe(409);
    azure.world.clock.advance(lockLingersMs);
    expect((await call("DELETE", `${disk.id}?${version}`)).status).toBe(202);
  });
});

describe("a role assignment", () => {
  const guest = () => azure.endpoints.clients.find((client) => client.name === "guest");
  const objectId = async () => {
    const { token } = await azure.credential("guest").getToken("https://management.azure.com/.default");
    return (JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as { oid: string }).oid;
  };
  const assign = async (scope: string, role: keyof typeof builtInRoles, client?: string) => {
    const roleDefinitionId = `/subscriptions/${azure.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles[role].id}`;
    const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`;
    return { path, answer: await call("PUT", path, { properties: { roleDefinitionId, principalId: await objectId() } }, client) };
  };
  const put = (name: string) =>
    call(
      "PUT",
      `${groupPath}/providers/Microsoft.Compute/snapshots/${name}?${version}`,
      { location: "westeurope", properties: { creationData: { createOption: "Copy", sourceResourceId: disk.id }, incremental: true } },
      "guest",
    );

  it("gives a right over one group and nothing above or beside it", async () => {
    expect(guest()?.role).toBe("");
    const seen = async () => ((await call("GET", "/subscriptions", undefined, "guest")).body.value as object[]).length;
    expect([(await call("GET", `${disk.id}?${version}`, undefined, "guest")).status, await seen()]).toEqual([403, 0]);
    const { path } = await assign(groupPath, "Reader");
    expect([(await call("GET", `${disk.id}?${version}`, undefined, "guest")).status, await seen()]).toEqual([200, 1]);
    const groups = (await call("GET", `/subscriptions/${azure.subscriptionId}/resourcegroups`, undefined, "guest")).body.value as {
      name: string;
    }[];
    expect(groups.map(({ name }) => name)).toEqual([group.name]);
    const all = await call(
      "GET",
      `/subscriptions/${azure.subscriptionId}/providers/Microsoft.Compute/disks?${version}`,
      undefined,
      "guest",
    );
    expect(all.body.error?.message).toContain(`over scope '/subscriptions/${azure.subscriptionId}/providers/Microsoft.Compute'`);
    expect((await call("DELETE", path)).status).toBe(200);
    expect((await call("GET", `${disk.id}?${version}`, undefined, "guest")).status).toBe(403);
  });

  it("over the snapshot does not open its source: LinkedAuthorizationFailed", async () => {
    const inGroup = await assign(`${groupPath}/providers/Microsoft.Compute/snapshots/linked`, "Contributor");
    expect(inGroup.answer.status).toBe(404);
    const target = azure.world.addGroup({ subscriptionId: azure.subscriptionId, name: `Target-${serial}`, location: "westeurope" });
    const targetPath = `/subscriptions/${azure.subscriptionId}/resourceGroups/${target.name}`;
    const { path } = await assign(targetPath, "Disk Snapshot Contributor");
    const create = () =>
      call(
        "PUT",
        `${targetPath}/providers/Microsoft.Compute/snapshots/linked?${version}`,
        { location: "westeurope", properties: { creationData: { createOption: "Copy", sourceResourceId: disk.id }, incremental: true } },
        "guest",
      );
    const refused = await create();
    expect([refused.status, refused.body.error?.code]).toEqual([403, "LinkedAuthorizationFailed"]);
    expect(refused.body.error?.message).toContain(`'Microsoft.Compute/disks/beginGetAccess/action' on the linked scope(s) '${disk.id}'`);
    const source = await assign(disk.id, "Disk Backup Reader");
    expect((await create()).status).toBe(202);
    for (const one of [path, source.path]) await call("DELETE", one);
  });

  it("follows each role's actions to the letter", async () => {
    const may = async () => ({
      readDisk: (await call("GET", `${disk.id}?${version}`, undefined, "guest")).status,
      snapshot: (await put(`by-role-${crypto.randomUUID().slice(0, 8)}`)).status,
      deleteDisk: (await call("DELETE", `${disk.id}-none?${version}`, undefined, "guest")).status,
      roles: (await call("GET", `${groupPath}/providers/Microsoft.Authorization/roleAssignments`, undefined, "guest")).status,
    });
    const expected = {
      "Disk Snapshot Contributor": { readDisk: 403, snapshot: 202, deleteDisk: 403, roles: 403 },
      "Disk Backup Reader": { readDisk: 200, snapshot: 403, deleteDisk: 403, roles: 403 },
      "Disk Restore Operator": { readDisk: 200, snapshot: 403, deleteDisk: 403, roles: 403 },
      "Virtual Machine Contributor": { readDisk: 200, snapshot: 403, deleteDisk: 204, roles: 200 },
      Contributor: { readDisk: 200, snapshot: 202, deleteDisk: 204, roles: 200 },
      "Data Operator for Managed Disks": { readDisk: 403, snapshot: 403, deleteDisk: 403, roles: 403 },
    } as const;
    for (const [role, rights] of Object.entries(expected)) {
      const { path } = await assign(groupPath, role as keyof typeof expected);
      expect({ role, ...(await may()) }).toEqual({ role, ...rights });
      await call("DELETE", path);
    }
  });

  it("is refused twice, for roles and people that are not there, and to those who may not give rights", async () => {
    const { path } = await assign(groupPath, "Reader");
    expect((await assign(groupPath, "Reader")).answer.body.error?.code).toBe("RoleAssignmentExists");
    expect((await assign(groupPath, "Reader", "operator")).answer.body.error?.code).toBe("AuthorizationFailed");
    const other = `${groupPath}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`;
    expect(await codeOf(call("PUT", other, { properties: { roleDefinitionId: "x", principalId: "y" } }))).toEqual([
      400,
      "RoleDefinitionDoesNotExist",
    ]);
    const roleDefinitionId = `/roleDefinitions/${builtInRoles.Reader.id}`;
    expect(await codeOf(call("PUT", other, { properties: { roleDefinitionId, principalId: "y" } }))).toEqual([400, "PrincipalNotFound"]);
    const listed = await call(
      "GET",
      `${groupPath}/providers/Microsoft.Authorization/roleAssignments?${armVersion}&$filter=principalId eq '${await objectId()}'`,
    );
    expect(listed.body.value).toHaveLength(1);
    await call("DELETE", path);
  });
});

describe("an api-version", () => {
  it("of disks and snapshots is one of those Azure has had since 2019-07-01", async () => {
    for (const known of ["2019-07-01", "2021-12-01", "2023-10-02", "2026-03-02"]) {
      expect((await call("GET", `${disk.id}?api-version=${known}`)).status).toBe(200);
    }
    const unknown = await call("GET", `${disk.id}?api-version=2099-01-01`);
    expect([unknown.status, unknown.body.error?.code]).toEqual([400, "NoRegisteredProviderFound"]);
    expect(unknown.body.error?.message).toContain("for type 'disks'. The supported api-versions are '2019-07-01, 2019-11-01");
    const ofSnapshots = await call("GET", `${groupPath}/providers/Microsoft.Compute/snapshots?api-version=2010-01-01`);
    expect(ofSnapshots.body.error?.message).toContain("for type 'snapshots'");
    expect(await codeOf(call("GET", `${groupPath}?api-version=latest`))).toEqual([400, "InvalidApiVersionParameter"]);
  });
});

describe("what tools look up", () => {
  it("is there: providers, SKUs by region, and resources by type", async () => {
    const subscription = `/subscriptions/${azure.subscriptionId}`;
    const compute = (await call("GET", `${subscription}/providers/microsoft.compute`)).body;
    expect(compute).toMatchObject({ namespace: "Microsoft.Compute", registrationState: "Registered" });
    expect(await codeOf(call("GET", `${subscription}/providers/Microsoft.Nothing`))).toEqual([404, "InvalidResourceNamespace"]);
    const skus = async (region: string) =>
      (
        (await call("GET", `${subscription}/providers/Microsoft.Compute/skus?${armVersion}&$filter=location eq '${region}'`)).body
          .value as {
          resourceType: string;
          name: string;
        }[]
      )
        .filter(({ resourceType }) => resourceType === "snapshots")
        .map(({ name }) => name);
    expect([await skus("westeurope"), await skus("westus")]).toEqual([
      ["Standard_LRS", "Standard_ZRS", "Premium_LRS"],
      ["Standard_LRS", "Premium_LRS"],
    ]);
    snap("listed");
    const listed = await call("GET", `${groupPath}/resources?${armVersion}&$filter=resourceType eq 'microsoft.compute/snapshots'`);
    expect(listed.body.value).toMatchObject([{ name: "listed", type: "Microsoft.Compute/snapshots" }]);
  });
});

describe("a restart", () => {
  it("keeps locks and role assignments, and a deletion goes on", async () => {
    const { dataDir } = azure;
    azure.world.add("lock", { scope: disk.id, name: "kept", level: "ReadOnly" });
    const other = azure.world.addGroup({ subscriptionId: azure.subscriptionId, name: "going", location: "westeurope" });
    azure.world.startGroupDeletion(other);
    await azure.close();
    const again = await startTestAzure({ dataDir });
    try {
      expect([...again.world.locks.values()].some((lock) => lock.name === "kept")).toBe(true);
      again.world.clock.advance(86_400_000);
      again.world.settle();
      expect(again.world.findGroup(azure.subscriptionId, "going")).toBeUndefined();
      await again.world.flush();
    } finally {
      await again.close();
    }
  });
});
