// A table that scrolls sideways where it is wider than the page, by keyboard too.
import { Table } from "@mantine/core";
import type { ReactNode } from "react";

interface WideTableProps {
  /** The table's own, which its scrolling part has as well. */
  label: string;
  minWidth: number;
  children: ReactNode;
}

export function WideTable({ label, minWidth, children }: WideTableProps) {
  return (
    <Table.ScrollContainer minWidth={minWidth} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": label } }}>
      {children}
    </Table.ScrollContainer>
  );
}
