// Test aid: exports of a cost fixture's bill, put and run as a client does it, and what they delivered.
import { expect } from "vitest";
import { noIrregularity } from "../cost/meter/booked-rows.ts";
import { type CostFixture, startCostFixture } from "./cost-bill.ts";

export const accountId = "/subscriptions/sub-1/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/billfiles";

export interface Manifest {
  blobCount: number;
  byteCount: number;
  dataRowCount: number;
  exportConfig: Record<string, unknown>;
  deliveryConfig: Record<string, unknown>;
  runInfo: Record<string, string>;
  blobs: { blobName: string; byteCount: number; dataRowCount: number }[];
}

interface Run {
  properties: Record<string, string> & { error?: { code: string; message: string } };
}

export const lab = {} as { azure: CostFixture };

/** Where there was none before in this test. */
export async function start(more: Partial<Parameters<typeof startCostFixture>[0]> = {}): Promise<void> {
  lab.azure = await startCostFixture({ now: "2026-02-10T12:00:00Z", irregularity: noIrregularity, ...more });
}

export const pathOf = (rest: string) => `/subscriptions/sub-1/providers/Microsoft.CostManagement/exports${rest}?api-version=2025-03-01`;

export function definition(more: Record<string, unknown> = {}, destination: Record<string, unknown> = {}) {
  const definition = { type: "ActualCost", timeframe: "Custom", timePeriod: { from: "2026-01-01T00:00:00Z", to: "2026-01-31T00:00:00Z" } };
  const deliveryInfo = { destination: { resourceId: accountId, container: "exports", rootFolderPath: "bill/daily", ...destination } };
  return { properties: { format: "Csv", definition, deliveryInfo, ...more } };
}

export const daily = (more: Record<string, unknown> = {}) =>
  definition({
    definition: { type: "ActualCost", timeframe: "MonthToDate" },
    schedule: { status: "Active", recurrence: "Daily", recurrencePeriod: { from: "2026-02-11T03:00:00Z", to: "2027-02-11T00:00:00Z" } },
    ...more,
  });

export const put = (body: unknown, name = "bill") => lab.azure.send(pathOf(`/${name}`), { method: "PUT", body });
export const messageOf = ({ body }: { body: unknown }) => (body as { error: { message: string } }).error.message;

export async function history(name = "bill"): Promise<Run[]> {
  return ((await lab.azure.send(pathOf(`/${name}/runHistory`))).body as { value: Run[] }).value;
}

/** Files of the container by path. */
export async function files(): Promise<Map<string, string>> {
  const { value } = (await lab.azure.send("/local-azure/cost-files/billfiles/exports")).body as { value: { path: string; url: string }[] };
  return new Map(value.map(({ path, url }) => [path, url]));
}

export async function bytesOf(path: string | undefined): Promise<Buffer> {
  const url = (await files()).get(path ?? "");
  if (url === undefined) throw new Error(`no file ${path}`);
  return Buffer.from(await (await lab.azure.fetch(url)).arrayBuffer());
}

/** Runs an export once and gives what its manifest and history say. */
export async function runOnce(body: unknown): Promise<{ manifest: Manifest; run: Run }> {
  expect((await put(body)).status).toBe(201);
  expect((await lab.azure.send(pathOf("/bill/run"), { method: "POST" })).status).toBe(200);
  lab.azure.clock.advance(30_000);
  const [run] = await history();
  if (run === undefined) throw new Error("no run");
  return { run, manifest: JSON.parse((await bytesOf(run.properties.manifestFile)).toString()) };
}
