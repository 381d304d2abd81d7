"use client";
// A text to filter by: applied a moment after the last letter, and following what the address says when that changes
// by itself (back, a cleared filter, a link).
import { IconSearch, IconX } from "@tabler/icons-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useKeys } from "#lib/client/use-keys.ts";
import classes from "./search-input.module.css";

export interface SearchInputProps {
  label: string;
  placeholder: string;
  value: string;
  onChange: (text: string) => void;
  /** Enter: gives back what is to stand in the box then. */
  onEnter?: (text: string) => string;
}

const PAUSE_MS = 180;

export function SearchInput({ label, placeholder, value, onChange, onEnter }: SearchInputProps) {
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
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      onChange(text);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, onChange]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!onEnter) return;
    const rest = onEnter(text);
    sent.current = rest;
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
          onKeyDown={(event) => event.key === "Escape" && input.current?.blur()}
          placeholder={placeholder}
          aria-label={label}
          autoComplete="off"
          spellCheck={false}
          className={classes.input}
        />
        {text && (
          <button type="button" className={classes.clear} aria-label="Clear the text" onClick={() => setText("")}>
            <IconX size={13} aria-hidden />
          </button>
        )}
      </form>
    </search>
  );
}
