// Snapshots of one chain as recovery points of a replica: what is written, what it moves and costs, and why not.
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { formatBytes, formatCount } from "#lib/domain/format.ts";
import { regionLabel, sameRegion } from "#lib/domain/inventory/azure-region.ts";
import { wantsDataToken } from "#lib/domain/inventory/data-access.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { gibCost } from "#lib/domain/plans/gib-cost.ts";
import type { Plan, PlanCost, PlanProblem } from "#lib/domain/plans/plan.ts";
import { type Replica, stripesOf } from "#lib/domain/replication/replica.ts";
import type { DeltasByUniqueId } from "#lib/domain/sizes/transfer-size.ts";
import { type SeriesAmount, seriesAmount } from "#lib/operations/kinds/copy-series.ts";
import type { ReplicaAccount } from "#lib/services/ports/replicas.ts";
import { replicateCommands } from "./commands.ts";
import { type Effort, effortOf, requestsText, STRIPE_NOTE, timeText } from "./effort.ts";
import { routeUsdPerGib, transferRates } from "./rates.ts";
import type { ReplicateRequest } from "./request.ts";
import { isSameId, type PointOfSeries, type ReplicaSeries } from "./series.ts";
import { countText, OBJECTIVE_LABELS, replicateSteps } from "./words.ts";

/** Of one family, Azure; a diff takes two. */
const MAX_SAS_PER_FAMILY = 5;

export interface ReplicatePlanInput extends Pick<ReplicateRequest, "place" | "objective" | "builtOn"> {
  chain: Chain;
  series: ReplicaSeries;
  account: ReplicaAccount;
  /** What is there; undefined: nothing of the name. */
  replica: Replica | undefined;
  deltas: DeltasByUniqueId;
}

export function planReplicate(input: ReplicatePlanInput): Plan {
  const { chain, series, account, replica, objective } = input;
  const amount = amountOf(input);
  const rates = transferRates(chain.location, account.region);
  const effort = amount.bytes === null ? undefined : effortOf(amount.bytes, series.toWrite, chain, input.deltas, rates);
  const problems = [...series.problems, ...accountProblems(input), ...otherDisk(input), ...changedSince(input)];
  return {
    kind: "replicate",
    possible: problems.length === 0,
    problems: toldOnce(problems),
    summary: summaryOf(input, amount, effort),
    steps: [
      { title: replicateSteps.check, detail: "The snapshots must still be there, and the replica as it is now." },
      { title: replicateSteps.replicate, detail: writingText(input, effort) },
      {
        title: replicateSteps.confirm,
        detail: "Each recovery point must be found again from its own metadata: source, unique id, hash of the requests and manifest.",
      },
    ],
    transferBytes: amount.bytes,
    transferBasis: amount.note ?? "The sum of what each lacks of the one it is built on.",
    ...(amount.bound ? { transferBound: amount.bound } : {}),
    costs: costsOf(input, amount, effort),
    limits: [
      {
        title: "Read accesses (SAS) of these snapshots at once",
        used: series.toWrite.some(({ base }) => base) ? 2 : 1,
        max: MAX_SAS_PER_FAMILY,
      },
    ],
    warnings: warningsOf(input),
    cli: replicateCommands(input, replica !== undefined, OBJECTIVE_LABELS[objective]),
  };
}

function amountOf({ chain, series, replica, deltas }: ReplicatePlanInput): SeriesAmount {
  const indices = series.toWrite.map(({ snapshot }) => chain.snapshots.indexOf(snapshot));
  const newest = replica?.points.at(-1);
  const at = newest ? chain.snapshots.findIndex(({ uniqueId }) => isSameId(uniqueId, newest.uniqueId)) : -1;
  const isWhole = series.toWrite[0]?.wholeBecause === "unfinished";
  if (indices.length === 0) return { bytes: 0, note: "Nothing is written." };
  return seriesAmount(chain.snapshots, indices, at === -1 || isWhole ? undefined : at, deltas);
}

function summaryOf({ chain, series, account, place }: ReplicatePlanInput, amount: SeriesAmount, effort: Effort | undefined): string {
  const where = account.region === undefined ? account.name : `${account.name}, ${regionLabel(account.region)}`;
  const known = effort ? `, in ${requestsText(effort)}` : "";
  return `Replicate ${countText(series.toWrite.length)} of ${chain.sourceDiskName} to ${place.name} in ${where}: ${amountText(amount)}${known}.`;
}

function amountText({ bytes, bound }: SeriesAmount): string {
  if (bytes === null) return "the amount of data is not measured yet";
  const words = { "at-least": "at least", "at-most": "at most" } as const;
  return `${bound ? words[bound] : "about"} ${formatBytes(bytes)} to write`;
}

function writingText({ series, account, objective }: ReplicatePlanInput, effort: Effort | undefined): string {
  const built = series.toWrite.map(builtText);
  const shown = built.length <= 4 ? built : [...built.slice(0, 3), `… ${formatCount(built.length - 4)} more`, ...built.slice(-1)];
  const how = account.serverSide
    ? "Azure copies from the snapshot by itself (Put Page From URL): no bytes pass through Snapscope."
    : "The target cannot read from Azure: the bytes pass through Snapscope, each piece with its checksum.";
  const time = effort
    ? ` At Azure's limits for a blob (500 requests and 60 MiB a second) it takes ${timeText(effort)}; the network may make it longer.`
    : "";
  return `${shown.join("; ")}. Clears come before writes, then a blob snapshot is taken. ${how} Requests are planned for: ${OBJECTIVE_LABELS[objective].toLowerCase()}.${time}`;
}

