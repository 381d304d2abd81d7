// Our reading of Azure held against recorded traffic of the real service. The recordings
// lie beside the repository; where they are absent the tests are skipped and say so.
import { existsSync, readFileSync } from "node:fs";
import { createHttpHeaders, createPipelineRequest, RestError } from "@azure/core-rest-pipeline";
import { describe, expect, it } from "vitest";
import { parseResourceId } from "#lib/domain/inventory/inventory.ts";
import { toRanges } from "#lib/domain/ranges/block-range.ts";
import { toAzureError } from "./azure-error.ts";
import { toAzureTime } from "./azure-time.ts";
import { PageListScanner } from "./page-list-scanner.ts";
import { toSnapshot } from "./resource-mapper.ts";

interface Entry {
  request: { method?: string; url?: string } | string;
  response: { status: number; headers?: Record<string, string>; body?: unknown };
}

const FOLDER = new URL("../../../../shared/data/azure-recordings/", import.meta.url);
const isThere = existsSync(FOLDER);
if (!isThere) console.warn("recordings.test: skipped, there are no recordings at ../shared/data/azure-recordings");

function load(name: string): Entry[] {
  const parsed = JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")) as Entry[] | { entries: Entry[] };
  return Array.isArray(parsed) ? parsed : parsed.entries;
}

const bodyText = (entry: Entry) => (typeof entry.response.body === "string" ? entry.response.body : JSON.stringify(entry.response.body));

function snapshotAnswers(): Entry[] {
  return [
    "copystart-completion-percent.azure-cli.json",
    "snapshot-lifecycle.azure-sdk-for-go.json",
    "snapshot-crud-404s.azure-service-operator.json",
  ]
    .flatMap(load)
    .filter((entry) => typeof entry.request === "object" && entry.request.method === "GET" && entry.response.status === 200)
    .filter((entry) => {
      const body = entry.response.body as { id?: string; properties?: { timeCreated?: string } } | undefined;
      return (
        parseResourceId(body?.id ?? "")?.type.toLowerCase() === "microsoft.compute/snapshots" && body?.properties?.timeCreated !== undefined
      );
    });
}

describe.skipIf(!isThere)("recorded snapshots", () => {
  it("become ours with every fact and every digit", () => {
    const answers = snapshotAnswers();
    expect(answers.length).toBeGreaterThan(3);
    for (const entry of answers) {
      const body = JSON.parse(bodyText(entry)) as { id: string; location: string; properties: Record<string, unknown> };
      const { item: ours, notice } = toSnapshot(body);
      expect(notice).toBeUndefined();
      const raw = String(body.properties.timeCreated);
      expect(ours).toMatchObject({ id: body.id, location: body.location, timeCreated: toAzureTime(raw) });
      expect(ours?.completionPercent).toBe(body.properties.completionPercent);
      expect(ours?.familyId).toBe(body.properties.incrementalSnapshotFamilyId);
      expect(ours?.uniqueId).toBe(body.properties.uniqueId);
      expect(ours?.diskSizeBytes).toBe(body.properties.diskSizeBytes);
    }
    expect(answers.some((entry) => bodyText(entry).includes('"completionPercent":0'))).toBe(true);
  });
});

describe.skipIf(!isThere)("recorded refusals", () => {
  it("become errors with Azure's code and words", () => {
    const refusals = ["instant-access-and-errors.azure-powershell.json", "snapshot-crud-404s.azure-service-operator.json"]
      .flatMap(load)
      .filter((entry) => entry.response.status >= 400 && (entry.response.body as { error?: unknown } | undefined)?.error !== undefined);
    expect(refusals.length).toBeGreaterThan(1);
    for (const { response } of refusals) {
      const { error } = response.body as { error: { code: string; message: string } };
      const request = createPipelineRequest({ url: "https://management.azure.com/x" });
      const rest = new RestError("x", {
        statusCode: response.status,
        request,
        response: { request, status: response.status, headers: createHttpHeaders(), bodyAsText: JSON.stringify(response.body) },
      });
      const ours = toAzureError(rest, "do it");
      expect(ours).toMatchObject({ code: response.status === 404 ? "not-found" : "not-possible", details: { azureCode: error.code } });
      expect(ours?.message).toContain(error.message);
    }
  });
});

describe.skipIf(!isThere)("recorded page lists", () => {
  it("are read page by page, with the marker that leads on", () => {
    const [first, second] = load("paged-page-range-diff.azure-sdk-for-js.json").map((entry) => {
      const scanner = new PageListScanner({ startBytes: 0, limitBytes: 4096 });
      scanner.push(new TextEncoder().encode(bodyText(entry)));
      return scanner.finish();
    });
    expect(first && toRanges(first.ranges)).toEqual([
      { offset: 0, length: 512, cleared: false },
      { offset: 512, length: 512, cleared: true },
    ]);
    expect(first?.nextMarker).toBe("2!16!MDAwMDA0ITEwMjQh");
    expect(second?.endBytes).toBe(2048);
  });
});
