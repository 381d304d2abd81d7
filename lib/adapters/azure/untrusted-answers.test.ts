// Lists, polls and redirects as a broken or hostile answer would have them.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ids, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { type Answer, changed, type RewritingAzure, startRewritingAzure, startStranger } from "#lib/adapters/testing/rewriting-azure.ts";
import { createAzureWriter } from "./azure-writer.ts";
import { createBilledUsage } from "./billed-usage.ts";
import { createAzureInventory } from "./inventory.ts";
import { assertDataAddress } from "./origin-policy.ts";
import { createSnapshotAccess } from "./snapshot-access.ts";
import { SnapshotSas } from "./snapshot-sas.ts";

let estate: LocalEstate;
let azure: RewritingAzure;
let stranger: Awaited<ReturnType<typeof startStranger>>;

beforeAll(async () => {
  estate = await startLocalEstate();
  const disk = makeDisk(estate.azure, "db01");
  takeSnapshot(estate.azure, disk, "db01-1");
  takeSnapshot(estate.azure, disk, "db01-2");
  azure = await startRewritingAzure(estate);
  stranger = await startStranger(estate);
});
afterAll(async () => {
  await stranger.stop();
  await azure.stop();
  await estate.stop();
});
afterEach(() => {
  azure.reset();
  stranger.asked.length = 0;
});

const inventory = () => createAzureInventory({ connection: azure.connection, clock: estate.clock });
const read = () => inventory().read(estate.context);
const snapshotId = () => [...estate.azure.world.snapshots.values()][0]?.id ?? "";

/** Lists of snapshots, disks, groups, locations and subscriptions, by the end of their path. */
function answerList(list: string, rewrite: (answer: Answer, path: string) => Partial<Answer> | undefined) {
  const ends = new RegExp(`/${list}\\?`, "i");
  azure.answerWith(({ path }, answer) => (ends.test(path) ? rewrite(answer, path) : undefined));
}

const nextLink = (answer: Answer, link: unknown) => changed(answer, (body: object) => ({ ...body, nextLink: link }));

describe("a 404 that is not of the resource", () => {
  const html = { status: 404, headers: { "content-type": "text/html" }, body: "<html>Not found</html>" };
  const moved = {
    status: 404,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ error: { code: "SubscriptionNotFound", message: "The subscription could not be found." } }),
  };

  it.each([
    ["of a subscription that is not found", moved, { code: "not-found", details: { azureCode: "SubscriptionNotFound" } }],
    ["of somebody on the way", html, { code: "azure-failed", retryable: true }],
  ])("%s takes nothing for gone: no snapshot, no disk, no SAS, no delete", async (_what, answer, error) => {
    azure.answerWith(() => answer);
    const disk = [...estate.azure.world.disks.values()][0];
    const { connection } = azure;
    await expect(inventory().getSnapshot(snapshotId(), estate.context)).rejects.toMatchObject(error);
    await expect(inventory().getDisk(disk?.id ?? "", estate.context)).rejects.toMatchObject(error);
    const sas = new SnapshotSas(connection);
    expect(await sas.isSeenAbsent(snapshotId(), estate.context)).toBe(false);
    expect(await sas.revoke(snapshotId(), true, estate.context)).toMatchObject(error);
    const writer = createAzureWriter({ connection, inventory: inventory() });
    await expect(writer.deleteSnapshot({ id: snapshotId(), uniqueId: "u" }, estate.context)).rejects.toMatchObject(error);
  });
});

