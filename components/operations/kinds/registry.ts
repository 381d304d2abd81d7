// The kinds of operation as the pages show them; the server has its list in lib/operations/kinds/registry.ts.
import { measureWords } from "#lib/operations/kinds/measure/words.ts";
import { copyAgainUi } from "./copy-again-ui.ts";
import { copyChainUi } from "./copy-chain-ui.ts";
import { copyUi } from "./copy-ui.ts";
import { deleteUi } from "./delete-ui.ts";
import { fullSnapshotUi } from "./full-snapshot-ui.ts";
import type { OperationUi } from "./operation-ui.ts";
import { rehearseUi } from "./rehearse-ui.ts";
import { replicateUi } from "./replicate-ui.ts";
import { restoreDisksUi } from "./restore-disks-ui.ts";
import { restoreReplicaUi } from "./restore-replica-ui.ts";
import { restoreUi } from "./restore-ui.ts";
import { snapshotUi } from "./take-snapshot-ui.ts";
import { verifyUi } from "./verify-ui.ts";

export const operationUis: readonly OperationUi[] = [
  copyUi,
  copyChainUi,
  copyAgainUi,
  replicateUi,
  restoreUi,
  restoreReplicaUi,
  restoreDisksUi,
  snapshotUi,
  fullSnapshotUi,
  deleteUi,
  verifyUi,
  rehearseUi,
  { words: measureWords },
];
