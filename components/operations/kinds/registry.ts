// The kinds of operation as the pages show them; the server has its list in lib/operations/kinds/registry.ts.
import { measureWords } from "#lib/operations/kinds/measure/words.ts";
import { copyChainUi } from "./copy-chain-ui.ts";
import { copyUi } from "./copy-ui.ts";
import { deleteUi } from "./delete-ui.ts";
import type { OperationUi } from "./operation-ui.ts";
import { rehearseUi } from "./rehearse-ui.ts";
import { restoreUi } from "./restore-ui.ts";
import { snapshotUi } from "./take-snapshot-ui.ts";
import { verifyUi } from "./verify-ui.ts";

export const operationUis: readonly OperationUi[] = [
  copyUi,
  copyChainUi,
  restoreUi,
  snapshotUi,
  deleteUi,
  verifyUi,
  rehearseUi,
  { words: measureWords },
];
