import { IconRestore } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { restoreDisksWords } from "#lib/operations/kinds/restore-disks/words.ts";
import type { OperationUi } from "./operation-ui.ts";

export const restoreDisksUi: OperationUi = {
  words: restoreDisksWords,
  diskAction: {
    label: "Restore at a common moment",
    Icon: IconRestore,
    Dialog: dynamic(() => untilLoaded(() => import("#components/actions/restore-disks-dialog.tsx")).then((m) => m.RestoreDisksDialog), {
      ssr: false,
    }),
  },
  result: {
    title: "The new disks",
    View: dynamic(() => untilLoaded(() => import("#components/operations/result-disks.tsx")).then((m) => m.ResultDisks), { ssr: false }),
  },
};
