// Exactly what the filter shows, as a file: the same address the table asks, in CSV.
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { apiUrl, type QueryValue } from "#lib/client/api/api-fetch.ts";

export interface CsvButtonProps {
  path: string;
  query?: Record<string, QueryValue>;
  /** "42 rows": stands in the button's name. */
  what?: string;
}

export function CsvButton({ path, query, what }: CsvButtonProps) {
  return (
    <Button
      component="a"
      href={apiUrl(path, { ...query, format: "csv" })}
      download
      variant="default"
      leftSection={<IconDownload size={14} />}
      aria-label={what ? `Download ${what} as CSV` : "Download as CSV"}
    >
      CSV
    </Button>
  );
}
