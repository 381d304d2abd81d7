// The ways there are to restore, as cards side by side: what cannot be chosen says why.
import { Radio, Text } from "@mantine/core";
import { useId } from "react";
import type { RestoreWay } from "./restore-ways.ts";
import classes from "./way-choice.module.css";

export interface WayChoiceProps {
  ways: readonly RestoreWay[];
  /** subjectId of the chosen one. */
  value: string;
  /** More are being looked for, or why they are not known. */
  note?: string | undefined;
  onChange(subjectId: string): void;
}

export function WayChoice({ ways, value, note, onChange }: WayChoiceProps) {
  return (
    <Radio.Group label="Restore from" value={value} onChange={onChange} className={classes.group}>
      <div className={classes.ways}>
        {ways.map((way) => (
          <WayCard key={way.subjectId} way={way} />
        ))}
      </div>
      {note && (
        <Text size="xs" c="dimmed" mt={6} role="status">
          {note}
        </Text>
      )}
    </Radio.Group>
  );
}

function WayCard({ way }: { way: RestoreWay }) {
  const { title, name, reason, time, fee, risk } = way;
  const id = useId();
  return (
    <Radio.Card
      value={way.subjectId}
      disabled={reason !== undefined}
      className={classes.card}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-about`}
    >
      <div className={classes.lead}>
        <Radio.Indicator size="xs" disabled={reason !== undefined} />
        <span id={`${id}-title`} className={classes.title}>
          {title}
        </span>
      </div>
      <div id={`${id}-about`}>
        <div className={classes.name}>{name}</div>
        {reason === undefined ? (
          <dl className={classes.facts}>
            <Fact term="Time" text={time} />
            <Fact term="Fee" text={fee} />
            <Fact term="Risk" text={risk} />
          </dl>
        ) : (
          <p className={classes.reason}>{reason}</p>
        )}
      </div>
    </Radio.Card>
  );
}

function Fact({ term, text }: { term: string; text: string }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </>
  );
}
