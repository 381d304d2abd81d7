import { IconShieldCheck } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import type { Possibility, SnapshotRow } from "#lib/contract/inventory.ts";
import { verifyWords } from "#lib/operations/kinds/verify/words.ts";
import type { OperationUi } from "./operation-ui.ts";

export const verifyUi: OperationUi = {
  words: verifyWords,
  snapshotAction: {
    label: "Verify",
    Icon: IconShieldCheck,
    possibility: possibilityOf,
    Dialog: dynamic(() => untilLoaded(() => import("#components/actions/verify-dialog.tsx")).then((m) => m.VerifyDialog), { ssr: false }),
  },
  result: {
    title: "What was found",
    View: dynamic(() => untilLoaded(() => import("#components/operations/result-verification.tsx")).then((m) => m.ResultVerification), {
      ssr: false,
    }),
  },
};

/** Whether its source is there, the form says. */
function possibilityOf({ sourceSnapshotId, unreadable }: SnapshotRow): Possibility {
  if (!sourceSnapshotId) return { possible: false, reason: "Only a copy has another side to compare it with: its source." };
  return unreadable ? { possible: false, reason: unreadable.reason } : { possible: true };
}
