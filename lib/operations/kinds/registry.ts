// The kinds of operation there are. What the API takes, plans, lists and describes follows from this list; the pages
// have theirs in components/operations/kinds/registry.ts.
import { copyKind } from "./copy/kind.ts";
import { copyAgainKind } from "./copy-again/kind.ts";
import { copyChainKind } from "./copy-chain/kind.ts";
import { deleteKind } from "./delete/kind.ts";
import { fullSnapshotKind } from "./full-snapshot/kind.ts";
import { measureKind } from "./measure/kind.ts";
import type { AnyOperationKind } from "./operation-kind.ts";
import { rehearseKind } from "./rehearse/kind.ts";
import { replicateKind } from "./replicate/kind.ts";
import { restoreKind } from "./restore/kind.ts";
import { restoreDisksKind } from "./restore-disks/kind.ts";
import { restoreReplicaKind } from "./restore-replica/kind.ts";
import { snapshotKind } from "./take-snapshot/kind.ts";
import { verifyKind } from "./verify/kind.ts";

export const operationKinds: readonly AnyOperationKind[] = [
  copyKind,
  copyChainKind,
  copyAgainKind,
  replicateKind,
  restoreKind,
  restoreReplicaKind,
  restoreDisksKind,
  snapshotKind,
  fullSnapshotKind,
  deleteKind,
  measureKind,
  verifyKind,
  rehearseKind,
];
