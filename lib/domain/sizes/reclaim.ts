// What a delete would free. S_k = pages snapshot k stores (written in the diff k−1 → k; all data for the oldest), T_k =
// pages it touches (written or cleared). Azure merges a deleted snapshot into the next kept one, b:
//
//   i        ████████            deleted
//   j            ████░░░░        deleted     overlay of i…b  ████░░████████
//   b ░░██              ████     kept        freed = |S_i| + … + |S_j| + |S_b| − written bytes of the overlay
//
// One alone frees |S_k ∩ T_k+1|, its overlap; neighbours free at least the sum of their overlaps, and mostly more. The
// newest frees all of S_k, but only until the next snapshot stores those pages again. A full snapshot frees what it stores.
//
// What is not known splits a run into parts: of each part that is known, what goes before its last one is freed in any
// case, so the sum of the parts is a lower bound.

import type { SnapshotKind } from "#lib/domain/inventory/inventory.ts";
import { type RangeList, totalsOf } from "#lib/domain/ranges/block-range.ts";
import { overlay } from "#lib/domain/ranges/overlay.ts";

export interface StoredSnapshot {
  id: string;
  /** Absent: not known, for this reason. */
  storedBytes?: number;
  reason?: string;
  /** Of what it stores, touched by the next one; absent: not worked out. */
  overlapBytes?: number;
  /** Diff to the previous one, or all allocated pages for the oldest; absent: not at hand, or too many. */
  ranges?: RangeList;
  /** Why nobody knows what of it the next one would take over, though both are measured. */
  barrier?: string;
}

export type Freed =
  | { state: "known"; bytes: number }
  | { state: "at-least"; bytes: number; reason: string }
  | { state: "unknown"; reason: string };

/** postponed: only until the next snapshot of the disk. */
export type Frees = Freed & { postponed: boolean };

export interface ReclaimRun {
  /** Neighbours that go together, oldest first. */
  snapshotIds: string[];
  /** The kept snapshot that takes over what is not freed; none when the run ends the chain. */
  mergesIntoId?: string;
  freed: Freed;
  /** Of it what stays free when the next snapshot has been taken; all of it where nothing is postponed. */
  final: Freed;
  /** How much mergesInto grows; absent where that is not known. */
  movedBytes?: number;
  /** Without a next snapshot the saving lasts until the next one is taken. */
  postponed: boolean;
}

export interface Reclaim {
  freed: Freed;
  runs: ReclaimRun[];
}

export interface ReclaimChain {
  kind: SnapshotKind;
  /** Oldest first, all of it. */
  snapshots: readonly StoredSnapshot[];
  /** The disk is there, so another snapshot may come: what the newest frees is stored again then. */
  goesOn: boolean;
}

/** selectedIds: exactly as in the chain. */
export function reclaim(chain: ReclaimChain, selectedIds: ReadonlySet<string>): Reclaim {
  for (const id of selectedIds) {
    if (!chain.snapshots.some((snapshot) => snapshot.id === id)) throw new RangeError(`not in this chain: ${id}`);
  }
  const runs = selectedRuns(chain, selectedIds).map((run) => reclaimRun(run, chain));
  return { freed: sumFreed(runs.map(({ freed }) => freed)), runs };
}

/** Of the parts of a whole. */
export function sumFreed(parts: readonly Freed[]): Freed {
  const bytes = parts.reduce((sum, part) => sum + (part.state === "unknown" ? 0 : part.bytes), 0);
  const reasons = [...new Set(parts.flatMap((part) => (part.state === "known" ? [] : part.reason)))];
  if (reasons.length === 0) return { state: "known", bytes };
  const reason = reasons.join(" ");
  return bytes > 0 ? { state: "at-least", bytes, reason } : { state: "unknown", reason };
}

/** Those whose ranges are laid over each other for this selection; of one alone its overlap is enough. */
export function rangesNeeded(chain: ReclaimChain, selectedIds: ReadonlySet<string>): StoredSnapshot[][] {
  return (
    selectedRuns(chain, selectedIds)
      // Of what ends the chain all is freed; the ranges tell how much of that is for good.
      .flatMap(({ members, next }) => (next ? knownParts(members, next) : knownParts(members.slice(0, -1), members.at(-1))))
      .flatMap(({ snapshots, isToEnd }) => {
        const isAnswered = isToEnd || snapshots.length < 2 || (snapshots.length === 2 && snapshots[0]?.overlapBytes !== undefined);
        return isAnswered ? [] : [snapshots];
      })
  );
}

/** Bytes the older list stores that the newer one wrote or cleared. */
export function overlapBytes(older: RangeList, newer: RangeList): number {
  let bytes = 0;
  let j = 0;
  for (let i = 0; i < older.offsets.length; i += 1) {
    if (older.cleared[i] === 1) continue;
    const from = older.offsets[i] ?? 0;
    const to = from + (older.lengths[i] ?? 0);
    while (j < newer.offsets.length && endAt(newer, j) <= from) j += 1;
    for (let k = j; k < newer.offsets.length && (newer.offsets[k] ?? 0) < to; k += 1)
      bytes += Math.min(to, endAt(newer, k)) - Math.max(from, newer.offsets[k] ?? 0);
  }
  return bytes;
}

