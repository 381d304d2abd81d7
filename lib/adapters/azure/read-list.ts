// One list of a subscription, whole or as much of it as may be read, with the areas it covers: nothing counts as covered where
// a right is missing, or not known to be there.
import pLimit from "p-limit";
import { type AppError, isAppError } from "#lib/domain/app-error.ts";
import type { Area, InventoryList } from "#lib/domain/inventory/area.ts";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";

const MAX_GROUPS_AT_ONCE = 8;

export interface ReadRows<Item> {
  items: Item[];
  /** No row had to be left out. */
  isComplete: boolean;
  notices: string[];
}

interface ListReading<Item> extends Omit<ReadRows<Item>, "isComplete"> {
  areas: Area[];
  unread: Area[];
  failures: Error[];
}

type When = "before" | "after";

export interface WayIn {
  /** Why an answer that looks whole is not; rejects where that is not known now. Asked before a list and again after it. */
  refusal: (group: string | undefined, when: When) => Promise<AppError | undefined>;
  groups: () => Promise<string[]>;
}

/** groups: where it was looked for it, when the whole may not be read. */
type GroupedReading<Item> = ListReading<Item> & { groups: string[] };

/**
 * The whole list; where that is refused, group by group those that may be read: a role on a group is enough. Of a group whose
 * list may not be read either, what Azure shows of it and no more.
 */
export async function readList<Item extends { id: string; resourceGroup: string }>(
  list: InventoryList,
  subscriptionId: string,
  wayIn: WayIn,
  read: (group?: string) => Promise<ReadRows<Item>>,
): Promise<GroupedReading<Item>> {
  const whole = await readArea(areaOf(list, subscriptionId), read, (when) => wayIn.refusal(undefined, when));
  const [refusal] = whole.failures;
  if (!refusal || !isRefused(refusal)) return { ...whole, groups: [] };
  let named: string[];
  try {
    named = await wayIn.groups();
  } catch (error) {
    // Where to look is not known now: what was read before stays.
    return { ...whole, unread: [areaOf(list, subscriptionId)], failures: [error as Error], groups: [] };
  }
  const groups = distinctBy([...whole.items.map(({ resourceGroup }) => resourceGroup), ...named], (name) => name);
  const limit = pLimit(MAX_GROUPS_AT_ONCE);
  const readGroup = async (name: string): Promise<ListReading<Item>> => {
    const area = areaOf(list, subscriptionId, name);
    const shown = whole.items.filter(({ resourceGroup }) => resourceGroup.toLowerCase() === area.group);
    const part = await readArea(
      area,
      () => read(name),
      (when) => wayIn.refusal(name, when),
    );
    if (!part.failures.some(isRefused)) return part;
    const items = distinctBy([...shown, ...part.items], ({ id }) => resourceKey(id));
    return { ...part, items, areas: items.map(({ id }) => ({ ...area, item: resourceKey(id) })) };
  };
  const parts = await Promise.all(groups.map((name) => limit(() => readGroup(name))));
  const failures = parts.flatMap((part) => part.failures).filter((error) => !isRefused(error));
  const areas = parts.flatMap((part) => part.areas);
  const unread = parts.flatMap((part) => part.unread);
  // Not one group: then the refusal of the whole says it best.
  const told = failures.length > 0 || areas.length > 0 ? failures : [refusal];
  const [items, notices] = [parts.flatMap((part) => part.items), parts.flatMap((part) => part.notices)];
  return { items, notices, areas, unread, failures: told, groups };
}

/**
 * With its items where these may be fewer than there are: the area is covered only where nothing speaks against it. A right that
 * was there before the list and after it was there with it, so one that is given or taken meanwhile makes no list look whole.
 */
async function readArea<Item>(
  area: Area,
  read: () => Promise<ReadRows<Item>>,
  refusalOf: (when: When) => Promise<AppError | undefined>,
): Promise<ListReading<Item>> {
  let rows: Omit<ReadRows<Item>, "isComplete"> = { items: [], notices: [] };
  try {
    const [before] = await Promise.allSettled([refusalOf("before")]);
    const { isComplete, ...found } = await read();
    rows = found;
    if (before.status === "rejected") throw before.reason;
    const refusal = before.value ?? (await refusalOf("after"));
    if (refusal) throw refusal;
    return { ...rows, areas: [isComplete ? area : { ...area, isPartial: true }], unread: [], failures: [] };
  } catch (error) {
    return { ...rows, areas: [], unread: isRefused(error) ? [] : [area], failures: [error as Error] };
  }
}

export function areaOf(list: InventoryList, subscriptionId: string, group?: string): Area {
  return { list, subscriptionId: subscriptionId.toLowerCase(), ...(group === undefined ? {} : { group: group.toLowerCase() }) };
}

export function isRefused(error: unknown): boolean {
  return isAppError(error) && error.code === "forbidden";
}

/** In the order in which each came first, as it came last. */
export function distinctBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  return [...new Map(items.map((item) => [keyOf(item).toLowerCase(), item])).values()];
}
