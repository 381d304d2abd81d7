// The kinds of operation there are. What the API takes, plans, lists and describes follows from this list; the pages
// have theirs in components/operations/kinds/registry.ts.
import { copyKind } from "./copy/kind.ts";
import { copyChainKind } from "./copy-chain/kind.ts";
import { deleteKind } from "./delete/kind.ts";
import { measureKind } from "./measure/kind.ts";
import type { AnyOperationKind } from "./operation-kind.ts";
import { rehearseKind } from "./rehearse/kind.ts";
import { restoreKind } from "./restore/kind.ts";
import { snapshotKind } from "./take-snapshot/kind.ts";
import { verifyKind } from "./verify/kind.ts";

export const operationKinds: readonly AnyOperationKind[] = [
  copyKind,
  copyChainKind,
  restoreKind,
  snapshotKind,
  deleteKind,
  measureKind,
  verifyKind,
  rehearseKind,
];
