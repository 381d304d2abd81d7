// Mouse, pen and touch on the change map, told to the page as a few intentions in cells and rows.
//   wheel        zoom at the pointer (Shift: pan); at the whole disk, wheeling out scrolls the page
//   drag         select a span (Shift or touch: pan)      click, tap   pick a cell
//   double-click zoom in (Alt: out)                       two fingers  pinch to zoom
import { type RefObject, useEffect, useRef } from "react";
import { cellAt as cellAtPoint, isWholeDisk, type MapGrid, type MapPoint } from "#lib/change-map/map-grid.ts";

export interface MapIntentions {
  /** A place, not a cell: under a pointer that rests, zooming brings another one. */
  hover(point: MapPoint | undefined): void;
  pick(cell: number): void;
  /** While dragging; undefined when given up. */
  dragSpan(span: { a: number; b: number } | undefined): void;
  zoomToSpan(a: number, b: number): void;
  /** −1: one step closer; what is at the point stays there. */
  zoom(steps: number, point: MapPoint): void;
  pan(rows: number): void;
}

const DRAG_STARTS_PX = 5;
const WHEEL_STEP_PX = 80;

interface Pointer {
  id: number;
  x: number;
  y: number;
}

interface Drag {
  startCell: number;
  startX: number;
  startY: number;
  isMoved: boolean;
  isPan: boolean;
  pannedRows: number;
}

export function useMapGestures(element: RefObject<HTMLElement | null>, grid: MapGrid | undefined, intentions: MapIntentions): void {
  const latest = useRef({ grid, intentions });
  useEffect(() => {
    latest.current = { grid, intentions };
  });

  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const gestures = createGestures(target, () => latest.current);
    const controller = new AbortController();
    const options = { signal: controller.signal };
    target.addEventListener("wheel", gestures.wheel, { ...options, passive: false });
    target.addEventListener("pointerdown", gestures.down, options);
    target.addEventListener("pointermove", gestures.move, options);
    target.addEventListener("pointerup", gestures.up, options);
    target.addEventListener("pointercancel", gestures.cancel, options);
    target.addEventListener("pointerleave", () => latest.current.intentions.hover(undefined), options);
    target.addEventListener("dblclick", gestures.doubleClick, options);
    return () => controller.abort();
  }, [element]);
}

function createGestures(target: HTMLElement, now: () => { grid: MapGrid | undefined; intentions: MapIntentions }) {
  const touches = new Map<number, Pointer>();
  let drag: Drag | undefined;
  let pinch: { startDistance: number; steps: number } | undefined;
  let wheelPx = 0;

  const cellAt = (event: { clientX: number; clientY: number }) => cellOnDisk(now().grid, pointOn(target, event));

  const wheel = (event: WheelEvent) => {
    const { grid, intentions } = now();
    if (!grid) return;
    const deltaPx = (event.deltaY || event.deltaX) * (event.deltaMode === 1 ? 40 : 1);
    if (deltaPx > 0 && isWholeDisk(grid) && !event.shiftKey) return;
    event.preventDefault();
    wheelPx += event.ctrlKey ? deltaPx * 6 : deltaPx;
    const steps = Math.trunc(wheelPx / WHEEL_STEP_PX);
    if (steps === 0) return;
    wheelPx -= steps * WHEEL_STEP_PX;
    if (event.shiftKey) intentions.pan(steps * Math.max(1, Math.round(grid.rows / 12)));
    else intentions.zoom(Math.sign(steps), pointOn(target, event));
  };

  const down = (event: PointerEvent) => {
    const cell = cellAt(event);
    if (cell === undefined || event.button > 0) return;
    if (event.pointerType === "touch") touches.set(event.pointerId, { id: event.pointerId, x: event.clientX, y: event.clientY });
    if (touches.size === 2) {
      pinch = { startDistance: distanceOf(touches), steps: 0 };
      drag = undefined;
      return;
    }
    target.setPointerCapture(event.pointerId);
    const isPan = event.pointerType === "touch" || event.shiftKey;
    drag = { startCell: cell, startX: event.clientX, startY: event.clientY, isMoved: false, isPan, pannedRows: 0 };
  };

  const move = (event: PointerEvent) => {
    const { grid, intentions } = now();
    if (touches.has(event.pointerId)) touches.set(event.pointerId, { id: event.pointerId, x: event.clientX, y: event.clientY });
    if (pinch && touches.size === 2) return pinchTo(distanceOf(touches));
    const cell = cellAt(event);
    intentions.hover(pointOn(target, event));
    if (!drag || !grid) return;
    if (Math.hypot(event.clientX - drag.startX, event.clientY - drag.startY) > DRAG_STARTS_PX) drag.isMoved = true;
    if (!drag.isMoved) return;
    if (drag.isPan) panTo(drag, grid, event.clientY);
    else if (cell !== undefined) intentions.dragSpan({ a: drag.startCell, b: cell });
  };

  const panTo = (current: Drag, grid: MapGrid, clientY: number) => {
    const rowPx = target.clientHeight / grid.rows;
    const rows = Math.round((current.startY - clientY) / rowPx);
    if (rows !== current.pannedRows) now().intentions.pan(rows - current.pannedRows);
    current.pannedRows = rows;
  };

  const pinchTo = (distance: number) => {
    if (!pinch) return;
    const steps = -Math.round(Math.log2(distance / pinch.startDistance) * 1.5);
    if (steps !== pinch.steps) now().intentions.zoom(steps - pinch.steps, pointOn(target, centreOf(touches)));
    pinch.steps = steps;
  };

  const up = (event: PointerEvent) => {
    const finished = drag;
    const cell = cellAt(event);
    forget(event.pointerId);
    if (!finished || cell === undefined) return;
    if (!finished.isMoved) now().intentions.pick(cell);
    else if (!finished.isPan && cell !== finished.startCell) now().intentions.zoomToSpan(finished.startCell, cell);
  };

  const forget = (pointerId: number) => {
    touches.delete(pointerId);
    if (touches.size < 2) pinch = undefined;
    drag = undefined;
    now().intentions.dragSpan(undefined);
  };

  const cancel = (event: PointerEvent) => forget(event.pointerId);
  const doubleClick = (event: MouseEvent) => now().intentions.zoom(event.altKey ? 2 : -2, pointOn(target, event));

  return { wheel, down, move, up, cancel, doubleClick };
}

function pointOn(target: HTMLElement, { clientX, clientY }: { clientX: number; clientY: number }): MapPoint {
  const box = target.getBoundingClientRect();
  return { x: shareOf(clientX - box.left, box.width), y: shareOf(clientY - box.top, box.height) };
}

function shareOf(px: number, wholePx: number): number {
  return Math.min(1 - Number.EPSILON, Math.max(0, px / wholePx));
}

/** Undefined past the end of the disk. */
export function cellOnDisk(grid: MapGrid | undefined, point: MapPoint): number | undefined {
  if (!grid) return undefined;
  const cell = cellAtPoint(grid, point);
  return grid.fromBytes + cell * grid.cellBytes < grid.lengthBytes ? cell : undefined;
}

function distanceOf(touches: Map<number, Pointer>): number {
  const [a, b] = [...touches.values()];
  return a && b ? Math.max(1, Math.hypot(a.x - b.x, a.y - b.y)) : 1;
}

function centreOf(touches: Map<number, Pointer>): { clientX: number; clientY: number } {
  const points = [...touches.values()];
  const mean = (of: (p: Pointer) => number) => points.reduce((sum, p) => sum + of(p), 0) / Math.max(1, points.length);
  return { clientX: mean((p) => p.x), clientY: mean((p) => p.y) };
}
