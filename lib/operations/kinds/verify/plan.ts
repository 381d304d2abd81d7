// What verifying a copy would read, and why not.
import { unreadableBy } from "#lib/domain/chains/diff-rule.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { formatBytes } from "#lib/domain/format.ts";
import { regionLabel, sameRegion } from "#lib/domain/inventory/azure-region.ts";
import { isCopy, resourceName, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { closedProblems } from "#lib/domain/plans/closed-subscription.ts";
import type { Plan, PlanProblem } from "#lib/domain/plans/plan.ts";
import type { TransferSize } from "#lib/domain/sizes/transfer-size.ts";
import { CHUNK_BYTES } from "#lib/domain/verification/chunk-set.ts";
import { damagedChunksOf, sampleSize } from "#lib/domain/verification/sample.ts";
import { levelLabel, type VerifyLevel } from "#lib/domain/verification/verification.ts";
import { verifySteps } from "./words.ts";

export interface VerifyPlanInput {
  copy: Snapshot;
  copyChain: Pick<Chain, "closed">;
  /** undefined: it is not there, or may not be read. */
  source: { snapshot: Snapshot; chain: Pick<Chain, "closed"> } | undefined;
  level: VerifyLevel;
  /** All data of one side. */
  data: TransferSize;
}

export function planVerify(input: VerifyPlanInput): Plan {
  const { copy, source, level } = input;
  const problems = [
    ...sideProblems(copy, source?.snapshot),
    ...closedProblems(input.copyChain, "snapshotId"),
    ...(source ? closedProblems(source.chain, "snapshotId") : []),
  ];
  const bytes = bytesToRead(level, input.data);
  return {
    kind: "verify",
    possible: problems.length === 0,
    problems,
    summary: `Compare ${copy.name} in ${regionLabel(copy.location)} with ${source?.snapshot.name ?? "its source"}: ${levelLabel(level)}.`,
    steps: [
      { title: verifySteps.check, detail: "Both must be the very ones of the lists, by their unique ids." },
      { title: verifySteps.compare, detail: DETAILS[level] },
      { title: verifySteps.record, detail: "The level reached and its time stand with the copy; a certificate can be downloaded." },
    ],
    transferBytes: bytes.bytes,
    transferBasis: bytes.basis,
    ...(bytes.bound ? { transferBound: bytes.bound } : {}),
    costs: [
      {
        title: "Data read",
        usd: null,
        per: "once",
        formula: `What is read leaves both regions${source && !sameRegion(source.snapshot.location, copy.location) ? ` (${regionLabel(source.snapshot.location)} and ${regionLabel(copy.location)})` : ""} unless Snapscope runs there: Azure's price of data sent out, and of read operations.`,
      },
    ],
    limits: [],
    warnings: level === "ranges" ? ["Bytes are read only where the lists of the two sides differ: damage elsewhere is not found."] : [],
    // az gives access, and compares nothing.
    cli: "",
  };
}

const DETAILS: Readonly<Record<VerifyLevel, string>> = {
  ranges: "Azure's lists of pages with data, of both sides. What only one of them holds must be zeros: these parts are read.",
  sampled:
    "The lists as well, and chunks of 64 KiB drawn by chance from all that hold data: so many that a copy with 0.1 % of its chunks damaged is found with at least 99 %.",
  full: "The lists as well, and every byte of all chunks in which either side holds data.",
};

/** Why the two cannot be compared. */
export function sideProblems(copy: Snapshot, source: Snapshot | undefined): PlanProblem[] {
  const field = "snapshotId";
  if (!isCopy(copy)) return [{ field, rule: "not-a-copy", message: `${copy.name} is not a copy: there is nothing to compare it with.` }];
  if (!source) {
    const name = copy.sourceResourceId ? resourceName(copy.sourceResourceId) : "The snapshot it was made from";
    const message = `${name}, the source of ${copy.name}, was deleted or may not be read: there is nothing to compare the copy with.`;
    return [{ field, rule: "source-gone", message }];
  }
  const unreadable = [copy, source].flatMap((side) => unreadableBy(side) ?? []);
  if (unreadable.length > 0) return unreadable.map(({ rule, reason }) => ({ field, rule, message: reason }));
  if (copy.diskSizeBytes !== source.diskSizeBytes) {
    const sizes = [copy, source].map(({ name, diskSizeBytes }) => `${name} has ${formatBytes(diskSizeBytes ?? 0)}`);
    return [{ field, rule: "other-size", message: `The two are not of one size: ${sizes.join(", ")}.` }];
  }
  const vhdx = [copy, source].find(({ logicalSectorSize }) => logicalSectorSize !== 512);
  if (!vhdx) return [];
  const message = `${vhdx.name} has 4096-byte sectors: Azure gives its data in a container (VHDX) with marks of its own, so that two with the same data differ.`;
  return [{ field, rule: "container", message }];
}

interface BytesToRead {
  bytes: number | null;
  basis: string;
  bound?: "at-most";
}

/** Of both sides together. */
function bytesToRead(level: VerifyLevel, data: TransferSize): BytesToRead {
  if (level === "ranges") return { bytes: null, basis: "Lists of ranges, and what is in one of them only: Azure tells how much that is." };
  if (data.bytes === null) return { bytes: null, basis: "How much is read is known when the lists of both sides are." };
  if (level === "full")
    return {
      bytes: 2 * data.bytes,
      basis: "All data, of both sides; whole chunks of 64 KiB are read.",
      ...(data.exact ? {} : { bound: "at-most" }),
    };
  // Scattered pages make more chunks than their bytes fill: the sample does not grow with that.
  const chunks = Math.ceil(data.bytes / CHUNK_BYTES);
  const drawn = sampleSize(chunks);
  return {
    bytes: 2 * drawn * CHUNK_BYTES,
    basis: `About ${drawn} chunks of ${chunks}, of both sides: finds ${damagedChunksOf(chunks)} damaged ones among them.`,
  };
}
