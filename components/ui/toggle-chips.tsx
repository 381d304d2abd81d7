// A few words that can each be on or off.
import classes from "./toggle-chips.module.css";

export interface ToggleChipsProps {
  label: string;
  choices: readonly { value: string; label: string }[];
  chosen: readonly string[];
  onToggle: (value: string) => void;
}

export function ToggleChips({ label, choices, chosen, onToggle }: ToggleChipsProps) {
  return (
    <fieldset className={classes.chips}>
      <legend className="visually-hidden">{label}</legend>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          className={classes.chip}
          aria-pressed={chosen.includes(choice.value)}
          onClick={() => onToggle(choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </fieldset>
  );
}
