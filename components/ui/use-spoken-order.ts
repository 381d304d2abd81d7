"use client";
// Another order of a table is said aloud: the arrow in its head is only seen.
import { useEffect, useRef } from "react";
import { announce } from "#lib/client/shell/announce.ts";
import type { Column, Sort } from "./data-table-column.ts";
import { orderWords } from "./order-words.ts";

export function useSpokenOrder<Row>(columns: readonly Column<Row>[], sort: Sort | undefined): void {
  const words = sort && orderWords(columns, sort);
  const said = useRef(words);
  useEffect(() => {
    if (words !== undefined && said.current !== undefined && words !== said.current) announce(words);
    said.current = words;
  }, [words]);
}
