// Exactly what the filter shows, as a file: the same address the table asks, in CSV.
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { apiUrl, type QueryValue } from "#lib/client/api/api-fetch.ts";
import { ReasonButton } from "./reason-button.tsx";

export interface CsvButtonProps {
  path: string;
  query?: Record<string, QueryValue>;
  /** "42 rows": stands in the button's name. */
  what?: string;
  /** Why there is none; undefined: there is. */
  reason?: string | undefined;
}

export function CsvButton({ path, query, what, reason }: CsvButtonProps) {
  if (reason !== undefined)
    return (
      <ReasonButton reason={reason} leftSection={<IconDownload size={14} />}>
        CSV
      </ReasonButton>
    );
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