function endAt(list: RangeList, index: number): number {
  return (list.offsets[index] ?? 0) + (list.lengths[index] ?? 0);
}

interface SelectedRun {
  members: StoredSnapshot[];
  next?: StoredSnapshot;
}

function selectedRuns({ kind, snapshots }: ReclaimChain, selectedIds: ReadonlySet<string>): SelectedRun[] {
  // Full ones share nothing.
  if (kind === "full") return snapshots.filter(({ id }) => selectedIds.has(id)).map((snapshot) => ({ members: [snapshot] }));
  const runs: SelectedRun[] = [];
  let run: SelectedRun | undefined;
  for (const snapshot of snapshots) {
    if (selectedIds.has(snapshot.id)) {
      if (!run) {
        run = { members: [] };
        runs.push(run);
      }
      run.members.push(snapshot);
    } else if (run) {
      run.next = snapshot;
      run = undefined;
    }
  }
  return runs;
}

function reclaimRun(run: SelectedRun, { kind, goesOn }: ReclaimChain): ReclaimRun {
  const { members, next } = run;
  const freed = freedOfRun(run);
  const postponed = !next && kind === "incremental" && goesOn;
  const storedBytes = members.reduce((sum, member) => sum + (member.storedBytes ?? 0), 0);
  return {
    snapshotIds: members.map(({ id }) => id),
    ...(next ? { mergesIntoId: next.id } : {}),
    freed,
    final: postponed ? finalOf(members) : freed,
    ...(freed.state === "known" ? { movedBytes: storedBytes - freed.bytes } : {}),
    postponed,
  };
}

function freedOfRun(run: SelectedRun): Freed {
  const reasons = [...new Set(unknownIn(run))];
  const sure = sumFreed(knownParts(run.members, run.next).map(freedOfPart));
  return reasons.length === 0 ? sure : sumFreed([sure, { state: "unknown", reason: reasons.join(" ") }]);
}

/** The next snapshot stores again what the disk holds now: only what the last of them took over from those before it is gone for good. */
function finalOf(members: StoredSnapshot[]): Freed {
  const last = members.at(-1);
  const before = members.slice(0, -1);
  return last && before.length > 0 ? freedOfRun({ members: before, next: last }) : { state: "known", bytes: 0 };
}

function unknownIn({ members, next }: SelectedRun): string[] {
  const reasons = [...members, ...(next ? [next] : [])].flatMap(({ storedBytes, reason }) =>
    storedBytes === undefined ? [reason ?? "It is not measured."] : [],
  );
  const barriers = next ? members.flatMap(({ barrier }) => barrier ?? []) : [];
  return [...reasons, ...barriers];
}

interface KnownPart {
  snapshots: StoredSnapshot[];
  /** Nothing is left after them, so all they store is freed. */
  isToEnd: boolean;
}

/** Neighbours that are known; where something is kept, the last of each part only takes over. */
function knownParts(members: readonly StoredSnapshot[], next: StoredSnapshot | undefined): KnownPart[] {
  if (!next) return members.flatMap((one) => (one.storedBytes === undefined ? [] : [{ snapshots: [one], isToEnd: true }]));
  const parts: KnownPart[] = [];
  let part: KnownPart | undefined;
  for (const snapshot of [...members, next]) {
    if (snapshot.storedBytes === undefined) {
      part = undefined;
      continue;
    }
    if (!part) {
      part = { snapshots: [], isToEnd: false };
      parts.push(part);
    }
    part.snapshots.push(snapshot);
    if (snapshot.barrier !== undefined && snapshot !== next) part = undefined;
  }
  return parts.filter(({ snapshots }) => snapshots.length > 1);
}

const NOT_WORKED_OUT = "Not all of the changed ranges are at hand, or they are too many to be laid over each other.";

function freedOfPart({ snapshots, isToEnd }: KnownPart): Freed {
  if (isToEnd) return { state: "known", bytes: sumOf(snapshots) };
  const [first, ...rest] = snapshots;
  if (rest.length === 1 && first?.overlapBytes !== undefined) return { state: "known", bytes: first.overlapBytes };
  const lists = snapshots.flatMap(({ ranges }) => ranges ?? []);
  if (lists.length === snapshots.length)
    return { state: "known", bytes: sumOf(snapshots) - totalsOf(lists.reduce((older, newer) => overlay(older, newer))).writtenBytes };
  const singly = snapshots.slice(0, -1).reduce((sum, { overlapBytes: bytes = 0 }) => sum + bytes, 0);
  return singly > 0 ? { state: "at-least", bytes: singly, reason: NOT_WORKED_OUT } : { state: "unknown", reason: NOT_WORKED_OUT };
}

function sumOf(snapshots: readonly StoredSnapshot[]): number {
  return snapshots.reduce((sum, { storedBytes = 0 }) => sum + storedBytes, 0);
}
