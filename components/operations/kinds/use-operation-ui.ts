import { createContext, useContext } from "react";
import type { OperationUi } from "./operation-ui.ts";
import { operationUis } from "./registry.ts";

/** Others than the dashboard's own are for tests. */
export const OperationUis = createContext(operationUis);

export function useOperationUis(): readonly OperationUi[] {
  return useContext(OperationUis);
}

/** As much of a kind's words as pages show of an operation that is there. */
type ShownUi = Pick<OperationUi, "result" | "parts" | "remedy"> & {
  words: Pick<OperationUi["words"], "noun" | "fields" | "afterCancel" | "outcomes" | "movesWhatWasPlanned">;
};

/** One the page does not know (the server may be newer) is shown by its bare name. */
export function useOperationUi(kind: string): ShownUi {
  return useOperationUis().find(({ words }) => words.kind === kind) ?? { words: { noun: kind, fields: [], movesWhatWasPlanned: false } };
}
