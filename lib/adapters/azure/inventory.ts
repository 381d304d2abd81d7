// Everything Snapscope knows of an estate, read from ARM's lists: subscriptions side by side, and in each its
// resource groups, disks and snapshots, with the rights of whoever asks. What was read whole is named, so that nothing is
// taken for deleted where nobody looked. A subscription that fails is named with its reason; it hides no other.
import pLimit from "p-limit";
import { isAppError } from "#lib/domain/app-error.ts";
import type { Area, InventoryList } from "#lib/domain/inventory/area.ts";
import { normaliseRegion } from "#lib/domain/inventory/azure-region.ts";
import type { Disk, Snapshot } from "#lib/domain/inventory/inventory.ts";
import { parseResourceId } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import type { AzureInventory, AzureReach, Inventory, ResourceGroupInfo, SubscriptionInfo } from "#lib/services/ports/inventory.ts";
import { type ArmBodies, createComputeClient, createSubscriptionClient, sendArm } from "./arm-client.ts";
import { isNotFound, toAzureError } from "./azure-error.ts";
import { rawTimesCreated } from "./azure-time.ts";
import type { AzureConnection } from "./connection.ts";
import { toDisk, toSnapshot } from "./resource-mapper.ts";

const MAX_SUBSCRIPTIONS_AT_ONCE = 8;
const MAX_GROUPS_AT_ONCE = 8;
const RESOURCE_GROUPS_API_VERSION = "2021-04-01";

export function createAzureInventory(deps: { connection: AzureConnection; clock: Clock }): AzureInventory & AzureReach {
  const { connection } = deps;
  return {
    reach: async (context) => void (await listSubscriptions(connection, context)),
    read: (context) => readInventory(connection, deps.clock, context),
    getSnapshot: (id, context) => getOne(connection, id, context, "snapshots", toSnapshot),
    getDisk: (id, context) => getOne(connection, id, context, "disks", toDisk),
  };
}

interface SubscriptionReading {
  subscription: SubscriptionInfo;
  resourceGroups: ResourceGroupInfo[];
  disks: Disk[];
  snapshots: Snapshot[];
  areas: Area[];
  unread: Area[];
}

async function readInventory(connection: AzureConnection, clock: Clock, context: CallContext): Promise<Inventory> {
  const readAt = new Date(clock.nowMs()).toISOString();
  const subscriptions = await listSubscriptions(connection, context);
  const limit = pLimit(MAX_SUBSCRIPTIONS_AT_ONCE);
  const readings = await Promise.all(subscriptions.map((s) => limit(() => readSubscription(connection, s, context))));
  return {
    subscriptions: readings.map((r) => r.subscription),
    resourceGroups: readings.flatMap((r) => r.resourceGroups),
    disks: readings.flatMap((r) => r.disks),
    snapshots: readings.flatMap((r) => r.snapshots),
    areas: readings.flatMap((r) => r.areas),
    unread: readings.flatMap((r) => r.unread),
    readAt,
  };
}

async function listSubscriptions(connection: AzureConnection, context: CallContext): Promise<SubscriptionInfo[]> {
  try {
    const wanted = connection.subscriptions?.map((id) => id.toLowerCase());
    const found: SubscriptionInfo[] = [];
    for await (const subscription of createSubscriptionClient(connection, context).subscriptions.list()) {
      const subscriptionId = subscription.subscriptionId ?? "";
      if (wanted && !wanted.includes(subscriptionId.toLowerCase())) continue;
      found.push({ subscriptionId, displayName: subscription.displayName ?? subscriptionId, state: "ok" });
    }
    const missing = (wanted ?? []).filter((id) => !found.some((s) => s.subscriptionId.toLowerCase() === id));
    return [...found, ...missing.map(unseenSubscription)];
  } catch (error) {
    throw toAzureError(error, "list the subscriptions");
  }
}

function unseenSubscription(subscriptionId: string): SubscriptionInfo {
  return { subscriptionId, displayName: subscriptionId, state: "forbidden", message: "The app's identity cannot see this subscription." };
}

