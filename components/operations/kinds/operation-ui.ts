// What the pages need of a kind of operation beside its words.
import type { ComponentType } from "react";
import type { Possibility, SnapshotRow } from "#lib/contract/inventory.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import type { AnyKindWords } from "#lib/operations/kinds/kind-words.ts";

export interface OperationUi {
  words: AnyKindWords;
  /** How it is begun from a snapshot; absent where it is not. */
  snapshotAction?: SnapshotAction;
  /** How it is begun from a disk; absent where it is not. */
  diskAction?: DiskAction;
  /** Of one about several things: what came of each, shown from its beginning on. */
  parts?: { title: string; View: ComponentType<{ operation: OperationRow }> };
  /** What to do where it failed, beside a retry. */
  remedy?: { title: string; View: ComponentType<{ operation: OperationRow }> };
  /** Shows what came of it; absent: a link to the snapshot that was made. */
  result?: { title: string; View: ComponentType<{ operation: OperationRow }> };
}

interface SnapshotAction {
  label: string;
  Icon: ComponentType<{ size?: number }>;
  possibility(row: SnapshotRow): Possibility;
  Dialog: ComponentType<SnapshotDialogProps>;
}

export interface DiskAction {
  label: string;
  Icon: ComponentType<{ size?: number }>;
  Dialog: ComponentType<DiskDialogProps>;
}

export interface DiskDialogProps {
  diskId: string;
  opened: boolean;
  onClose(): void;
}

export interface SnapshotDialogProps {
  snapshotId: string;
  opened: boolean;
  onClose(): void;
}
