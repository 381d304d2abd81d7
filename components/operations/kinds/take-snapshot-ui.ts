import { IconCamera } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { snapshotWords } from "#lib/operations/kinds/take-snapshot/words.ts";
import type { OperationUi } from "./operation-ui.ts";

export const snapshotUi: OperationUi = {
  words: snapshotWords,
  diskAction: {
    label: "Take a snapshot",
    Icon: IconCamera,
    Dialog: dynamic(() => untilLoaded(() => import("#components/actions/take-snapshot-dialog.tsx")).then((m) => m.SnapshotDialog), {
      ssr: false,
    }),
  },
  result: {
    title: "What was taken",
    View: dynamic(() => untilLoaded(() => import("#components/operations/result-snapshots.tsx")).then((m) => m.ResultSnapshots), {
      ssr: false,
    }),
  },
};
