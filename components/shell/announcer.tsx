"use client";
// The live region of the app: says aloud what changed on the page, and that long work has ended, on whatever page one is.
import { VisuallyHidden } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useOperationUis } from "#components/operations/kinds/use-operation-ui.ts";
import { type EndedRow, watchEnds } from "#lib/client/operations/watch-ends.ts";
import { announce, onAnnouncement } from "#lib/client/shell/announce.ts";
import { endWord } from "#lib/operations/kinds/kind-words.ts";

export function Announcer() {
  const cache = useQueryClient();
  const uis = useOperationUis();
  const [said, setSaid] = useState({ words: "", turn: 0 });
  useEffect(() => onAnnouncement((words) => setSaid(({ turn }) => ({ words, turn: turn + 1 }))), []);
  useEffect(() => {
    const sentence = (row: EndedRow) => `${row.title}: ${endWord(uis.find(({ words }) => words.kind === row.kind)?.words ?? {}, row)}`;
    return watchEnds(cache, (rows) => rows.length > 0 && announce(rows.map(sentence).join(". ")));
  }, [cache, uis]);
  return (
    <VisuallyHidden aria-live="polite" data-announcer>
      {/* A new element for each: the same words twice are said twice. */}
      <span key={said.turn}>{said.words}</span>
    </VisuallyHidden>
  );
}
