import dynamic from "next/dynamic";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { copyAgainWords } from "#lib/operations/kinds/copy-again/words.ts";
import type { OperationUi } from "./operation-ui.ts";

export const failedCopyRemedy: NonNullable<OperationUi["remedy"]> = {
  title: "The copy that failed",
  View: dynamic(() => untilLoaded(() => import("#components/operations/failed-copy.tsx")).then((m) => m.FailedCopy), { ssr: false }),
};

/** It is begun where a failed copy is shown. */
export const copyAgainUi: OperationUi = { words: copyAgainWords, remedy: failedCopyRemedy };
