// Where Local Azure is, is read from a file that another version may have written.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readConfig } from "#lib/server/config.ts";
import { connect } from "./wiring-azure.ts";

const endpoints = {
  arm: "https://127.0.0.1:1",
  authority: "https://127.0.0.1:1/login",
  blob: "https://127.0.0.1:2",
  retailPrices: "https://127.0.0.1:1/api/retail/prices",
  tenantId: "11111111-1111-4111-8111-111111111111",
  clients: [{ name: "owner", clientId: "22222222-2222-4222-8222-222222222222", clientSecret: "local" }],
  seed: "demo",
};
let dataDir = "";
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "snapscope-endpoints-"));
  mkdirSync(join(dataDir, "local-azure"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const write = (text: string) => writeFileSync(join(dataDir, "local-azure", "local-azure.json"), text);
const open = () => connect(readConfig({ SNAPSCOPE_DATA_DIR: dataDir }));

test("a version that says more is understood", () => {
  write(JSON.stringify({ ...endpoints, more: ["than", "needed"] }));
  expect(open()).toMatchObject({ label: "Local Azure · demo", connection: { kind: "local", armEndpoint: "https://127.0.0.1:1" } });
});

test("a version that says something else is told by the field", () => {
  write(JSON.stringify({ ...endpoints, clients: { owner: "secret" } }));
  expect(open).toThrow(/Another version of Local Azure wrote .*local-azure\.json \(clients\): npm start begins this one\./);
});

test.each(["", "{", "null"])("%j in its place is told as well", (text) => {
  write(text);
  expect(open).toThrow(expect.objectContaining({ code: "azure-unavailable" }));
});

test("no file means that Local Azure was not started", () => {
  expect(open).toThrow("Local Azure has not been started: npm start does that.");
});
