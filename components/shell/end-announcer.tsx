"use client";
// Says aloud that long work has ended, on whatever page one is: those who see it have the lists.
import { VisuallyHidden } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useOperationUis } from "#components/operations/kinds/use-operation-ui.ts";
import { type EndedRow, watchEnds } from "#lib/client/operations/watch-ends.ts";
import { endWord } from "#lib/operations/kinds/kind-words.ts";

export function EndAnnouncer() {
  const cache = useQueryClient();
  const uis = useOperationUis();
  const [said, setSaid] = useState("");
  useEffect(() => {
    const sentence = (row: EndedRow) => `${row.title}: ${endWord(uis.find(({ words }) => words.kind === row.kind)?.words ?? {}, row)}`;
    return watchEnds(cache, (rows) => rows.length > 0 && setSaid(rows.map(sentence).join(". ")));
  }, [cache, uis]);
  return <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>;
}
