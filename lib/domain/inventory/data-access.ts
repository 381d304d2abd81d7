import type { Snapshot } from "./inventory.ts";

/** Its data opens to a SAS only together with a token of somebody who may read data of disks. */
export function wantsDataToken({ dataAccessAuthMode }: Pick<Snapshot, "dataAccessAuthMode">): boolean {
  return dataAccessAuthMode?.toLowerCase() === "azureactivedirectory";
}
