"use client";
// Beside a list: resizable by drag or arrow keys; over the whole screen where that is narrow. Enter on its row goes into it, and
// on its heading shows it in full; Esc goes back to the row, and from there closes it.
import { ActionIcon } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowsDiagonal, IconArrowsDiagonalMinimize2, IconX } from "@tabler/icons-react";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef } from "react";
import { setPreferences, usePreferences } from "#lib/client/settings/preferences.ts";
import { announce } from "#lib/client/shell/announce.ts";
import { arrive } from "#lib/client/shell/arrival.ts";
import { focusList, focusPanel } from "#lib/client/shell/focus-place.ts";
import { useKeys } from "#lib/client/shell/use-keys.ts";
import { NARROW } from "./data-table.tsx";
import classes from "./detail-panel.module.css";
import { useFocusReturn } from "./use-focus-return.ts";

export interface DetailPanelProps {
  label: string;
  title: ReactNode;
  /** Steps to the neighbours, for instance. */
  controls?: ReactNode;
  isFull: boolean;
  onFull: (isFull: boolean) => void;
  onClose: () => void;
  children: ReactNode;
}

const MIN_PX = 340;
const MAX_PX = 760;
const STEP_PX = 24;

export function DetailPanel({ label, title, controls, isFull, onFull, onClose, children }: DetailPanelProps) {
  const { panelWidth } = usePreferences();
  const isNarrow = useMediaQuery(NARROW, false) ?? false;
  const panel = useRef<HTMLElement>(null);
  const isOver = isNarrow || isFull;
  const back = () => {
    if (!isOver && panel.current?.contains(document.activeElement)) focusList();
    else onClose();
  };
  useKeys({ Escape: back });
  useFocusReturn(panel);
  // Over the whole screen it is where the reading goes on; beside the list the keys stay with the list.
  useEffect(() => {
    if (isOver) focusPanel();
  }, [isOver]);
  // Whoever came here by key or palette is taken in; whoever opened it from the list is told how to get in.
  const opened = useRef<string>(undefined);
  useEffect(() => {
    const isFirst = opened.current === undefined;
    opened.current = label;
    if (arrive("details") || panel.current?.contains(document.activeElement)) return;
    announce(isFirst ? `${label}, opened beside the list. Enter goes into it, Escape closes it.` : label);
  }, [label]);

  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-label={label}
      data-details
      className={classes.panel}
      data-full={isFull || undefined}
      style={{ ["--panel-width" as string]: `${panelWidth}px` }}
    >
      {!isFull && <Divider width={panelWidth} />}
      <header className={classes.head}>
        <h2 className={classes.title} tabIndex={-1} onKeyDown={(event) => event.key === "Enter" && onFull(!isFull)}>
          {title}
        </h2>
        <div className={classes.controls}>
          {controls}
          <ActionIcon
            data-hint={isFull ? "Beside the list" : "Full page (Enter on the heading)"}
            className={classes.full}
            onClick={() => onFull(!isFull)}
            aria-label={isFull ? "Show beside the list" : "Show as a full page"}
          >
            {isFull ? <IconArrowsDiagonalMinimize2 size={16} /> : <IconArrowsDiagonal size={16} />}
          </ActionIcon>

          <ActionIcon data-hint="Close (Esc)" onClick={onClose} aria-label="Close the details">
            <IconX size={17} />
          </ActionIcon>
        </div>
      </header>
      <div className={classes.body}>{children}</div>
    </aside>
  );
}

function Divider({ width }: { width: number }) {
  const from = useRef<{ x: number; width: number }>(undefined);
  const setWidth = (px: number) => setPreferences({ panelWidth: Math.round(Math.min(MAX_PX, Math.max(MIN_PX, px))) });
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = { x: event.clientX, width };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (from.current) setWidth(from.current.width + from.current.x - event.clientX);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: STEP_PX, ArrowRight: -STEP_PX }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setWidth(width + step);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is no hr
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the details"
      aria-valuenow={width}
      aria-valuemin={MIN_PX}
      aria-valuemax={MAX_PX}
      tabIndex={0}
      className={classes.divider}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        from.current = undefined;
      }}
      onKeyDown={onKeyDown}
    />
  );
}
