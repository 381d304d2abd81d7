// The same with az, as far as az goes: it copies a whole snapshot to a page blob and takes a blob snapshot; it has no command
// that writes only what changed.
import { azCommand } from "#lib/domain/plans/az-command.ts";
import { blobNames, stripesOf } from "#lib/domain/replication/replica.ts";
import type { ReplicaAccount } from "#lib/services/ports/replicas.ts";
import type { ReplicateRequest } from "./request.ts";
import type { ReplicaSeries } from "./series.ts";

const HOUR_SECONDS = "3600";

/** Empty where az has nothing like it: changes only, stripes, or a target of the settings. */
export function replicateCommands(
  { series, place, account }: { series: ReplicaSeries; place: ReplicateRequest["place"]; account: ReplicaAccount },
  isThere: boolean,
  objective: string,
): string {
  const [first, ...others] = series.toWrite;
  if (isThere || !first || !account.id.startsWith("/") || stripesOf(first.snapshot.diskSizeBytes ?? 0) > 1) return "";
  const { snapshot } = first;
  const blob = blobNames(place, 1)[0] ?? place.name;
  const at = { "account-name": account.name, "container-name": place.container, name: blob, "auth-mode": "login" };
  const toCopy = { "account-name": account.name, "destination-container": place.container, "destination-blob": blob, "auth-mode": "login" };
  const own = { "resource-group": snapshot.resourceGroup, name: snapshot.name };
  return [
    `# az copies the whole of ${snapshot.name}; it does not plan requests (${objective}), and writes no metadata that this replica would be found again by.`,
    azCommand(["storage", "container", "create"], { "account-name": account.name, name: place.container, "auth-mode": "login" }),
    `SAS=$(${azCommand(["snapshot", "grant-access"], { ...own, "duration-in-seconds": HOUR_SECONDS, query: "accessSas", output: "tsv" })})`,
    `${azCommand(["storage", "blob", "copy", "start"], toCopy)} --source-uri "$SAS"`,
    `# When its copy status is success:`,
    azCommand(["storage", "blob", "snapshot"], at),
    azCommand(["snapshot", "revoke-access"], own),
    ...(others.length === 0 ? [] : ["# For the changes of the others az has no command."]),
  ].join("\n");
}
