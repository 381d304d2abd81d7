import { TextInput } from "@mantine/core";
import { useState } from "react";

interface NameInputProps {
  label: string;
  value: string;
  error: string | undefined;
  onChange(value: string): void;
}

/** An empty name is complained about once it was emptied or left. */
export function NameInput({ label, value, error, onChange }: NameInputProps) {
  const [isTouched, setTouched] = useState(false);
  return (
    <TextInput
      label={label}
      value={value}
      error={isTouched || value !== "" ? error : undefined}
      spellCheck={false}
      autoComplete="off"
      onBlur={() => setTouched(true)}
      onChange={(event) => {
        setTouched(true);
        onChange(event.currentTarget.value);
      }}
    />
  );
}