/** What can be read is kept and what cannot is said: a role may well allow snapshots and not disks, or one group only. */
async function readSubscription(
  connection: AzureConnection,
  subscription: SubscriptionInfo,
  context: CallContext,
): Promise<SubscriptionReading> {
  if (subscription.state !== "ok") return { subscription, resourceGroups: [], disks: [], snapshots: [], areas: [], unread: [] };
  const id = subscription.subscriptionId;
  const asked = listResourceGroups(connection, id, context);
  const known = asked.catch(() => []);
  const [[locations, groups], disks, snapshots] = await Promise.all([
    Promise.allSettled([listLocations(connection, id, context), asked]),
    readList("disks", id, known, (group) => listDisks(connection, id, context, group)),
    readList("snapshots", id, known, (group) => listSnapshots(connection, id, context, group)),
  ]);
  context.signal?.throwIfAborted();
  const resourceGroups = await known;
  const failures = [...(groups.status === "rejected" ? [groups.reason as Error] : []), ...disks.failures, ...snapshots.failures];
  const unread = [
    ...(groups.status === "rejected" && !isRefused(groups.reason) ? [areaOf("resourceGroups", id)] : []),
    ...disks.unread,
    ...snapshots.unread,
  ];
  return {
    subscription: {
      ...describe(subscription, failures, unread.length > 0),
      // Only a help in forms: without it every region is offered and Azure has the last word.
      ...(locations.status === "fulfilled" ? { locations: locations.value } : {}),
    },
    resourceGroups,
    disks: withWrittenGroupNames(disks.items, resourceGroups),
    snapshots: withWrittenGroupNames(snapshots.items, resourceGroups),
    areas: [...disks.areas, ...snapshots.areas],
    unread,
  };
}

function describe(subscription: SubscriptionInfo, failures: Error[], mayPass: boolean): SubscriptionInfo {
  if (failures.length === 0) return subscription;
  const message = [...new Set(failures.map((error) => error.message))].join(" ");
  return { ...subscription, state: mayPass ? "failed" : "forbidden", message };
}

interface ListReading<Item> {
  items: Item[];
  areas: Area[];
  unread: Area[];
  failures: Error[];
}

/** The whole list; where that is refused, group by group those that may be read: a role on a group is enough. */
async function readList<Item>(
  list: InventoryList,
  subscriptionId: string,
  known: Promise<readonly ResourceGroupInfo[]>,
  read: (group?: string) => Promise<Item[]>,
): Promise<ListReading<Item>> {
  const whole = await readArea(areaOf(list, subscriptionId), read);
  const [refusal] = whole.failures;
  if (!refusal || !isRefused(refusal)) return whole;
  const groups = await known;
  const limit = pLimit(MAX_GROUPS_AT_ONCE);
  const parts = await Promise.all(groups.map(({ name }) => limit(() => readArea(areaOf(list, subscriptionId, name), () => read(name)))));
  const failures = parts.flatMap((part) => part.failures).filter((error) => !isRefused(error));
  const areas = parts.flatMap((part) => part.areas);
  const unread = parts.flatMap((part) => part.unread);
  // Not one group: then the refusal of the whole says it best.
  const told = failures.length > 0 || areas.length > 0 ? failures : [refusal];
  return { items: parts.flatMap((part) => part.items), areas, unread, failures: told };
}

async function readArea<Item>(area: Area, read: () => Promise<Item[]>): Promise<ListReading<Item>> {
  try {
    return { items: await read(), areas: [area], unread: [], failures: [] };
  } catch (error) {
    return { items: [], areas: [], unread: isRefused(error) ? [] : [area], failures: [error as Error] };
  }
}

function areaOf(list: InventoryList, subscriptionId: string, group?: string): Area {
  return { list, subscriptionId: subscriptionId.toLowerCase(), ...(group === undefined ? {} : { group: group.toLowerCase() }) };
}

function isRefused(error: unknown): boolean {
  return isAppError(error) && error.code === "forbidden";
}

