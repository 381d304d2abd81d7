// Somebody to whom only groups of a subscription are open: what may be read is shown, the rest is named, and nothing is taken
// for gone that lies there.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { fill, type LocalEstate, startLocalEstate } from "#lib/adapters/testing/local-estate.ts";
import { createServices } from "#lib/adapters/testing/local-services.ts";
import { type Answer, type Rewrite, type RewritingAzure, startRewritingAzure } from "#lib/adapters/testing/rewriting-azure.ts";
import { type SnapshotQuery, snapshotQuery, subscriptionList } from "#lib/contract/inventory.ts";
import type { RoleName } from "#lib/local-azure/auth/rights/roles.ts";
import { assignRole } from "#lib/local-azure/testing/assign-role.ts";
import { listSubscriptions } from "#lib/services/inventory/list-subscriptions.ts";
import { getOverview } from "#lib/services/overview/get-overview.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { createAzureInventory } from "./inventory.ts";

let estate: LocalEstate;
let azure: RewritingAzure;
const given: (() => Promise<unknown>)[] = [];
const subscription = () => `/subscriptions/${estate.azure.subscriptionId}`;
const groupPath = (name: string) => `${subscription()}/resourceGroups/${name}`;

beforeAll(async () => {
  estate = await startLocalEstate();
  const { world, subscriptionId } = estate.azure;
  const [open, secret] = ["Open-Group", "Secret-Group"].map((name) => world.addGroup({ subscriptionId, name, location: "westeurope" }));
  if (!open || !secret) throw new Error("two groups");
  for (const group of [open, secret]) {
    const disk = world.createEmptyDisk({ name: `${group.name}-disk`, group, sku: "Premium_LRS", sizeGib: 1 });
    fill(estate.azure, disk, 0, 4096);
    world.takeSnapshot({ disk, name: `${group.name}-s`, group, incremental: true });
    // Its disk lies in the other group.
    if (group === secret) world.takeSnapshot({ disk, name: "of-a-secret-disk", group: open, incremental: true });
  }
  azure = await startRewritingAzure(estate);
});
afterAll(async () => {
  await azure.stop();
  await estate.stop();
});
afterEach(async () => {
  azure.reset();
  for (const takeAway of given.splice(0)) await takeAway();
});

const give = async (role: RoleName, scope: string) => void given.push(await assignRole(estate.azure, role, "guest", scope));

/** When a disk without a snapshot is old enough to be told. */
const later = { nowMs: () => estate.clock.nowMs() + 25 * 3_600_000 };

async function shownToGuest() {
  const connection = { ...estate.connect("guest"), armEndpoint: azure.origin };
  const services = createServices(estate, createAzureInventory({ connection, clock: estate.clock }));
  await services.view.refresh(estate.context);
  const { rows, chains } = await services.look();
  return {
    snapshots: rows.map(({ name }) => name).toSorted(),
    disks: (await services.estate.disks.rows(estate.context, { limit: 100, format: "json" })).map(({ name }) => name),
    sources: Object.fromEntries(chains.map(({ sourceDiskName, sourceState }) => [sourceDiskName, sourceState])),
    subscription: subscriptionList.parse(await listSubscriptions(services, estate.context)).items[0],
    attention: (await getOverview({ ...services, clock: later }, {}, estate.context)).attention,
  };
}

/** Beside somebody who has read all of it before. */
async function besideOwner() {
  const ofGuest = createAzureInventory({ connection: { ...estate.connect("guest"), armEndpoint: azure.origin }, clock: estate.clock });
  const owner = { ...estate.context, principal: { ...estate.context.principal, identity: "owner" } };
  const services = createServices(estate, {
    ...ofGuest,
    read: (context, options) => (context.principal.identity === "owner" ? estate.inventory : ofGuest).read(context, options),
  });
  const namesSeen = async (context: CallContext) => {
    await services.view.known(context);
    const rows = await services.estate.snapshots.rows(context, snapshotQuery.parse({}) as SnapshotQuery);
    return rows.map(({ name }) => name).toSorted();
  };
  await services.view.refresh(owner);
  await services.view.refresh(estate.context);
  return {
    guest: await namesSeen(estate.context),
    owner: await namesSeen(owner),
    subscription: subscriptionList.parse(await listSubscriptions(services, estate.context)).items[0],
    refresh: async () => {
      await services.view.refresh(estate.context);
      return { guest: await namesSeen(estate.context), owner: await namesSeen(owner) };
    },
  };
}

