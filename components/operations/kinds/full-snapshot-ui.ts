import { IconStack } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import type { Possibility, SnapshotRow } from "#lib/contract/inventory.ts";
import { incrementalOnlyReason } from "#lib/domain/plans/full-snapshot-rule.ts";
import { fullSnapshotWords } from "#lib/operations/kinds/full-snapshot/words.ts";
import type { OperationUi } from "./operation-ui.ts";

export const fullSnapshotUi: OperationUi = {
  words: fullSnapshotWords,
  snapshotAction: {
    label: "Make a full snapshot",
    Icon: IconStack,
    possibility: canBeAsked,
    Dialog: dynamic(() => untilLoaded(() => import("#components/actions/full-snapshot-dialog.tsx")).then((m) => m.FullSnapshotDialog), {
      ssr: false,
    }),
  },
};

/** What the list knows; the form says the rest. */
function canBeAsked(row: SnapshotRow): Possibility {
  const only = incrementalOnlyReason({ name: row.name, logicalSectorSize: row.logicalSectorSize, snapshotAccessState: row.accessState });
  if (only) return { possible: false, reason: only };
  if (row.state === "ready") return { possible: true };
  return { possible: false, reason: `${row.name} is not complete: a full snapshot of it can be made when it is.` };
}
