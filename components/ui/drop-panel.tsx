"use client";
// A button and what it opens. The browser's own popover does the closing, the Esc key and the way back of the focus.
import { type ReactNode, type ToggleEvent, useId, useRef, useState } from "react";
import classes from "./drop-panel.module.css";

export interface DropPanelProps {
  /** Receives what ties the button to the panel. */
  trigger: (props: { id: string; popoverTarget: string }) => ReactNode;
  /** Which edge of the button the panel keeps to. */
  align?: "start" | "end";
  widthPx: number;
  label: string;
  /** Only asked for while open. */
  children: () => ReactNode;
}

const EDGE_PX = 8;

export function DropPanel({ trigger, align = "start", widthPx, label, children }: DropPanelProps) {
  const id = useId();
  const panel = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const triggerId = `${id}-trigger`;
  const onBeforeToggle = (event: ToggleEvent<HTMLDivElement>) => {
    if (event.newState !== "open" || !panel.current) return;
    setOpen(true);
    place(panel.current, document.getElementById(triggerId), align, widthPx);
  };
  // Not before it is closed: the browser gives the focus back only while what has it is still there.
  const onToggle = (event: ToggleEvent<HTMLDivElement>) => {
    if (event.newState === "closed") setOpen(false);
  };
  return (
    <>
      {trigger({ id: triggerId, popoverTarget: id })}
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        className={classes.panel}
        style={{ width: widthPx }}
        onBeforeToggle={onBeforeToggle}
        onToggle={onToggle}
      >
        {isOpen && children()}
      </div>
    </>
  );
}

function place(panel: HTMLElement, trigger: HTMLElement | null, align: "start" | "end", widthPx: number): void {
  const at = trigger?.getBoundingClientRect();
  if (!at) return;
  const left = align === "start" ? at.left : at.right - widthPx;
  panel.style.left = `${Math.max(EDGE_PX, Math.min(window.innerWidth - widthPx - EDGE_PX, left))}px`;
  panel.style.top = `${at.bottom + 4}px`;
  panel.style.maxHeight = `${window.innerHeight - at.bottom - 4 - EDGE_PX}px`;
}
