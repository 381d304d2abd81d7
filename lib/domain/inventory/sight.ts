// What one identity may see of what others did: records of operations and accesses name resources, so they are shown only
// to who may read what they are about, and to who asked for them.
import type { Area, InventoryList } from "./area.ts";

export interface Sight {
  identity: string;
  /** How the ids (in lower case) of what may be read begin. */
  beginnings: readonly string[];
}

export function sightOf(identity: string, areas: readonly Area[], list: InventoryList = "snapshots"): Sight {
  const beginnings = areas
    .filter((area) => area.list === list && area.item === undefined)
    .map(({ subscriptionId, group }) => `/subscriptions/${subscriptionId}/${group === undefined ? "" : `resourcegroups/${group}/`}`);
  return { identity, beginnings };
}

interface RecordInSight {
  requestedBy: { identity: string };
  subjectId?: string;
  targetKeys?: readonly string[];
}

/**
 * subjectId: the resource a record is about, and with it its targets in another subscription than that; without one all its targets; one
 * that names none is for who asked.
 */
export function isInSight({ identity, beginnings }: Sight, { requestedBy, subjectId, targetKeys = [] }: RecordInSight): boolean {
  if (requestedBy.identity === identity) return true;
  const own = subjectId?.toLowerCase();
  const subscription = own && `${own.split("/", 3).join("/")}/`;
  const subjects =
    own === undefined || subscription === undefined ? targetKeys : [own, ...targetKeys.filter((key) => !key.startsWith(subscription))];
  return subjects.length > 0 && subjects.every((subject) => beginnings.some((beginning) => subject.startsWith(beginning)));
}
