import { IconCopy } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { copyWords } from "#lib/operations/kinds/copy/words.ts";
import { failedCopyRemedy } from "./copy-again-ui.ts";
import type { OperationUi } from "./operation-ui.ts";

export const copyUi: OperationUi = {
  words: copyWords,
  snapshotAction: {
    label: "Copy to another region",
    Icon: IconCopy,
    possibility: (row) => row.canCopy,
    Dialog: dynamic(() => untilLoaded(() => import("#components/actions/copy-dialog.tsx")).then((m) => m.CopyDialog), { ssr: false }),
  },
  remedy: failedCopyRemedy,
  result: {
    title: "The copy",
    View: dynamic(() => untilLoaded(() => import("#components/operations/result-copy.tsx")).then((m) => m.ResultCopy), { ssr: false }),
  },
};
