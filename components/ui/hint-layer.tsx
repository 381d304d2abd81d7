"use client";
// The one tooltip of the app: any element says `data-hint="…"` and is explained on hover, keyboard focus and touch.
// One listener and one box in the top layer, instead of a component and a positioning engine at every word.
import { useEffect, useRef } from "react";
import { attachHints } from "./hint.ts";
import classes from "./hint-layer.module.css";

export function HintLayer() {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => (box.current ? attachHints(box.current) : undefined), []);
  return <div ref={box} id="hint" role="tooltip" popover="manual" className={classes.hint} />;
}
