import { IconTrash } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { deleteWords } from "#lib/operations/kinds/delete/words.ts";
import type { OperationUi } from "./operation-ui.ts";

export const deleteUi: OperationUi = {
  words: deleteWords,
  snapshotAction: {
    label: "Delete",
    Icon: IconTrash,
    // What is in the way is told with the consequences.
    possibility: () => ({ possible: true }),
    Dialog: dynamic(() => untilLoaded(() => import("#components/actions/delete-snapshot-dialog.tsx")).then((m) => m.DeleteSnapshotDialog), {
      ssr: false,
    }),
  },
  parts: {
    title: "Snapshots",
    View: dynamic(() => untilLoaded(() => import("#components/operations/deleted-rows.tsx")).then((m) => m.DeletedRows), { ssr: false }),
  },
};
