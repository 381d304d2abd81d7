"use client";
// Which row the keyboard is on. It follows the open row, and stays on its row when the order changes.
import { type MouseEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { focusPanel } from "#lib/client/shell/focus-place.ts";

interface Options<Row> {
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  openKey?: string;
  onOpen?: (row: Row) => void;
  onMove?: (row: Row) => void;
  onTick?: (row: Row) => void;
  scrollTo: (index: number, align?: "center" | undefined) => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 };

export function useActiveRow<Row>({ rows, rowKey, openKey, onOpen, onMove, onTick, scrollTo }: Options<Row>) {
  const [ownKey, setKey] = useState<string>();
  const activeKey = ownKey ?? openKey;
  const index = useMemo(
    () => (activeKey === undefined ? -1 : rows.findIndex((row) => rowKey(row) === activeKey)),
    [rows, rowKey, activeKey],
  );

  // The open row is in sight however it was opened: by a link, by going along its chain. Once: whoever then scrolls away stays.
  const shownKey = useRef<string>(undefined);
  useEffect(() => {
    if (openKey === shownKey.current) return;
    const at = openKey === undefined ? -1 : rows.findIndex((row) => rowKey(row) === openKey);
    if (openKey !== undefined && at < 0) return;
    const isFirst = shownKey.current === undefined;
    shownKey.current = openKey;
    // Where it was opened from here it is in sight already.
    if (at < 0 || openKey === ownKey) return;
    setKey(openKey);
    // In the middle: the panel that opens with it leaves the list less room.
    scrollTo(at, isFirst ? "center" : undefined);
  }, [openKey, ownKey, rows, rowKey, scrollTo]);

  const goTo = useCallback(
    (target: number) => {
      const bounded = Math.max(0, Math.min(rows.length - 1, target));
      const row = rows[bounded];
      if (row === undefined) return;
      setKey(rowKey(row));
      scrollTo(bounded);
      onMove?.(row);
    },
    [rows, rowKey, scrollTo, onMove],
  );
  const move = (step: number) => goTo(index < 0 ? 0 : index + step);
  const open = (at: number) => {
    const row = rows[at];
    if (row === undefined) return;
    setKey(rowKey(row));
    onOpen?.(row);
  };
  const tick = () => {
    const row = rows[index];
    if (row !== undefined) onTick?.(row);
  };
  /** What is open beside the list already is gone into. */
  const enter = () => {
    const row = rows[index];
    if (row === undefined) return;
    if (rowKey(row) !== openKey || !focusPanel()) open(index);
  };
  /** True when the key was one of the table's own. */
  const press = (key: string): boolean => {
    const step = STEPS[key];
    if (step !== undefined) move(step);
    else if (key === "Home") goTo(0);
    else if (key === "End") goTo(rows.length - 1);
    else if (key === "Enter") enter();
    else if (key === " " && onTick) tick();
    else return false;
    return true;
  };
  return { index, press, move, click: (at: number, event: MouseEvent) => !isOwnControl(event) && open(at) };
}

/** A link, button or box inside the row does its own thing. */
function isOwnControl(event: MouseEvent): boolean {
  return event.target instanceof Element && event.target.closest("a, button, input, label") !== null;
}
