import { resolve } from "node:path";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { ConfigError, readConfig } from "./config.ts";

const azure = { AZURE_TENANT_ID: "tenant", AZURE_CLIENT_ID: "client", AZURE_CLIENT_SECRET: "s3cret-value" };

function problemsOf(variables: Record<string, string>): string {
  try {
    readConfig(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "none";
}

describe("with nothing set", () => {
  test("it is Local Azure and the embedded database, on this machine only", () => {
    expect(readConfig({})).toMatchObject({
      host: "127.0.0.1",
      port: 3000,
      dataDir: resolve(".snapscope"),
      databaseUrl: undefined,
      azure: { kind: "local" },
      measureUnasked: true,
      allowedHosts: ["127.0.0.1:3000", "localhost:3000", "[::1]:3000"],
    });
  });

  test("a variable that is set to nothing counts as not set", () =>
    expect(readConfig(Object.fromEntries(["PORT", "HOST", "DATABASE_URL", ...Object.keys(azure)].map((name) => [name, ""])))).toEqual(
      readConfig({}),
    ));
});

describe("Webhooks", () => {
  const hook = { name: "ops", url: "https://hooks.example.com/s3cr3t-path", secret: "0123456789abcdef" };
  const webhooksOf = (list: unknown) => readConfig({ SNAPSCOPE_WEBHOOKS: JSON.stringify(list) }).webhooks;

  test("hear of every end as JSON, and of no private address, where nothing else is said", () => {
    expect(webhooksOf([hook])).toEqual([
      { ...hook, shape: "json", events: ["operation.succeeded", "operation.failed", "operation.cancelled"], allowPrivate: false },
    ]);
    expect(readConfig({ SNAPSCOPE_WEBHOOKS: "" }).webhooks).toEqual([]);
  });

  test.each([
    ["no list", "{}"],
    ["no JSON", "https://hooks.example.com/s3cr3t-path"],
    ["no address", JSON.stringify([{ ...hook, url: "hooks/s3cr3t-path" }])],
    ["plain HTTP", JSON.stringify([{ ...hook, url: "http://hooks.example.com/s3cr3t-path" }])],
    ["an event that is none", JSON.stringify([{ ...hook, events: ["operation.dreamt"] }])],
    ["a secret that is easily guessed", JSON.stringify([{ ...hook, secret: "short" }])],
    ["a name twice", JSON.stringify([hook, hook])],
  ])("%s is refused, and no address is told", (_what, given) => {
    const message = problemsOf({ SNAPSCOPE_WEBHOOKS: given });
    expect(message).toContain("SNAPSCOPE_WEBHOOKS: needs ");
    expect(message).not.toContain("s3cr3t-path");
  });
});

describe("Azure", () => {
  test("is Azure when all three of its variables are set, and then nothing is measured unasked", () => {
    expect(readConfig({ ...azure, AZURE_SUBSCRIPTION_IDS: " a, b ,," })).toMatchObject({
      azure: { kind: "azure", tenantId: "tenant", clientId: "client", clientSecret: "s3cret-value", subscriptions: ["a", "b"] },
      measureUnasked: false,
    });
  });

  test.each(Object.keys(azure))("half set, with %s missing, is refused by that name", (missing) => {
    const message = problemsOf(Object.fromEntries(Object.entries(azure).filter(([name]) => name !== missing)));
    expect(message).toContain(`${missing}: missing`);
  });

  test("half set, with one variable only, names both that are missing", () =>
    expect(problemsOf({ AZURE_TENANT_ID: "tenant" })).toContain("AZURE_CLIENT_ID, AZURE_CLIENT_SECRET: missing"));

  test("subscriptions without a sign-in are refused rather than ignored", () =>
    expect(problemsOf({ AZURE_SUBSCRIPTION_IDS: "a" })).toContain("AZURE_SUBSCRIPTION_IDS"));

  test("a secret that was given is never repeated in the message", () =>
    expect(problemsOf({ AZURE_CLIENT_SECRET: "s3cret-value", PORT: "x" })).not.toContain("s3cret-value"));
});

describe("targets of replicas", () => {
  const url = "https://partner.blob.core.windows.net/replicas?sv=2023-11-03&sr=c&sp=racwl&sig=s3cret%2Fvalue";
  const given = (targets: unknown) => ({ SNAPSCOPE_REPLICA_TARGETS: typeof targets === "string" ? targets : JSON.stringify(targets) });

  test("are read by name, and print without what opens them", () => {
    const azurite = {
      name: "azurite",
      url: url.replace("https://partner.blob.core.windows.net", "http://127.0.0.1:10000/devstoreaccount1"),
    };
    const config = readConfig(given([{ name: "partner", url }, azurite]));
    expect(config.replicaTargets.map((target) => [target.id, target.open().hostname])).toEqual([
      ["target:partner", "partner.blob.core.windows.net"],
      ["target:azurite", "127.0.0.1"],
    ]);
    expect(JSON.stringify(config) + inspect(config, { depth: 9, showHidden: true })).not.toContain("s3cret");
  });

  test.each([
    ["no JSON", `[{"name": "partner", "url": "${url}"`, "a JSON list such as"],
    ["without a name", [{ url }], "a JSON list such as"],
    [
      "two of one name",
      [
        { name: "a", url },
        { name: "a", url },
      ],
      "names that differ",
    ],
    ["without a SAS", [{ name: "a", url: url.replace(/&sig.*/, "") }], "a SAS in its URL (sig=…) (of the target a)"],
    ["over http", [{ name: "a", url: url.replace("https", "http") }], "https, or http on this machine"],
    [
      "of a host that is not Azure's",
      [{ name: "a", url: url.replace("windows.net", "windows.net.evil.example") }],
      "a URL of a storage account of Azure",
    ],
    ["by user and port", [{ name: "a", url: url.replace("//partner", "//user:s3cret@partner") }], "without user, password and port"],
    ["of a blob", [{ name: "a", url: url.replace("/replicas", "/replicas/blob.vhd") }], "names a container and no blob"],
  ])("%s are refused without a word of the key", (_what, targets, why) => {
    const message = problemsOf(given(targets));
    expect(message).toContain(`SNAPSCOPE_REPLICA_TARGETS: needs ${why.startsWith("without") ? "a URL " : ""}`);
    expect(message).toContain(why);
    expect(message).not.toContain("s3cret");
  });
});

describe("what cannot be used", () => {
  test("is told all at once, one line each", () => {
    const message = problemsOf({
      PORT: "0",
      HOST: "0.0.0.0",
      DATABASE_URL: "mysql://x",
      SNAPSCOPE_LOG_LEVEL: "loud",
      AZURE_CLIENT_ID: "c",
    });
    for (const name of ["PORT", "HOST", "DATABASE_URL", "SNAPSCOPE_LOG_LEVEL", "AZURE_TENANT_ID"]) expect(message).toContain(name);
    expect(message.split("\n")).toHaveLength(6);
  });

  test.each(["0", "-1", "1.5", "1 GiB"])("SNAPSCOPE_MAX_UPLOAD_BYTES %s", (given) =>
    expect(problemsOf({ SNAPSCOPE_MAX_UPLOAD_BYTES: given })).toContain("SNAPSCOPE_MAX_UPLOAD_BYTES"),
  );

  test.each(["0", "65536", "-1", "3000.5", "http", "1e9"])("PORT %s", (PORT) => expect(problemsOf({ PORT })).toContain("PORT"));

  test.each(["0.0.0.0", "::", "192.168.1.2", "example.com"])("HOST %s would let other machines in", (HOST) =>
    expect(problemsOf({ HOST })).toMatch(/HOST: .*no sign-in yet/),
  );

  test.each(["yes", "2"])("SNAPSCOPE_MEASURE_UNASKED %s", (value) =>
    expect(problemsOf({ SNAPSCOPE_MEASURE_UNASKED: value })).toContain("true or false"),
  );
});

describe("host names that are answered", () => {
  test("are ours with the port, and what was allowed besides, without regard to case", () =>
    expect(readConfig({ PORT: "8080", SNAPSCOPE_ALLOWED_HOSTS: "Snap.Example:8443, other" }).allowedHosts).toEqual([
      "127.0.0.1:8080",
      "localhost:8080",
      "[::1]:8080",
      "snap.example:8443",
      "other",
    ]));

  test("stand without the port too where the port is HTTP's own, because browsers leave it out", () =>
    expect(readConfig({ PORT: "80" }).allowedHosts).toEqual(expect.arrayContaining(["127.0.0.1:80", "127.0.0.1", "localhost", "[::1]"])));
});
