// Finds the range at an offset, or the next one after it.
import { Button, Group, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { formatSpan } from "#lib/change-map/map-axis.ts";
import type { MapClient } from "#lib/change-map/map-client.ts";
import type { MapWindow } from "#lib/change-map/map-grid.ts";
import type { RangeKind } from "#lib/change-map/map-messages.ts";
import { OFFSET_FORMS, parseOffset } from "#lib/change-map/parse-offset.ts";
import classes from "./go-to-offset.module.css";

export interface GoToOffsetProps {
  client: MapClient;
  view: MapWindow;
  kind: RangeKind;
  /** The place of the range in the order of the offsets. */
  onFound(index: number): void;
}

export function GoToOffset({ client, view, kind, onFound }: GoToOffsetProps) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();
  const [takenAs, setTakenAs] = useState<string>();
  const search = async (event: FormEvent) => {
    event.preventDefault();
    setProblem(undefined);
    setTakenAs(undefined);
    const parsed = parseOffset(text);
    if (parsed === undefined) return setProblem(`Offset: ${OFFSET_FORMS}`);
    setTakenAs(parsed.takenAs);
    const offset = parsed.bytes;
    if (offset < view.fromBytes || offset >= view.toBytes)
      return setProblem(`Offset: ${formatSpan(view.fromBytes, view.toBytes)} is shown here`);
    const choice = { ...view, kind };
    const [index, { total }] = await Promise.all([
      client.ask({ ask: "index", ...choice, offset }),
      client.ask({ ask: "ranges", ...choice, order: "offset", start: 0, limit: 0 }),
    ]);
    if (index >= total) return setProblem("Nothing changed from this offset on.");
    setTakenAs(`${parsed.takenAs}. Marked: the range there, or the next one after it.`);
    onFound(index);
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => search(event).catch((error: Error) => setProblem(error.message))}
      aria-label="Go to an offset"
    >
      <Group gap={6} align="start" wrap="nowrap">
        <TextInput
          size="xs"
          w={200}
          aria-label="Offset"
          placeholder="12.5 GiB, 450 GB, 0x10000"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={problem !== undefined}
        />
        <Button type="submit" size="xs" variant="default">
          Go to
        </Button>
      </Group>
      <div className={classes.answer} role="status">
        {takenAs && <span>{takenAs}</span>}
        {problem && <span className={classes.problem}>{problem}</span>}
      </div>
    </form>
  );
}