describe("a list", () => {
  it.each(["snapshots", "disks", "resourcegroups"])(
    "of %s whose next link repeats is failed, with a name, and asked no further",
    async (list) => {
      answerList(list, (answer, path) => nextLink(answer, azure.origin + path));
      const { subscriptions, unread } = await read();
      expect(subscriptions[0]).toMatchObject({ state: "failed", message: expect.stringContaining("RepeatedNextLink") });
      expect(unread).toMatchObject([{ list: list === "resourcegroups" ? "resourceGroups" : list }]);
      expect(azure.asked.filter(({ path }) => path.toLowerCase().includes(`/${list}?`)).length).toBeLessThan(4);
    },
  );

  it("of subscriptions whose next links go in a circle is no list", async () => {
    let pages = 0;
    answerList("subscriptions", (answer) => nextLink(answer, `${azure.origin}/subscriptions?api-version=2022-12-01&page=${pages++ % 2}`));
    await expect(read()).rejects.toMatchObject({ code: "azure-failed", details: { azureCode: "RepeatedNextLink" } });
    expect(pages).toBeLessThan(5);
  });

  it.each(["snapshots", "disks", "resourcegroups"])(
    "of %s that goes on elsewhere is failed, and nobody there hears of us",
    async (list) => {
      answerList(list, (answer) => nextLink(answer, `${stranger.origin}/next?api-version=2026-03-02`));
      const { subscriptions } = await read();
      expect(subscriptions[0]).toMatchObject({ state: "failed", message: expect.stringContaining("ForeignAddress") });
      expect(stranger.asked).toEqual([]);
    },
  );

  it("of subscriptions that goes on elsewhere is no list", async () => {
    answerList("subscriptions", (answer) => nextLink(answer, `${stranger.origin}/next`));
    await expect(read()).rejects.toMatchObject({ details: { azureCode: "ForeignAddress" } });
    expect(stranger.asked).toEqual([]);
  });

  it("that is sent to what is no address is failed", async () => {
    answerList("snapshots", () => ({ status: 307, headers: { location: "http://[" }, body: "" }));
    expect((await read()).subscriptions[0]).toMatchObject({ state: "failed", message: expect.stringContaining("ForeignAddress") });
  });

  it.each([301, 302, 307, 308])("that is sent elsewhere by a %i is failed", async (status) => {
    answerList("snapshots", () => ({ status, headers: { location: `${stranger.origin}/x` }, body: "" }));
    const { subscriptions } = await read();
    expect(subscriptions[0]).toMatchObject({ state: "failed", message: expect.stringMatching(/ForeignAddress|308/) });
    expect(stranger.asked).toEqual([]);
  });

  it("stops between two pages when nobody asks any more", async () => {
    const leaving = new AbortController();
    let pages = 0;
    answerList("snapshots", (answer) => {
      pages += 1;
      if (pages === 3) leaving.abort(new Error("gone"));
      return nextLink(
        answer,
        `${azure.origin}/subscriptions/${estate.azure.subscriptionId}/providers/Microsoft.Compute/snapshots?api-version=2026-03-02&n=${pages}`,
      );
    });
    await expect(inventory().read({ ...estate.context, signal: leaving.signal })).rejects.toThrow();
    expect(pages).toBe(3);
  });

  const malformed = [
    '{"value":null}',
    "{}",
    "[]",
    "null",
    "<html>busy</html>",
    "",
    '{"value":{"a":1}}',
    '{"value":[],"nextLink":7}',
    '{"value":[],"nextLink":"http://["}',
  ];
  it.each(malformed)("that is %s is told as unreadable, with Azure's request id", async (body) => {
    answerList("snapshots", ({ headers }) => ({ body, headers: { ...headers, "x-ms-request-id": "azure-7" } }));
    const { subscriptions, unread, disks } = await read();
    expect(subscriptions[0]?.state).toBe("failed");
    expect(subscriptions[0]?.message).toMatch(/^Azure answered unreadably \(request id azure-7\): /);
    expect(unread).toMatchObject([{ list: "snapshots" }]);
    expect(disks).toHaveLength(1);
  });

  it("with rows that come again on a later page counts each once", async () => {
    const once = await read();
    azure.answerWith(({ path }, answer) => {
      const url = new URL(path, azure.origin);
      if (answer.status !== 200 || !/\/(subscriptions|locations|resourcegroups|disks|snapshots)$/i.test(url.pathname)) return undefined;
      if (url.searchParams.has("again")) return undefined;
      url.searchParams.set("again", "1");
      return nextLink(answer, url.href);
    });
    const twice = await read();
    expect(azure.asked.filter(({ path }) => path.includes("again=1"))).toHaveLength(5);
    expect({ ...twice, readAt: once.readAt }).toEqual(once);
  });
});

describe("an operation under way", () => {
  it.each(["azure-asyncoperation", "location"])("that names another host in %s is not asked for there", async (header) => {
    azure.answerWith(({ path }, answer) =>
      path.includes("beginGetAccess")
        ? { headers: { ...answer.headers, [header]: `${stranger.origin}/op?api-version=2026-03-02` } }
        : undefined,
    );
    const [snapshot] = (await read()).snapshots;
    if (!snapshot) throw new Error("there is a snapshot");
    const grant = new SnapshotSas(azure.connection).grant(snapshot, 600, estate.context);
    // No refusal: the SAS may have been made, so it is revoked.
    await expect(grant).rejects.toMatchObject({ code: "azure-failed", retryable: true, details: { azureCode: "ForeignAddress" } });
    expect(stranger.asked).toEqual([]);
    await estate.azure.compute().snapshots.revokeAccess("Test-Group", snapshot.name);
  });

  it("whose answer the SDK cannot read is told as unreadable, not in the words of a TypeError", async () => {
    const [snapshot] = (await read()).snapshots;
    azure.answerWith(({ path, method }, answer) =>
      method === "GET" && path.includes("db01-1?")
        ? { body: "null", headers: { ...answer.headers, "x-ms-request-id": "azure-8" } }
        : undefined,
    );
    await expect(new SnapshotSas(azure.connection).isActive(snapshot?.id ?? "", estate.context)).rejects.toThrow(
      /^Azure answered unreadably \(request id azure-8\)/,
    );
  });
});

