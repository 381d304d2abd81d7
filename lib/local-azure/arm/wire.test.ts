// What clients see beyond the SDKs: headers, bodies, refusals.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClock } from "../clock.ts";
import type { Disk } from "../model/records/disk.ts";
import type { TestAzure } from "../testing/test-azure.ts";
import { startTestAzure } from "../testing/test-azure.ts";

const version = "api-version=2025-01-02";
let azure: TestAzure;
let disk: Disk;
let base: string;

beforeAll(async () => {
  const nowMs = Date.now();
  azure = await startTestAzure({ clock: createClock({ realNowMs: () => nowMs }), options: { retryAfterSeconds: 2 } });
  disk = azure.world.createEmptyDisk({ name: "wire", group: azure.group, sku: "Premium_LRS", sizeGib: 4 });
  base = `/subscriptions/${azure.subscriptionId}/resourceGroups/Test-Group/providers/Microsoft.Compute`;
});
afterAll(() => azure.stop());

function putSnapshot(name: string, more: object = {}, client?: string): Promise<Response> {
  const properties = { creationData: { createOption: "Copy", sourceResourceId: disk.id }, incremental: true };
  return azure.call("PUT", `${base}/snapshots/${name}?${version}`, { location: "westeurope", properties, ...more }, client);
}

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code;
}

describe("a write", () => {
  it("answers 202 with both operation headers, the operation's id, Retry-After and an indented CRLF echo", async () => {
    const response = await putSnapshot("wire-1");
    expect(response.status).toBe(202);
    const poll = response.headers.get("azure-asyncoperation") ?? "";
    const location = response.headers.get("location") ?? "";
    const operationId = response.headers.get("x-ms-request-id");
    expect(poll).toMatch(
      new RegExp(`/locations/westeurope/DiskOperations/${operationId}\\?p=[0-9a-f-]{36}&api-version=2025-01-02&t=\\d{18}&c=`),
    );
    expect(location).toBe(poll.replace("&api-version", "&monitor=true&api-version"));
    expect(response.headers.get("retry-after")).toBe("2");
    expect(response.headers.get("server")).toBe("Microsoft-HTTPAPI/2.0, Microsoft-HTTPAPI/2.0");
    expect(response.headers.get("x-ms-ratelimit-remaining-resource")).toMatch(
      /HighCostSnapshotCreateHydrate3Min;\d+,Microsoft.Compute\/HighCostSnapshotCreateHydrate30Min;\d+/,
    );
    expect(response.headers.get("x-ms-routing-request-id")).toMatch(/^[A-Z]+:\d{8}T\d{6}Z:[0-9a-f-]{36}$/);
    const text = await response.text();
    expect(text).toContain('{\r\n  "name": "wire-1",\r\n');
    expect(text).toContain('"provisioningState": "Updating"');
  });

  it("is InProgress at first, then Succeeded, and its monitor answers 202 until then", async () => {
    const response = await putSnapshot("wire-2");
    const [poll, monitor] = [response.headers.get("azure-asyncoperation") ?? "", response.headers.get("location") ?? ""];
    const first = (await (await azure.call("GET", poll)).json()) as object;
    expect(Object.keys(first)).toEqual(["startTime", "status", "name"]);
    expect((await azure.call("GET", monitor)).status).toBe(202);
    azure.world.clock.advance(1000);
    const last = (await (await azure.call("GET", poll)).json()) as { status: string; properties: { output: { name: string } } };
    expect(last).toMatchObject({ status: "Succeeded", properties: { output: { name: "wire-2" } } });
    expect((await azure.call("GET", monitor)).status).toBe(200);
  });

  it("has no Retry-After and no body when it is a DELETE, and shows Deleting, then the disk provider's 404", async () => {
    const { id } = azure.world.takeSnapshot({ disk, name: "wire-3", group: azure.group, incremental: true });
    const response = await azure.call("DELETE", `${id}?${version}`);
    expect(response.status).toBe(202);
    expect(response.headers.get("retry-after")).toBeNull();
    expect(response.headers.get("content-length")).toBe("0");
    const during = (await (await azure.call("GET", `${id}?${version}`)).json()) as { properties: { provisioningState: string } };
    expect(during.properties.provisioningState).toBe("Deleting");
    azure.world.clock.advance(1000);
    const after = await azure.call("GET", `${id}?${version}`);
    expect([after.status, after.headers.get("x-ms-failure-cause")]).toEqual([404, null]);
    expect(await codeOf(after)).toBe("NotFound");
    azure.world.clock.advance(3_600_000);
    const later = await azure.call("GET", `${id}?${version}`);
    expect([await codeOf(later), later.headers.get("x-ms-failure-cause")]).toEqual(["ResourceNotFound", "gateway"]);
    expect((await azure.call("DELETE", `${id}?${version}`)).status).toBe(204);
  });
});

