"use client";
// A table is one tab stop however many links, buttons and boxes stand in its rows: Right goes from the row to its first
// control and on to the next, Left and Esc back, Up and Down to the same control of the next row; Space ticks the row.
import { type KeyboardEvent, type RefObject, useLayoutEffect } from "react";

const CONTROLS = 'a[href], button, input, [tabindex="0"]';

export interface RowControlsOptions {
  grid: RefObject<HTMLElement | null>;
  /** The element of the active row, where it is drawn. */
  activeRow: () => HTMLElement | null;
  move: (step: number) => void;
}

/** Answers whether the key was one of these. */
export function useRowControls({ grid, activeRow, move }: RowControlsOptions): (event: KeyboardEvent) => boolean {
  // After each drawing: rows come and go as the table is scrolled.
  useLayoutEffect(() => {
    for (const control of grid.current?.querySelectorAll<HTMLElement>(`[data-row] :is(${CONTROLS})`) ?? []) control.tabIndex = -1;
  });
  const focusControl = (row: HTMLElement | null, index: number): boolean => {
    const control = row ? controlsOf(row)[index] : undefined;
    control?.focus();
    return control !== undefined;
  };
  const toGrid = () => grid.current?.focus({ preventScroll: true });

  return (event) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-row]") : null;
    if (event.target === grid.current) {
      if (event.key === "ArrowRight") return focusControl(activeRow(), 0);
      if (event.key === " ") return tick(activeRow());
      return false;
    }
    if (!row) return false;
    const at = controlsOf(row).indexOf(event.target as HTMLElement);
    if (event.key === "Escape") toGrid();
    else if (event.key === "ArrowRight") focusControl(row, at + 1);
    else if (event.key === "ArrowLeft") {
      if (!focusControl(row, at - 1)) toGrid();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      toGrid();
      move(event.key === "ArrowDown" ? 1 : -1);
      // Once the row is drawn and active.
      requestAnimationFrame(() => focusControl(activeRow(), at));
    } else return false;
    return true;
  };
}

function controlsOf(row: HTMLElement): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>("a[href], button, input, [tabindex]")].filter((one) => !one.matches(":disabled"));
}

function tick(row: HTMLElement | null): boolean {
  const box = row?.querySelector<HTMLInputElement>("input[type=checkbox]");
  box?.click();
  return Boolean(box);
}
