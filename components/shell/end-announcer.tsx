"use client";
// Says aloud that long work has ended, on whatever page one is: those who see it have the lists.
import { VisuallyHidden } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { watchEnds } from "#lib/client/operations/watch-ends.ts";
import { stateLabel } from "#lib/domain/operations/operation-state.ts";

export function EndAnnouncer() {
  const cache = useQueryClient();
  const [said, setSaid] = useState("");
  useEffect(
    () =>
      watchEnds(cache, (rows) => rows.length > 0 && setSaid(rows.map(({ title, state }) => `${title}: ${stateLabel(state)}`).join(". "))),
    [cache],
  );
  return <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>;
}