describe("paths", () => {
  it("are found in any case", async () => {
    const response = await azure.call("GET", `${base.toUpperCase()}/DISKS/WIRE?${version}`);
    expect(((await response.json()) as { name: string }).name).toBe("wire");
  });

  it("that are not implemented are refused by name", async () => {
    const response = await azure.call("POST", `${base}/snapshots/x/freeze?${version}`);
    expect(response.status).toBe(501);
    expect(await response.text()).toContain("POST /subscriptions/");
  });

  it("need an api-version", async () => {
    expect(await codeOf(await azure.call("GET", `${base}/disks`))).toBe("MissingApiVersionParameter");
  });
});

describe("what a body says", () => {
  it("is refused by the name of a property that is not looked at", async () => {
    const creationData = { createOption: "Copy", sourceResourceId: disk.id, elasticSanResourceId: "/san" };
    const response = await putSnapshot("wire-ia", { properties: { creationData, incremental: true } });
    expect([response.status, await response.text()]).toEqual([501, expect.stringContaining("elasticSanResourceId")]);
  });

  it("may not change the source of what exists", async () => {
    const properties = { creationData: { createOption: "Copy", sourceResourceId: `${disk.id}-other` }, incremental: true };
    await putSnapshot("wire-4");
    const response = await putSnapshot("wire-4", { properties });
    expect([response.status, await codeOf(response)]).toEqual([400, "BadRequest"]);
  });
});

describe("a resource that is there", () => {
  it("is not put into another location, whichever way a location is written", async () => {
    const snapshot = azure.world.takeSnapshot({ disk, name: "wire-placed", group: azure.group, incremental: true });
    for (const { id, name, creationData } of [disk, snapshot]) {
      const put = (location?: string) => azure.call("PUT", `${id}?${version}`, { location, properties: { creationData } });
      const refused = await put("eastus");
      expect([refused.status, refused.headers.get("x-ms-failure-cause"), await refused.json()]).toEqual([
        409,
        "gateway",
        {
          error: {
            code: "InvalidResourceLocation",
            message: `The resource '${name}' already exists in location 'westeurope' in resource group 'Test-Group'. A resource with the same name cannot be created in location 'eastus'. Please select a new resource name.`,
          },
        },
      ]);
      expect(await codeOf(await put())).toBe("LocationRequired");
      expect((await put("West Europe")).status).toBe(202);
    }
  });

  it("has a name that begins with a letter or digit and ends with one or an underscore", async () => {
    const putDisk = (name: string) =>
      azure.call("PUT", `${base}/disks/${name}?${version}`, {
        location: "westeurope",
        properties: { creationData: { createOption: "Empty" }, diskSizeGB: 1 },
      });
    for (const name of ["_a", "-a", ".a", "_", "a-", "a."]) {
      for (const refused of [await putDisk(name), await putSnapshot(name)])
        expect([name, refused.status, await codeOf(refused)]).toEqual([name, 400, "InvalidParameter"]);
    }
    for (const name of ["1", "a_", "A.b-c_d", "a".repeat(80)]) expect((await putDisk(name)).status).toBe(202);
  });
});

describe("a grant", () => {
  it("of 4K sectors must say VHDX, of a disk as of a snapshot, since api-version 2023-01-02", async () => {
    const v2 = azure.world.createEmptyDisk({ name: "wire-4k", group: azure.group, sku: "PremiumV2_LRS", sizeGib: 4 });
    const snapshot = azure.world.takeSnapshot({ disk: v2, name: "wire-4k", group: azure.group, incremental: true });
    azure.world.clock.advance(3_600_000);
    const grant = (id: string, apiVersion: string, fileFormat?: string) =>
      azure.call("POST", `${id}/beginGetAccess?api-version=${apiVersion}`, { access: "Read", durationInSeconds: 60, fileFormat });
    for (const { id } of [v2, snapshot]) {
      const refused = await grant(id, "2023-01-02");
      expect([refused.status, await refused.json()]).toEqual([
        400,
        { error: { code: "BadRequest", message: expect.stringContaining("Set the fileFormat property to VHDX.") } },
      ]);
      expect((await grant(id, "2023-01-02", "VHDX")).status).toBe(202);
      expect((await grant(id, "2022-07-02")).status).toBe(202);
    }
    expect((await grant(disk.id, "2025-01-02")).status).toBe(202);
  });
});