/** What Azure may answer in place of a refusal: what the asker may see. */
const filtered: Rewrite = async ({ path, headers }, answer) => {
  const list = /^\/subscriptions\/[^/]+\/providers\/Microsoft\.Compute\/(disks|snapshots)\?/.exec(path)?.[1];
  if (!list || answer.status !== 403) return undefined;
  const open = await fetch(
    `${estate.azure.endpoints.arm}${groupPath("Open-Group")}/providers/Microsoft.Compute/${list}?api-version=2025-01-02`,
    { headers: { authorization: headers.authorization ?? "" } },
  );
  return { status: 200, body: await open.text() };
};
const filterLists = () => azure.answerWith(filtered);
const emptyLists = () =>
  azure.answerWith(({ path }, answer) =>
    /^\/subscriptions\/[^/]+\/providers\/Microsoft\.Compute\/(disks|snapshots)\?/.test(path) && answer.status === 403
      ? { status: 200, body: '{"value":[]}' }
      : undefined,
  );

const ofOpenGroup = {
  snapshots: ["Open-Group-s", "of-a-secret-disk"],
  disks: ["Open-Group-disk"],
  sources: { "Open-Group-disk": "live", "Secret-Group-disk": "unknown" },
  subscription: { state: "partial", disks: 1, snapshots: 2 },
};

describe("a reader of one group", () => {
  it.each([
    ["refused", () => {}],
    ["empty", emptyLists],
    ["what may be seen", filterLists],
  ])("sees it where the subscription's lists are %s", async (_how, rewrite) => {
    await give("Reader", groupPath("Open-Group"));
    rewrite();
    const shown = await shownToGuest();
    expect(shown).toMatchObject(ofOpenGroup);
    expect(shown.subscription?.message).toMatch(/^Only some resource groups may be read for disks and snapshots: Open-Group\./);
    expect(shown.attention.map(({ kind, severity }) => [kind, severity])).toContainEqual(["source-unreadable", "info"]);
    expect(shown.attention.map(({ kind }) => kind)).not.toContain("orphaned-chain");
  });

  it("is told the groups that are listed and not open", async () => {
    await give("Reader", groupPath("Open-Group"));
    await give("Cost Management Reader", subscription());
    const { subscription: told } = await shownToGuest();
    expect(told?.message).toContain("may be read for disks and snapshots: Open-Group. Not in Secret-Group, Test-Group, ");
  });

  it("whose role shows disks and not the group sees them all the same, and is told that snapshots are refused", async () => {
    await give("Disk Backup Reader", groupPath("Open-Group"));
    const shown = await shownToGuest();
    expect(shown).toMatchObject({ snapshots: [], disks: ["Open-Group-disk"], subscription: { state: "partial" } });
    expect(shown.subscription?.message).toContain("Microsoft.Compute/snapshots/read is missing");
    expect(shown.subscription?.message).toContain("for disks: Open-Group.");
    expect(shown.attention.map(({ kind }) => kind)).not.toContain("disk-without-snapshot");
  });
});

it("a reader of the whole subscription is told nothing of that", async () => {
  await give("Reader", subscription());
  const shown = await shownToGuest();
  expect(shown).toMatchObject({ subscription: { state: "ok", disks: 2, snapshots: 3 }, sources: { "Secret-Group-disk": "live" } });
  expect(shown.subscription?.message).toBeUndefined();
});

const allSnapshots = ["Open-Group-s", "Secret-Group-s", "of-a-secret-disk"];

it("where Azure does not tell permissions, lists are read by group and nothing is taken for whole", async () => {
  await give("Reader", subscription());
  azure.answerWith(({ path }) => (path.includes("/permissions?") ? { status: 403, body: "{}" } : undefined));
  const { guest, owner, subscription: told } = await besideOwner();
  expect([guest, owner]).toEqual([allSnapshots, allSnapshots]);
  expect(told).toMatchObject({
    state: "partial",
    disks: 2,
    message: expect.stringContaining("in Open-Group, Secret-Group those are shown"),
  });
});

describe("permissions that fail in passing", () => {
  it.each<[string, Partial<Answer>]>([
    ["throttled", { status: 429, headers: { "retry-after": "302" }, body: "{}" }],
    ["broken", { status: 500, body: "{}" }],
  ])("%s: nothing counts as gone, and what was seen stays", async (_how, failure) => {
    await give("Reader", groupPath("Open-Group"));
    filterLists();
    const beside = await besideOwner();
    const seen = { guest: ofOpenGroup.snapshots, owner: allSnapshots };
    expect(beside).toMatchObject(seen);
    azure.answerWith(async (asked, answer) => (asked.path.includes("/permissions?") ? failure : filtered(asked, answer)));
    expect(await beside.refresh()).toEqual(seen);
  });

  it("are told", async () => {
    await give("Reader", groupPath("Open-Group"));
    azure.answerWith(async (asked, answer) =>
      asked.path.includes("/permissions?") ? { status: 500, body: "{}" } : filtered(asked, answer),
    );
    expect((await shownToGuest()).subscription).toMatchObject({
      state: "failed",
      message: expect.stringContaining("read the permissions at /subscriptions/"),
    });
  });
});

