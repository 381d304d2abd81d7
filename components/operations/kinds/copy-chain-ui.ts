import { copyChainWords } from "#lib/operations/kinds/copy-chain/words.ts";
import { failedCopyRemedy } from "./copy-again-ui.ts";
import type { OperationUi } from "./operation-ui.ts";

/** It is begun from the form of one copy, and from ticked snapshots of a chain. */
export const copyChainUi: OperationUi = { words: copyChainWords, remedy: failedCopyRemedy };
