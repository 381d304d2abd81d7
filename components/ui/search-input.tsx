"use client";
// A text to filter by: applied a moment after the last letter, and following what the address says when that changes
// by itself (back, a cleared filter, a link).
import { IconSearch, IconX } from "@tabler/icons-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { focusList } from "#lib/client/shell/focus-place.ts";
import { useKeys } from "#lib/client/shell/use-keys.ts";
import classes from "./search-input.module.css";

export interface SearchInputProps {
  label: string;
  placeholder: string;
  value: string;
  onChange: (text: string) => void;
  /** Enter: gives back what is to stand in the box then. */
  onEnter?: (text: string) => string;
  /** What of the text is to be searched for while it is typed; all of it by default. */
  live?: (text: string) => string;
  /** One line under the box about what stands in it. */
  hint?: (text: string) => string | undefined;
}

const PAUSE_MS = 180;
const asItIs = (text: string) => text;

export function SearchInput({ label, placeholder, value, onChange, onEnter, live = asItIs, hint }: SearchInputProps) {
  const input = useRef<HTMLInputElement>(null);
  /** The last text that was given out: its echo must not overwrite what was typed since. */
  const sent = useRef(value);
  const [text, setText] = useState(value);
  useKeys({ f: () => input.current?.focus() });
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);
  useEffect(() => {
    const given = live(text);
    if (given === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = given;
      onChange(given);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, onChange, live]);
  const line = hint?.(text);
  // The button goes with the text.
  const clear = () => {
    setText("");
    input.current?.focus();
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!onEnter) return;
    const rest = onEnter(text);
    sent.current = live(rest);
    setText(rest);
  };
  return (
    <search className={classes.search}>
      <form onSubmit={submit} className={classes.form}>
        <IconSearch size={14} aria-hidden className={classes.icon} />
        <input
          ref={input}
          type="text"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Escape" && focusList()}
          placeholder={placeholder}
          aria-label={label}
          autoComplete="off"
          spellCheck={false}
          className={classes.input}
        />
        {text && (
          <button type="button" className={classes.clear} aria-label="Clear the text" onClick={clear}>
            <IconX size={13} aria-hidden />
          </button>
        )}
      </form>
      {line && (
        <p role="status" className={classes.hint}>
          {line}
        </p>
      )}
    </search>
  );
}