function builtText({ snapshot, base }: PointOfSeries): string {
  return base ? `${snapshot.name}: its changes since ${base.name}` : `${snapshot.name}: the whole image`;
}

function costsOf({ chain, account }: ReplicatePlanInput, amount: SeriesAmount, effort: Effort | undefined): PlanCost[] {
  const region = account.region === undefined ? "a region that is not known" : regionLabel(account.region);
  const isSame = account.region !== undefined && sameRegion(chain.location, account.region);
  return [
    gibCost({
      ...amount,
      title: isSame ? `Transfer within ${region}` : `Transfer to ${region}`,
      per: "once",
      usdPerGib: routeUsdPerGib(chain.location, account.region),
      noPrice: `What Azure bills from ${regionLabel(chain.location)} to ${region} is not known here: it is for routes within Europe and within North America.`,
      ...(isSame ? { note: "Azure bills no transfer within a region." } : {}),
    }),
    gibCost({
      ...amount,
      title: `Storage in ${account.name}`,
      per: "month",
      usdPerGib: null,
      noPrice:
        "Page blobs are billed for the pages that base blob and blob snapshots hold, each once; their price is in no list that is read here.",
    }),
    {
      title: "Requests",
      usd: null,
      per: "once",
      formula: `${effort ? requestsText(effort) : "A number of requests that is not known yet"} at an unknown price. Operations on page blobs are in no price list that is read here.`,
    },
  ];
}

function accountProblems({ account, series }: ReplicatePlanInput): PlanProblem[] {
  const field = "place.accountId";
  if (account.reason !== undefined) return [{ field, rule: "account", message: account.reason }];
  // A storage account is not inside the private network that alone may read.
  const closed = series.toWrite.find(({ snapshot }) => account.serverSide && snapshot.networkAccessPolicy === "AllowPrivate");
  if (!closed) return [];
  const message = `${closed.snapshot.name} is open to a private network only (networkAccessPolicy AllowPrivate): a storage account cannot copy from it.`;
  return [{ field: "snapshots", rule: "network-policy", message }];
}

function otherDisk({ chain, replica, place }: ReplicatePlanInput): PlanProblem[] {
  if (chain.sourceUniqueId === undefined) {
    const message = "Which disk these snapshots are of is not known, so a replica of them could not be told from another one's.";
    return [{ field: "snapshots", rule: "unknown-disk", message }];
  }
  if (!replica || isSameId(replica.diskUniqueId, chain.sourceUniqueId)) return [];
  const message = `${place.name} is a replica of another disk, ${resourceName(replica.diskId)}. Choose another name.`;
  return [{ field: "place.name", rule: "other-disk", message }];
}

function changedSince({ builtOn, replica, chain }: ReplicatePlanInput): PlanProblem[] {
  const newest = replica?.points.at(-1);
  if (builtOn === undefined || (builtOn ?? "").toLowerCase() === (newest?.uniqueId ?? "").toLowerCase()) return [];
  const before = chain.snapshots.find(({ uniqueId }) => builtOn !== null && isSameId(uniqueId, builtOn));
  const was = builtOn === null ? "there was none" : `it was that of ${before?.name ?? builtOn}`;
  const is = newest ? `that of ${resourceName(newest.snapshotId)}` : "none";
  const message = `The replica has changed since this was planned: its newest recovery point is ${is}, ${was}. Open the form again.`;
  return [{ field: "place.name", rule: "changed", message }];
}

function warningsOf({ series, objective, chain, account }: ReplicatePlanInput): string[] {
  const { toWrite, there } = series;
  const found = ["Keep the newest of these snapshots: the next recovery point holds what changed since it."];
  if (there.length > 0)
    found.push(
      `${countText(there.length)} ${there.length === 1 ? "is a recovery point" : "are recovery points"} there already: nothing is written for ${there.length === 1 ? "it" : "them"}.`,
    );
  for (const { snapshot, wholeBecause } of toWrite) {
    if (wholeBecause === "resize")
      found.push(
        `The disk was resized across 4 TiB before ${snapshot.name}: Azure tells no changes across that, so its whole image is written on top.`,
      );
    if (wholeBecause === "unfinished")
      found.push(`Another recovery point was begun there and its snapshot is gone: the whole image of ${snapshot.name} is written on top.`);
  }
  if (toWrite.some(({ snapshot }) => stripesOf(snapshot.diskSizeBytes ?? 0) > 1))
    found.push(`${STRIPE_NOTE} Azure makes a disk of one blob only: a restore has to put them together.`);
  if (toWrite.some(({ snapshot }) => wantsDataToken(snapshot)))
    found.push(
      "Their data opens only to identities with the role Data Operator for Managed Disks (dataAccessAuthMode AzureActiveDirectory).",
    );
  if (toWrite.some(({ snapshot }) => snapshot.encryption.diskEncryptionSetId))
    found.push("They are encrypted with a customer-managed key: the replica is encrypted as its storage account is, not with that key.");
  if (objective === "least-cost" && routeUsdPerGib(chain.location, account.region) === null)
    found.push("Least cost is reckoned with $0.02 per GiB and $0.0005 per 10,000 requests: the prices of this route are not known.");
  else if (objective === "least-cost")
    found.push("Least cost is reckoned with $0.0005 per 10,000 requests: their price is in no list that is read here.");
  return found;
}

/** What holds for the chain holds for each of its snapshots. */
function toldOnce(problems: readonly PlanProblem[]): PlanProblem[] {
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}
