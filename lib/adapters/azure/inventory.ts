// Everything Snapscope knows of an estate, read from ARM's lists: subscriptions side by side, and in each its
// resource groups, disks and snapshots, with the rights of whoever asks. What was read whole is named, so that nothing is
// taken for deleted where nobody looked. A subscription that fails is named with its reason; it hides no other.
import pLimit from "p-limit";
import { askedWaitMs } from "#lib/domain/app-error.ts";
import { formatUtc } from "#lib/domain/format.ts";
import type { Area, InventoryList } from "#lib/domain/inventory/area.ts";
import { normaliseRegion } from "#lib/domain/inventory/azure-region.ts";
import type { Disk, Snapshot } from "#lib/domain/inventory/inventory.ts";
import { parseResourceId, resourceKey, UNKNOWN } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import type {
  AzureInventory,
  AzureReach,
  Inventory,
  ReadingOptions,
  ResourceGroupInfo,
  SubscriptionInfo,
} from "#lib/services/ports/inventory.ts";
import { answeredRequestId, sendArm } from "./arm-client.ts";
import { readArmList } from "./arm-list.ts";
import { isFault, saysGone, toAzureError } from "./azure-error.ts";
import type { AzureConnection } from "./connection.ts";
import { fieldsOf } from "./fields.ts";
import { type Permissions, readPermissions } from "./permissions.ts";
import { areaOf, distinctBy, isRefused, type ReadRows, readList, type WayIn } from "./read-list.ts";
import { type MappedRow, toDisk, toSnapshot } from "./resource-mapper.ts";
import { LONGEST_WAIT_MS } from "./retry-after.ts";
import { listSubscriptions, SUBSCRIPTIONS_API_VERSION } from "./subscriptions.ts";
import { parseObject, readable, requestIdOf, unreadable } from "./unreadable.ts";
import { groupsWith, missingRight, tellGroups } from "./whole-list.ts";

const MAX_SUBSCRIPTIONS_AT_ONCE = 8;
const MAX_NOTICES = 20;
const RESOURCE_GROUPS_API_VERSION = "2021-04-01";
/** That of the SDK's own client. */
const COMPUTE_API_VERSION = "2026-03-02";

interface InventoryDeps {
  connection: AzureConnection;
  clock: Clock;
  /** Of a list that failed by a fault of ours: what people see of it is one failed subscription among others. */
  onFault?: (error: Error, requestId: string) => void;
}

