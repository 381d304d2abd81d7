// A number that opens its formula. A button, so that a key or a finger reaches what a hover would hide.
import { Popover, Text, UnstyledButton } from "@mantine/core";
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
  if (!formula) return <>{value}</>;
  return (
    <Popover position="bottom-end" withArrow shadow="md" width="max-content" withinPortal transitionProps={{ duration: 80 }}>
      <Popover.Target>
        <UnstyledButton className={classes.number} aria-label={`${label}: ${value}. Show the formula`}>
          {value}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>
        <Text size="xs" c="dimmed">
          {label}
        </Text>
        {formula.lines.map((line) => (
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
