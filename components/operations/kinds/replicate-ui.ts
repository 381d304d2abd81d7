import dynamic from "next/dynamic";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { replicateWords } from "#lib/operations/kinds/replicate/words.ts";
import type { OperationUi } from "./operation-ui.ts";

/** It is begun from ticked snapshots of a chain. */
export const replicateUi: OperationUi = {
  words: replicateWords,
  parts: {
    title: "Recovery points",
    View: dynamic(() => untilLoaded(() => import("#components/operations/replicated-points.tsx")).then((m) => m.ReplicatedPoints), {
      ssr: false,
    }),
  },
};
