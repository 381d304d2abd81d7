import { IconTestPipe } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { rehearseWords } from "#lib/operations/kinds/rehearse/words.ts";
import type { OperationUi } from "./operation-ui.ts";

/** What was found stands with its steps. */
export const rehearseUi: OperationUi = {
  words: rehearseWords,
  snapshotAction: {
    label: "Rehearse a restore",
    Icon: IconTestPipe,
    possibility: (row) => row.canRestore,
    Dialog: dynamic(() => untilLoaded(() => import("#components/actions/rehearse-dialog.tsx")).then((m) => m.RehearseDialog), {
      ssr: false,
    }),
  },
};
