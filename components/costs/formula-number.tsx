// A number that opens its formula. A table has a thousand of them: the popover is made when it is opened, and none is a tab
// stop of its own. With the keyboard the line opens, which has them all.
import { Popover, Text, UnstyledButton } from "@mantine/core";
import { type MouseEvent, useRef, useState } from "react";
import type { CostFormula } from "./cost-formula.ts";
import classes from "./formula-number.module.css";

export interface FormulaNumberProps {
  /** What the number is, for those who cannot see its column. */
  label: string;
  value: string;
  formula: CostFormula | undefined;
  notes?: string[];
}

export function FormulaNumber({ label, value, formula, notes = [] }: FormulaNumberProps) {
  const [isOpen, setOpen] = useState(false);
  // A press outside closes it, and a press on the number is outside: the click that follows must not open it again.
  const wasOpen = useRef(false);
  if (!formula) return <>{value}</>;
  const onClick = (event: MouseEvent) => setOpen(!(event.detail === 0 ? isOpen : wasOpen.current));
  return (
    <span className={classes.place}>
      <UnstyledButton
        className={classes.number}
        tabIndex={-1}
        aria-label={`${label}: ${value}. Show the formula`}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onMouseDown={() => {
          wasOpen.current = isOpen;
        }}
        onClick={onClick}
      >
        {value}
      </UnstyledButton>
      {isOpen && <Formula label={label} lines={formula.lines} notes={notes} onClose={() => setOpen(false)} />}
    </span>
  );
}

function Formula({ label, lines, notes, onClose }: { label: string; lines: string[]; notes: string[]; onClose: () => void }) {
  return (
    <Popover
      opened
      onChange={(isOpened) => !isOpened && onClose()}
      position="bottom-end"
      withArrow
      shadow="md"
      width="max-content"
      withinPortal
      transitionProps={{ duration: 80 }}
    >
      <Popover.Target>
        <span className={classes.anchor} aria-hidden />
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown} aria-label={label}>
        <Text size="xs" c="dimmed">
          {label}
        </Text>
        {lines.map((line) => (
          <Text key={line} size="sm" className={classes.line}>
            {line}
          </Text>
        ))}
        {notes.map((note) => (
          <Text key={note} size="xs" c="dimmed" className={classes.line}>
            {note}
          </Text>
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}