async function listLocations(connection: AzureConnection, subscriptionId: string, context: CallContext): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, metadata } of createSubscriptionClient(connection, context).subscriptions.listLocations(subscriptionId)) {
    if (name && metadata?.regionType !== "Logical") names.push(normaliseRegion(name));
  }
  return names;
}

async function listDisks(connection: AzureConnection, subscriptionId: string, context: CallContext, group?: string): Promise<Disk[]> {
  const bodies: ArmBodies = { last: "" };
  const { disks } = createComputeClient(connection, subscriptionId, context, bodies);
  const pages = group === undefined ? disks.list() : disks.listByResourceGroup(group);
  return readPages(pages.byPage(), bodies, toDisk, `list the disks of ${placeName(subscriptionId, group)}`);
}

async function listSnapshots(
  connection: AzureConnection,
  subscriptionId: string,
  context: CallContext,
  group?: string,
): Promise<Snapshot[]> {
  const bodies: ArmBodies = { last: "" };
  const { snapshots } = createComputeClient(connection, subscriptionId, context, bodies);
  const pages = group === undefined ? snapshots.list() : snapshots.listByResourceGroup(group);
  return readPages(pages.byPage(), bodies, toSnapshot, `list the snapshots of ${placeName(subscriptionId, group)}`);
}

function placeName(subscriptionId: string, group: string | undefined): string {
  return group === undefined ? `subscription ${subscriptionId}` : `group ${group}`;
}

async function readPages<Model extends { timeCreated?: Date }, Item>(
  pages: AsyncIterable<Model[]>,
  bodies: ArmBodies,
  convert: (model: Model, rawTime: string | undefined) => Item,
  doing: string,
): Promise<Item[]> {
  const items: Item[] = [];
  try {
    for await (const page of pages) {
      const times = rawTimesCreated(
        bodies.last,
        page.map((model) => model.timeCreated),
      );
      for (const [i, model] of page.entries()) items.push(convert(model, times[i]));
    }
  } catch (error) {
    throw toAzureError(error, doing);
  }
  return items;
}

async function listResourceGroups(connection: AzureConnection, subscriptionId: string, context: CallContext): Promise<ResourceGroupInfo[]> {
  interface Page {
    value: { name: string; location: string }[];
    nextLink?: string | null;
  }
  const groups: ResourceGroupInfo[] = [];
  try {
    let path: string | null | undefined = `/subscriptions/${subscriptionId}/resourcegroups?api-version=${RESOURCE_GROUPS_API_VERSION}`;
    while (path) {
      const response = await sendArm(connection, { method: "GET", path }, context);
      const page = JSON.parse(response.bodyAsText ?? "{}") as Page;
      groups.push(...page.value.map((g) => ({ subscriptionId, name: g.name, region: g.location })));
      path = page.nextLink;
    }
  } catch (error) {
    throw toAzureError(error, `list the resource groups of subscription ${subscriptionId}`);
  }
  return groups;
}

/** ARM's subscription-wide lists shout the group's name; people know it as they wrote it. */
function withWrittenGroupNames<Item extends { resourceGroup: string }>(items: Item[], groups: ResourceGroupInfo[]): Item[] {
  const written = new Map(groups.map((g) => [g.name.toLowerCase(), g.name]));
  return items.map((item) => ({ ...item, resourceGroup: written.get(item.resourceGroup.toLowerCase()) ?? item.resourceGroup }));
}

async function getOne<Item>(
  connection: AzureConnection,
  id: string,
  context: CallContext,
  kind: "snapshots" | "disks",
  convert: (model: never, rawTime: string | undefined) => Item,
): Promise<Item | undefined> {
  const parts = parseResourceId(id);
  if (parts?.type.toLowerCase() !== `microsoft.compute/${kind}`) return undefined;
  const bodies: ArmBodies = { last: "" };
  const client = createComputeClient(connection, parts.subscriptionId, context, bodies);
  try {
    const model = await client[kind].get(parts.resourceGroup, parts.name);
    return convert(model as never, rawTimesCreated(bodies.last, [model.timeCreated])[0]);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw toAzureError(error, `read ${id}`);
  }
}
