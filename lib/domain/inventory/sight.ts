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

/** subjectId: the resource a record is about; one that names none is for who asked. */
export function isInSight({ identity, beginnings }: Sight, record: { requestedBy: { identity: string }; subjectId?: string }): boolean {
  if (record.requestedBy.identity === identity) return true;
  const subject = record.subjectId?.toLowerCase();
  return subject !== undefined && beginnings.some((beginning) => subject.startsWith(beginning));
}