export function createAzureInventory(deps: InventoryDeps): AzureInventory & AzureReach {
  const { connection } = deps;
  return {
    reach: async (context) => void (await listSubscriptions(connection, context)),
    read: (context, options) => readInventory(deps, context, options),
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

async function readInventory(deps: InventoryDeps, context: CallContext, { resting = [] }: ReadingOptions = {}): Promise<Inventory> {
  const { connection, clock } = deps;
  const readAt = new Date(clock.nowMs()).toISOString();
  const subscriptions = await listSubscriptions(connection, context);
  const limit = pLimit(MAX_SUBSCRIPTIONS_AT_ONCE);
  const readings = await Promise.all(
    subscriptions.map((subscription) => {
      const told = resting.find(({ subscriptionId }) => subscriptionId === subscription.subscriptionId);
      return told ? leaveAlone(told, subscription) : limit(() => readSubscription(deps, subscription, context));
    }),
  );
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

/** What can be read is kept and what cannot is said: a role may well allow snapshots and not disks, or one group only. */
async function readSubscription(
  { connection, clock, onFault }: InventoryDeps,
  subscription: SubscriptionInfo,
  context: CallContext,
): Promise<SubscriptionReading> {
  if (subscription.state !== "ok") return nothingOf(subscription);
  const id = subscription.subscriptionId;
  const asked = listResourceGroups(connection, id, context);
  const known = asked.catch(() => []);
  const rightsBefore = rememberedRights(connection, context);
  const wayInto = (list: "disks" | "snapshots"): WayIn => ({
    refusal: (group, when) => {
      const scope = scopeOf(id, group);
      return missingRight(list, scope, when === "before" ? rightsBefore(scope) : readPermissions(connection, scope, context));
    },
    // As people wrote them, where that is known.
    groups: async () => [...(await groupsWith(connection, list, id, context)), ...(await known).map(({ name }) => name)],
  });
  const [[locations, groups], disks, snapshots] = await Promise.all([
    Promise.allSettled([listLocations(connection, id, context), asked]),
    readList("disks", id, wayInto("disks"), (group) =>
      listResources(connection, { list: "disks", subscriptionId: id, group, convert: toDisk }, context),
    ),
    readList("snapshots", id, wayInto("snapshots"), (group) =>
      listResources(connection, { list: "snapshots", subscriptionId: id, group, convert: toSnapshot }, context),
    ),
  ]);
  context.signal?.throwIfAborted();
  const resourceGroups = await known;
  const failures = [...(groups.status === "rejected" ? [groups.reason as Error] : []), ...disks.failures, ...snapshots.failures];
  for (const failure of failures) if (isFault(failure)) onFault?.(failure, context.requestId);
  const areas = [...disks.areas, ...snapshots.areas];
  const byGroup = tellGroups(
    id,
    areas,
    distinctBy([...disks.groups, ...snapshots.groups], (name) => name),
  );
  const unread = [
    ...(groups.status === "rejected" && !isRefused(groups.reason) ? [areaOf("resourceGroups", id)] : []),
    ...disks.unread,
    ...snapshots.unread,
  ];
  return {
    subscription: {
      ...describe(subscription, failures, byGroup, { mayPass: unread.length > 0, isPartRead: areas.length > 0, nowMs: clock.nowMs() }),
      ...toNotices([...disks.notices, ...snapshots.notices]),
      // Only a help in forms: without it every region is offered and Azure has the last word.
      ...(locations.status === "fulfilled" ? { locations: locations.value } : {}),
    },
    resourceGroups,
    disks: withWrittenGroupNames(disks.items, resourceGroups),
    snapshots: withWrittenGroupNames(snapshots.items, resourceGroups),
    areas,
    unread,
  };
}

function scopeOf(subscriptionId: string, group?: string): string {
  return `/subscriptions/${subscriptionId}${group === undefined ? "" : `/resourceGroups/${encodeURIComponent(group)}`}`;
}

/** One question for all lists of a scope. */
function rememberedRights(connection: AzureConnection, context: CallContext): (scope: string) => Promise<Permissions> {
  const known = new Map<string, Promise<Permissions>>();
  return (scope) => {
    const asked = known.get(scope) ?? readPermissions(connection, scope, context);
    // Nobody may wait for it.
    asked.catch(() => undefined);
    known.set(scope, asked);
    return asked;
  };
}

interface Outcome {
  mayPass: boolean;
  isPartRead: boolean;
  nowMs: number;
}

/** byGroup: where it was looked for what may be read, when the whole may not. */
function describe(
  subscription: SubscriptionInfo,
  failures: readonly Error[],
  byGroup: string | undefined,
  { mayPass, isPartRead, nowMs }: Outcome,
): SubscriptionInfo {
  const messages = [...failures.map(({ message }) => message), ...(byGroup ? [byGroup] : [])];
  if (messages.length === 0) return subscription;
  const waitMs = Math.max(0, ...failures.map((error) => askedWaitMs(error) ?? 0));
  if (waitMs > LONGEST_WAIT_MS) return throttled(subscription, nowMs + waitMs);
  return { ...subscription, state: mayPass ? "failed" : isPartRead ? "partial" : "forbidden", message: [...new Set(messages)].join(" ") };
}

function throttled(subscription: SubscriptionInfo, untilMs: number): SubscriptionInfo {
  const message = `Azure asks not to be asked again before ${formatUtc(untilMs)}. Until then what was read last is shown; reading again asks all the same.`;
  return { ...subscription, state: "throttled", message, throttledUntil: new Date(untilMs).toISOString() };
}

/** What was read of it before stays as it was. */
function leaveAlone(told: SubscriptionInfo, { displayName }: SubscriptionInfo): SubscriptionReading {
  const lists: InventoryList[] = ["resourceGroups", "disks", "snapshots"];
  return { ...nothingOf({ ...told, displayName }), unread: lists.map((list) => areaOf(list, told.subscriptionId)) };
}

function nothingOf(subscription: SubscriptionInfo): SubscriptionReading {
  return { subscription, resourceGroups: [], disks: [], snapshots: [], areas: [], unread: [] };
}

/** The first of them by their ids, and how many more there are. */
function toNotices(all: string[]): Pick<SubscriptionInfo, "notices"> {
  if (all.length === 0) return {};
  const more = all.length - MAX_NOTICES;
  return { notices: [...all.slice(0, MAX_NOTICES), ...(more > 0 ? [`${more} more records are odd.`] : [])] };
}

async function listLocations(connection: AzureConnection, subscriptionId: string, context: CallContext): Promise<string[]> {
  const path = `/subscriptions/${subscriptionId}/locations?api-version=${SUBSCRIPTIONS_API_VERSION}`;
  const names = (await readArmList(connection, path, context)).map(fieldsOf).flatMap((row) => {
    const name = row.text("name");
    return name && row.object("metadata").text("regionType") !== "Logical" ? [normaliseRegion(name)] : [];
  });
  return [...new Set(names)];
}

interface ResourceList<Item> {
  list: "disks" | "snapshots";
  subscriptionId: string;
  /** Absent: of the whole subscription. */
  group?: string | undefined;
  convert: (row: unknown) => MappedRow<Item>;
}

/** A row that comes again on a later page, because something was made or deleted meanwhile, counts as it came last. */
async function listResources<Item extends { id: string }>(
  connection: AzureConnection,
  { list, subscriptionId, group, convert }: ResourceList<Item>,
  context: CallContext,
): Promise<ReadRows<Item>> {
  const place = group === undefined ? "" : `/resourceGroups/${encodeURIComponent(group)}`;
  const path = `/subscriptions/${subscriptionId}${place}/providers/Microsoft.Compute/${list}?api-version=${COMPUTE_API_VERSION}`;
  try {
    const rows = await readArmList(connection, path, context);
    const mapped = readable(
      () => answeredRequestId(context),
      () => rows.map(convert),
    );
    return {
      items: distinctBy(
        mapped.flatMap(({ item }) => item ?? []),
        ({ id }) => resourceKey(id),
      ),
      isComplete: mapped.every(({ item }) => item !== undefined),
      notices: [...new Set(mapped.flatMap(({ notice }) => notice ?? []))],
    };
  } catch (error) {
    const of = group === undefined ? `subscription ${subscriptionId}` : `group ${group}`;
    throw toAzureError(error, `list the ${list} of ${of}`);
  }
}

async function listResourceGroups(connection: AzureConnection, subscriptionId: string, context: CallContext): Promise<ResourceGroupInfo[]> {
  const path = `/subscriptions/${subscriptionId}/resourcegroups?api-version=${RESOURCE_GROUPS_API_VERSION}`;
  try {
    const rows = await readArmList(connection, path, context);
    const groups = rows.map(fieldsOf).flatMap((row): ResourceGroupInfo[] => {
      const name = row.text("name");
      const tags = row.object("tags").textValues();
      const tagged = Object.keys(tags).length > 0 ? { tags } : {};
      return name ? [{ subscriptionId, name, region: row.text("location") ?? UNKNOWN, ...tagged }] : [];
    });
    return distinctBy(groups, ({ name }) => name);
  } catch (error) {
    throw toAzureError(error, `list the resource groups of subscription ${subscriptionId}`);
  }
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
  convert: (row: unknown) => MappedRow<Item>,
): Promise<Item | undefined> {
  const parts = parseResourceId(id);
  if (parts?.type.toLowerCase() !== `microsoft.compute/${kind}`) return undefined;
  const group = `/subscriptions/${parts.subscriptionId}/resourceGroups/${encodeURIComponent(parts.resourceGroup)}`;
  const path = `${group}/providers/Microsoft.Compute/${kind}/${encodeURIComponent(parts.name)}?api-version=${COMPUTE_API_VERSION}`;
  try {
    const response = await sendArm(connection, { method: "GET", path }, context);
    const { item } = readable(
      () => requestIdOf(response),
      () => convert(parseObject(response)),
    );
    if (item === undefined) throw unreadable("it has no usable id", requestIdOf(response));
    return item;
  } catch (error) {
    if (saysGone(error)) return undefined;
    throw toAzureError(error, `read ${id}`);
  }
}
