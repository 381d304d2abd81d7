"use client";
// For a table whose rows are all on the page and whose answer has no CSV form of its own.
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { saveText } from "#lib/client/shell/save-text.ts";
import { type CsvColumn, toCsv } from "#lib/domain/csv.ts";

export interface CsvSaveProps<Row> {
  name: string;
  columns: readonly CsvColumn<Row>[];
  rows: readonly Row[];
  /** "42 entries": stands in the button's name. */
  what: string;
}

export function CsvSave<Row>({ name, columns, rows, what }: CsvSaveProps<Row>) {
  return (
    <Button
      variant="default"
      size="compact-xs"
      leftSection={<IconDownload size={13} />}
      aria-label={`Download ${what} as CSV`}
      onClick={() => saveText(name, "text/csv", toCsv(columns, rows))}
    >
      CSV
    </Button>
  );
}