describe("a SAS", () => {
  it("of another host is never used, told with the host, and ended", async () => {
    const [snapshot] = (await read()).snapshots;
    azure.answerWith((_asked, { body }) => ({ body: body.replaceAll(estate.azure.endpoints.blob, stranger.origin) }));
    const { ledger, uses, clock } = estate;
    const access = createSnapshotAccess({ connection: azure.connection, ledger, uses, clock, ids });
    const work = access.withReadAccess(snapshot ? [snapshot] : [], estate.context, async ([source]) =>
      source ? estate.reader.readAllocated(source, 2 ** 30, estate.context) : undefined,
    );
    await expect(work).rejects.toMatchObject({
      code: "azure-failed",
      message: expect.stringContaining(stranger.origin),
      details: { azureCode: "ForeignAddress" },
    });
    expect(stranger.asked).toEqual([]);
    expect([...estate.azure.world.snapshots.values()].filter((one) => estate.azure.world.hasActiveSas(one))).toEqual([]);
    expect(ledger.entries.map(({ result }) => result)).toEqual(["failed"]);
  });

  it.each([
    "https://md-fj1kkfwdnjks.z15.blob.storage.azure.net/x/abcd?sig=s",
    "https://md-gpvmcxzlzxgd.blob.core.windows.net/x/abcd?sig=s",
    "https://md-hdd-b0rz3wtc3zxf.blob.core.windows.net/x/abcd?sig=s",
  ])("of managed disks is one: %s", (url) => expect(() => assertDataAddress(url, undefined)).not.toThrow());

  it.each([
    "http://md-gpvmcxzlzxgd.blob.core.windows.net/x",
    "https://md-gpvmcxzlzxgd.blob.core.windows.net:8443/x",
    "https://md-a.blob.core.windows.net.elsewhere.example/x",
    "https://elsewhere.example/md-a.blob.core.windows.net",
    "https://md-a.blob.core.windows.net@elsewhere.example/x",
    "https://someaccount.blob.core.windows.net/x",
    "https://someaccount-secondary.blob.core.windows.net/x",
    "https://127.0.0.1/x",
    "no address",
  ])("elsewhere is none of Azure's: %s", (url) => expect(() => assertDataAddress(url, undefined)).toThrow(/another host/));
});

it("one snapshot that is no snapshot is unreadable", async () => {
  azure.answerWith(({ path }) => (path.includes("db01-1?") ? { body: "[]" } : undefined));
  await expect(inventory().getSnapshot(snapshotId(), estate.context)).rejects.toThrow(/^Azure answered unreadably/);
});

describe("a bill", () => {
  const row = (day: number, usd: number) => [usd, 1, day, "/subscriptions/s/x", "LRS Snapshots", "USD"];
  const columns = ["CostUSD", "UsageQuantity", "UsageDate", "ResourceId", "Meter", "Currency"].map((name) => ({ name }));
  const bill = (rows: unknown[], link?: string) => ({
    status: 200,
    body: JSON.stringify({ properties: { columns, rows, nextLink: link ?? null } }),
  });
  const readMonth = () =>
    createBilledUsage({ connection: azure.connection }).readMonth(estate.azure.subscriptionId, "2026-04", estate.context);

  it("counts a row that comes again on a later page once", async () => {
    let pages = 0;
    azure.answerWith(({ path }) => {
      if (!path.includes("CostManagement")) return undefined;
      pages += 1;
      return pages === 1
        ? bill([row(20260401, 1), row(20260402, 2)], `${azure.origin}${path}&$skiptoken=2`)
        : bill([row(20260402, 2), row(20260403, 3)]);
    });
    expect((await readMonth()).map(({ usd }) => usd)).toEqual(["1", "2", "3"]);
  });

  it("that goes on elsewhere or in a circle is none", async () => {
    azure.answerWith(({ path }) => (path.includes("CostManagement") ? bill([], `${stranger.origin}/next`) : undefined));
    await expect(readMonth()).rejects.toMatchObject({ details: { azureCode: "ForeignAddress" } });
    azure.answerWith(({ path }) => (path.includes("CostManagement") ? bill([], azure.origin + path) : undefined));
    await expect(readMonth()).rejects.toMatchObject({ details: { azureCode: "RepeatedNextLink" } });
    expect(stranger.asked).toEqual([]);
  });
});
