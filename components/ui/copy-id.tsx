"use client";
// A value to take elsewhere: shown short where it is long, copied whole.
import { UnstyledButton } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import classes from "./copy-id.module.css";

export interface CopyIdProps {
  value: string;
  /** What it is, for the button's name: "resource id". */
  label: string;
  /** Shown instead of the value. */
  text?: string;
}

export function CopyId({ value, label, text }: CopyIdProps) {
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    <UnstyledButton
      className={classes.copy}
      onClick={() => clipboard.copy(value)}
      title={value}
      aria-label={`${text ?? value}, copy ${label}`}
    >
      <span className={classes.text}>{text ?? value}</span>
      {clipboard.copied ? (
        <IconCheck size={13} className={classes.done} aria-hidden />
      ) : (
        <IconCopy size={13} className={classes.icon} aria-hidden />
      )}
      <span className="visually-hidden" aria-live="polite">
        {clipboard.copied ? "Copied" : ""}
      </span>
    </UnstyledButton>
  );
}