it("where it is not known for the moment in which groups to look, what was seen stays", async () => {
  await give("Reader", groupPath("Open-Group"));
  const refused = { status: 403, body: "{}" };
  const isOfGroups = (path: string) => /\/resourcegroups\?/i.test(path);
  azure.answerWith(({ path }) => (isOfGroups(path) ? refused : undefined));
  const beside = await besideOwner();
  expect(beside.guest).toEqual(ofOpenGroup.snapshots);
  azure.answerWith(({ path }) => (isOfGroups(path) ? refused : path.includes("/resources?") ? { status: 500, body: "{}" } : undefined));
  expect(await beside.refresh()).toEqual({ guest: ofOpenGroup.snapshots, owner: allSnapshots });
});

describe("a reader of one snapshot, of whose subscription Azure lists that one", () => {
  it.each([
    ["refused", false],
    ["what may be seen", true],
  ])("sees no other where the group's list is %s, and nothing is gone for others", async (_how, isGroupListed) => {
    const id = `${groupPath("Open-Group")}/providers/Microsoft.Compute/snapshots/of-a-secret-disk`;
    await give("Reader", id);
    azure.answerWith(async ({ path, headers }, answer) => {
      const [, group] = /^\/subscriptions\/[^/]+(\/resourceGroups\/[^/]+)?\/providers\/Microsoft\.Compute\/snapshots\?/i.exec(path) ?? [];
      if (answer.status !== 403 || !path.includes("/snapshots?") || (group && !(isGroupListed && group.endsWith("Open-Group")))) return;
      const url = `${estate.azure.endpoints.arm}${id}?api-version=2025-01-02`;
      const one = await fetch(url, { headers: { authorization: headers.authorization ?? "" } });
      return { status: 200, body: `{"value":[${await one.text()}]}` };
    });
    const { guest, owner, subscription: told } = await besideOwner();
    expect({ guest, owner }).toEqual({ guest: ["of-a-secret-disk"], owner: allSnapshots });
    expect(told).toMatchObject({ state: "partial", snapshots: 1, message: expect.stringContaining("Of the snapshots in Open-Group") });
  });
});

it("which groups may be read is told for disks and snapshots apart", async () => {
  await give("Reader", groupPath("Open-Group"));
  await give("Disk Backup Reader", groupPath("Secret-Group"));
  const { subscription: told } = await shownToGuest();
  expect(told?.message).toContain("for disks: Open-Group, Secret-Group. ");
  expect(told?.message).toContain("for snapshots: Open-Group. Not in Secret-Group. ");
});

describe("a role that comes or goes while a list is read makes no list look whole", () => {
  /** The list answers with what may be seen without the role, whatever it was when it was asked. */
  const seenWithout = (change: () => Promise<unknown>) => {
    let isChanged = false;
    azure.answerWith(async (asked, answer) => {
      if (!/\/resourceGroups\/Secret-Group\/providers\/Microsoft\.Compute\/snapshots\?/i.test(asked.path)) return filtered(asked, answer);
      if (!isChanged) await change();
      isChanged = true;
      return { status: 200, body: '{"value":[]}' };
    });
  };
  const oneOfTheGroup = async () => {
    await give("Reader", groupPath("Open-Group"));
    // So that the group is looked into.
    await give("Reader", `${groupPath("Secret-Group")}/providers/Microsoft.Compute/snapshots/Secret-Group-s`);
  };

  it("given after the list and before the permissions", async () => {
    await oneOfTheGroup();
    seenWithout(() => give("Reader", groupPath("Secret-Group")));
    expect((await besideOwner()).owner).toEqual(allSnapshots);
  });

  it("taken between the permissions and the list", async () => {
    await oneOfTheGroup();
    const takeAway = await assignRole(estate.azure, "Reader", "guest", groupPath("Secret-Group"));
    seenWithout(takeAway);
    expect((await besideOwner()).owner).toEqual(allSnapshots);
  });

  it("one that stays does", async () => {
    await oneOfTheGroup();
    await give("Reader", groupPath("Secret-Group"));
    seenWithout(async () => undefined);
    expect((await besideOwner()).owner).toEqual(ofOpenGroup.snapshots);
  });
});
