// Until when a hold is to hold: no end, a usual time from now, or the end of a day in UTC.
import { Select, TextInput } from "@mantine/core";

export interface HoldEnd {
  choice: string;
  /** "2027-01-31", where a day is chosen. */
  day: string;
}

export const NO_END: HoldEnd = { choice: "none", day: "" };

const DAY_MS = 86_400_000;
const CHOICES = [
  { value: "none", label: "No end: until it is lifted" },
  { value: "30", label: "30 days from now" },
  { value: "90", label: "90 days from now" },
  { value: "365", label: "A year from now" },
  { value: "day", label: "To the end of a day" },
];

export function HoldEndField({ end, onChange }: { end: HoldEnd; onChange(end: HoldEnd): void }) {
  return (
    <>
      <Select
        label="Holds until"
        allowDeselect={false}
        data={CHOICES}
        value={end.choice}
        onChange={(choice) => choice !== null && onChange({ ...end, choice })}
      />
      {end.choice === "day" && (
        <TextInput
          label="Last day"
          description="In UTC; the hold ends at midnight after it."
          type="date"
          value={end.day}
          onChange={(event) => onChange({ ...end, day: event.currentTarget.value })}
        />
      )}
    </>
  );
}

/** ISO 8601; null: no end; undefined: the day is still to be chosen. */
export function endOf({ choice, day }: HoldEnd, nowMs: number): string | null | undefined {
  if (choice === "none") return null;
  if (choice !== "day") return new Date(nowMs + Number(choice) * DAY_MS).toISOString();
  const dayMs = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(dayMs) ? undefined : new Date(dayMs + DAY_MS).toISOString();
}