describe("a tag", () => {
  it("of the value null, in any case and in brackets, is refused on disks, snapshots and groups", async () => {
    const group = base.replace(/\/providers.*/, "");
    for (const value of ["null", "NULL", "(Null)"]) {
      const tags = { kept: "1", gone: value };
      const refusals = [
        await putSnapshot("wire-tag", { tags }),
        await azure.call("PATCH", `${disk.id}?${version}`, { tags }),
        await azure.call("PATCH", `${group}?api-version=2021-04-01`, { tags }),
      ];
      for (const refused of refusals) {
        const { error } = (await refused.json()) as { error: { code: string; message: string } };
        expect([refused.status, error.code]).toEqual([400, "InvalidReservedTagValue"]);
        expect(error.message).toBe("The tag names 'gone' have reserved tag values. The reserved tag values are: 'null, (null)'.");
      }
    }
    expect((await azure.call("PATCH", `${disk.id}?${version}`, { tags: { spaced: " null " } })).status).toBe(202);
  });
});

describe("who may do what", () => {
  it("asks for a token with a challenge", async () => {
    const response = await fetch(`${azure.endpoints.arm}/subscriptions?${version}`);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain(`authorization_uri="${azure.endpoints.arm}/${azure.endpoints.tenantId}"`);
  });

  it("refuses a token for another audience, and one that was tampered with", async () => {
    const { token } = await azure.credential().getToken("https://storage.azure.com/.default");
    const ask = (bearer: string) =>
      fetch(`${azure.endpoints.arm}/subscriptions?${version}`, { headers: { authorization: `Bearer ${bearer}` } });
    expect(await codeOf(await ask(token))).toBe("InvalidAuthenticationTokenAudience");
    const [head, , signature] = token.split(".");
    const forged = Buffer.from(JSON.stringify({ aud: "https://management.azure.com", tid: azure.endpoints.tenantId })).toString(
      "base64url",
    );
    expect(await codeOf(await ask(`${head}.${forged}.${signature}`))).toBe("InvalidAuthenticationToken");
  });

  it("refuses a wrong secret as Entra does", async () => {
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: azure.endpoints.clients[0]?.clientId ?? "",
      client_secret: "wrong",
      scope: "https://management.azure.com/.default",
    });
    const response = await fetch(`${azure.endpoints.authority}/${azure.endpoints.tenantId}/oauth2/v2.0/token`, { method: "POST", body });
    expect([response.status, await response.json()]).toEqual([
      401,
      expect.objectContaining({ error: "invalid_client", error_codes: [7000215] }),
    ]);
  });

  it("lets a reader read, and names the action it may not do", async () => {
    expect((await azure.call("GET", `${base}/snapshots?${version}`, undefined, "reader")).status).toBe(200);
    const put = await putSnapshot("wire-reader", {}, "reader");
    expect(put.status).toBe(403);
    const { error } = (await put.json()) as { error: { code: string; message: string } };
    expect(error.code).toBe("AuthorizationFailed");
    expect(error.message).toContain("'Microsoft.Compute/snapshots/write'");
    const grant = await azure.call("POST", `${disk.id}/beginGetAccess?${version}`, { access: "Read", durationInSeconds: 60 }, "reader");
    expect(await grant.text()).toContain("'Microsoft.Compute/disks/beginGetAccess/action'");
  });

  it("lets an operator snapshot and restore, and delete snapshots but not disks", async () => {
    expect((await putSnapshot("wire-operator", {}, "operator")).status).toBe(202);
    expect((await azure.call("DELETE", `${base}/snapshots/wire-operator?${version}`, undefined, "operator")).status).toBe(202);
    expect((await azure.call("DELETE", `${disk.id}?${version}`, undefined, "operator")).status).toBe(403);
  });
});

describe("a restart", () => {
  it("keeps every record, the ports and the sign-ins, and the SAS that are out", async () => {
    const dataDir = azure.dataDir;
    azure.world.pages.fill(disk.imageId, 0, 4096, { kind: "number", seed: 0 });
    const snapshot = azure.world.takeSnapshot({ disk, name: "kept", group: azure.group, incremental: true });
    const grant = azure.world.grantAccess({ resource: snapshot, access: "Read", durationSeconds: 600 });
    const before = { endpoints: azure.endpoints, snapshots: [...azure.world.snapshots.keys()] };
    await azure.close();
    const again = await startTestAzure({ dataDir });
    try {
      expect(again.endpoints).toEqual(before.endpoints);
      expect([...again.world.snapshots.keys()]).toEqual(before.snapshots);
      const kept = again.world.findSnapshot(snapshot.id);
      expect(kept).toEqual(JSON.parse(JSON.stringify(snapshot)));
      expect(again.world.grants.get(grant.si)?.sig).toBe(grant.sig);
      expect(again.world.pages.allocatedBytes(kept?.imageId ?? 0)).toBe(4096);
      expect(kept === undefined ? [] : again.world.familyOf(kept).map((member) => member.name)).toContain("kept");
    } finally {
      await again.close();
    }
  });
});
