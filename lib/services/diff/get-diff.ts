// What changed between two snapshots: totals, and how much of it lies in which partition.
import type { DiffSummary } from "#lib/contract/diffs.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { type Snapshot, sameResource } from "#lib/domain/inventory/inventory.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { DiffStore } from "./diff-store.ts";
import { findDiffPair } from "./find-diff-pair.ts";
import { readPair } from "./read-pair.ts";

export interface GetDiffDeps extends EstateDeps {
  diffs: DiffStore;
}

/** Computes the diff on first ask; `base` and `target` are ARM ids. */
export async function getDiff(deps: GetDiffDeps, query: { base: string; target: string }, context: CallContext): Promise<DiffSummary> {
  await deps.view.current(context);
  const pair = await findDiffPair(deps.estate, query, context);
  const { base, target, chain } = pair;
  const diff = await readPair(deps.diffs, pair, context);
  const table = await deps.diffs.partitions(diff, target, context);
  const { record } = diff;
  return {
    base: toRef(chain, base),
    target: toRef(chain, target),
    chainId: chain.key,
    diskName: chain.sourceDiskName,
    lengthBytes: record.artifact.lengthBytes,
    writtenBytes: record.bytes,
    clearedBytes: record.clearedBytes,
    writtenRanges: record.writtenRanges,
    clearedRanges: record.clearedRanges,
    partitions: table.partitions,
    ...(table.note ? { partitionNote: table.note } : {}),
    measuredAt: record.measuredAt,
  };
}

function toRef(chain: Chain, snapshot: Snapshot): DiffSummary["base"] {
  const index = chain.snapshots.findIndex((one) => sameResource(one.id, snapshot.id));
  const previous = chain.snapshots[index - 1];
  const next = chain.snapshots[index + 1];
  return {
    id: snapshot.id,
    name: snapshot.name,
    createdAt: snapshot.timeCreated,
    region: snapshot.location,
    positionInChain: index + 1,
    ...(previous ? { previousId: previous.id } : {}),
    ...(next ? { nextId: next.id } : {}),
  };
}
