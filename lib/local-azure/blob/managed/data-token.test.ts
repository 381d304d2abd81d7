// dataAccessAuthMode AzureActiveDirectory: the SAS of a disk or snapshot opens its data only together with a bearer token.
import { afterAll, beforeAll, expect, test } from "vitest";
import { builtInRoles } from "../../auth/rights/roles.ts";
import { createClock } from "../../clock.ts";
import type { Resource } from "../../model/records/resource.ts";
import { assignRole } from "../../testing/assign-role.ts";
import { startTestAzure, type TestAzure } from "../../testing/test-azure.ts";

const version = "api-version=2025-01-02";
let azure: TestAzure;
let snapshot: Resource;

beforeAll(async () => {
  azure = await startTestAzure({ clock: createClock() });
  const disk = azure.world.createEmptyDisk({ name: "d", group: azure.group, sku: "Premium_LRS", sizeGib: 1 });
  snapshot = azure.world.takeSnapshot({ disk, name: "s", group: azure.group, incremental: true });
  const patch = await azure.call("PATCH", `${snapshot.id}?${version}`, { properties: { dataAccessAuthMode: "AzureActiveDirectory" } });
  expect(patch.status).toBe(202);
  await assignRole(azure, "Data Operator for Managed Disks", "reader", snapshot.id);
});
afterAll(() => azure.stop());

async function sasUrl(): Promise<string> {
  const poller = await azure
    .compute()
    .snapshots.grantAccess("Test-Group", "s", { access: "Read", durationInSeconds: 600 }, { updateIntervalInMs: 5 });
  return poller.accessSAS ?? "";
}

async function readWith(client: string | undefined, scope = "https://disk.azure.com//.default") {
  const authorization: Record<string, string> =
    client === undefined ? {} : { authorization: `Bearer ${(await azure.credential(client).getToken(scope)).token}` };
  const answer = await fetch(`${await sasUrl()}&comp=pagelist`, { headers: { "x-ms-version": "2021-12-02", ...authorization } });
  await answer.text();
  return { status: answer.status, code: answer.headers.get("x-ms-error-code"), challenge: answer.headers.get("www-authenticate") };
}

test("a SAS alone is challenged, and so is a token for something else", async () => {
  const challenge = expect.stringContaining("resource_id=https://disk.azure.com/");
  expect(await readWith(undefined)).toEqual({ status: 401, code: "NoAuthenticationInformation", challenge });
  expect(await readWith("reader", "https://storage.azure.com/.default")).toMatchObject({
    status: 401,
    code: "InvalidAuthenticationInfo",
    challenge,
  });
});

test("with a token of somebody without the data action nothing is read, whatever else they may do", async () => {
  expect(await readWith("owner")).toMatchObject({ status: 403, code: "AuthorizationPermissionMismatch" });
});

test("with a token of somebody with the data action it is read", async () => {
  expect((await readWith("reader")).status).toBe(200);
});

test("what anybody may do at a scope is listed role by role", async () => {
  const permissionsOf = async (scope: string, client: string) => {
    const path = `${scope}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`;
    return ((await (await azure.call("GET", path, undefined, client)).json()) as { value: object[] }).value;
  };
  const dataActions = builtInRoles["Data Operator for Managed Disks"].dataActions;
  const reader = { actions: ["*/read"], notActions: [], dataActions: [], notDataActions: [] };
  expect(await permissionsOf(snapshot.id, "reader")).toEqual([reader, { actions: [], notActions: [], dataActions, notDataActions: [] }]);
  expect(await permissionsOf(`/subscriptions/${azure.subscriptionId}`, "reader")).toEqual([reader]);
  expect(await permissionsOf(snapshot.id, "guest")).toEqual([]);
});
