import dynamic from "next/dynamic";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { restoreReplicaWords } from "#lib/operations/kinds/restore-replica/words.ts";
import type { OperationUi } from "./operation-ui.ts";

/** It is begun as one of the ways to restore a snapshot. */
export const restoreReplicaUi: OperationUi = {
  words: restoreReplicaWords,
  result: {
    title: "The new disk",
    View: dynamic(() => untilLoaded(() => import("#components/operations/result-disk.tsx")).then((m) => m.ResultDisk), { ssr: false }),
  },
};
