"use client";
// A word of the trade with its one sentence, for pointer, finger and keyboard alike.
import type { ReactNode } from "react";
import classes from "./term.module.css";
import { TERMS, type TermName } from "./terms.ts";

export function Term({ name, children }: { name: TermName; children?: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the explanation must be reachable by keyboard
    <span data-hint={TERMS[name]} className={classes.term} tabIndex={0}>
      {children ?? name}
    </span>
  );
}
