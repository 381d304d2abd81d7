// A whole number of GiB, as typed: emptied it stays empty, and what is no whole number is refused rather than bent.
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { parseSizeGib } from "./parse-size-gib.ts";

interface SizeInputProps {
  /** NaN: what stands there is no size. */
  value: number;
  minGib: number;
  maxGib: number | undefined;
  error: string | undefined;
  onChange(sizeGib: number): void;
}

export function SizeInput({ value, minGib, maxGib, error, onChange }: SizeInputProps) {
  const [text, setText] = useState(() => String(value));
  return (
    <TextInput
      label="Size, GiB"
      description={`${minGib === maxGib ? "Exactly" : "At least"} ${minGib} GiB, the size of the disk in the snapshot.`}
      inputMode="numeric"
      autoComplete="off"
      value={text}
      error={error}
      onChange={(event) => {
        setText(event.currentTarget.value);
        onChange(parseSizeGib(event.currentTarget.value));
      }}
    />
  );
}
