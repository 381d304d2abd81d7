"use client";
// A word with its explanation, for pointer, finger and keyboard alike. All of a page, or of the details beside a list, are one
// tab stop: the arrows go from one to the next (explained-stops.ts).
import { type KeyboardEvent, type ReactNode, useEffect } from "react";
import { announce } from "#lib/client/shell/announce.ts";
import classes from "./explained.module.css";
import { arrangeStops, stepFrom } from "./explained-stops.ts";

export interface ExplainedProps {
  text: string;
  className?: string;
  children: ReactNode;
}

export function Explained({ text, className = classes.word, children }: ExplainedProps) {
  useEffect(() => {
    arrangeStops();
    return arrangeStops;
  }, []);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    stepFrom(event.currentTarget, step);
  };
  return (
    <button
      type="button"
      data-hint={text}
      data-explained
      aria-description={text}
      // Which one is the stop is arranged among them.
      tabIndex={-1}
      className={className}
      onKeyDown={onKeyDown}
      onClick={() => announce(text)}
    >
      {children}
    </button>
  );
}
