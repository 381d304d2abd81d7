// What is not measured, as what needs a person: what can be measured with the way to do it, what cannot with its reasons.
import type { AttentionItem } from "#lib/contract/overview.ts";
import {
  blockedCount,
  needsSomebody,
  reasonsInWords,
  type UnmeasuredSnapshot,
  type UnmeasuredTally,
} from "#lib/domain/chains/unmeasured.ts";
import { formatCount } from "#lib/domain/format.ts";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";

export function unmeasuredItems(tally: UnmeasuredTally, measuringId: string | undefined): AttentionItem[] {
  return [...blockedItem(tally), ...(tally.now > 0 ? [measurableItem(tally.now, measuringId)] : [])];
}

/** No button helps, so the reasons are told. What passes by itself needs nobody. */
function blockedItem(tally: UnmeasuredTally): AttentionItem[] {
  const [first] = tally.reasons;
  if (!first || !needsSomebody(tally)) return [];
  const count = blockedCount(tally);
  const why = count === 1 ? first.example.reason : `${reasonsInWords(tally.reasons)}.`;
  return [
    {
      id: "unmeasurable",
      kind: "unmeasured",
      severity: "info",
      title: `${formatCount(count)} ${count === 1 ? "snapshot" : "snapshots"} cannot be measured now`,
      detail: `What ${count === 1 ? "it stores and costs" : "they store and cost"} stays unknown: ${why}`,
      action: {
        label: count === 1 ? "Look at the snapshot" : "Look at one of them",
        target: { page: "snapshots", params: { open: first.example.id } },
      },
    },
  ];
}

function measurableItem(count: number, measuringId: string | undefined): AttentionItem {
  return {
    id: "unmeasured",
    kind: "unmeasured",
    severity: "info",
    title: `${formatCount(count)} ${count === 1 ? "snapshot is" : "snapshots are"} not measured yet`,
    detail: `What ${count === 1 ? "it stores and costs" : "they store and cost"} is unknown until Azure is asked which parts hold data${measuringId ? ": that is under way" : ""}.`,
    action: measuringId
      ? { label: "Watch", target: { page: "operation", params: { id: measuringId } } }
      : { label: "Measure them", target: { page: "costs" } },
  };
}

/** By resourceKey of a snapshot somebody else has a SAS of: the names of those that wait for its end. */
export function heldUpByAccess(unmeasured: readonly UnmeasuredSnapshot[]): Map<string, string[]> {
  const held = unmeasured.flatMap(({ snapshot, obstacle }) =>
    obstacle?.openAccess ? [{ name: snapshot.name, by: resourceKey(obstacle.openAccess.snapshotId) }] : [],
  );
  return new Map([...Map.groupBy(held, ({ by }) => by)].map(([by, all]) => [by, all.map(({ name }) => name)]));
}
