"use client";
// The live region of the app: says aloud what changed on the page, and that long work has ended, on whatever page one is.
import { VisuallyHidden } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { watchEnds } from "#lib/client/operations/watch-ends.ts";
import { announce, onAnnouncement } from "#lib/client/shell/announce.ts";
import { stateLabel } from "#lib/domain/operations/operation-state.ts";

export function Announcer() {
  const cache = useQueryClient();
  const [said, setSaid] = useState({ words: "", turn: 0 });
  useEffect(() => onAnnouncement((words) => setSaid(({ turn }) => ({ words, turn: turn + 1 }))), []);
  useEffect(
    () =>
      watchEnds(cache, (rows) => rows.length > 0 && announce(rows.map(({ title, state }) => `${title}: ${stateLabel(state)}`).join(". "))),
    [cache],
  );
  return (
    <VisuallyHidden aria-live="polite" data-announcer>
      {/* A new element for each: the same words twice are said twice. */}
      <span key={said.turn}>{said.words}</span>
    </VisuallyHidden>
  );
}
