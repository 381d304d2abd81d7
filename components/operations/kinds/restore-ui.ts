import { IconRestore } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { restoreWords } from "#lib/operations/kinds/restore/words.ts";
import type { OperationUi } from "./operation-ui.ts";

export const restoreUi: OperationUi = {
  words: restoreWords,
  snapshotAction: {
    label: "Restore to a new disk",
    Icon: IconRestore,
    // Where this one cannot be, a copy or a replica of its moment may be: the dialog says which.
    possibility: () => ({ possible: true }),
    Dialog: dynamic(() => untilLoaded(() => import("#components/actions/restore-dialog.tsx")).then((m) => m.RestoreDialog), { ssr: false }),
  },
  result: {
    title: "The new disk",
    View: dynamic(() => untilLoaded(() => import("#components/operations/result-disk.tsx")).then((m) => m.ResultDisk), { ssr: false }),
  },
};
