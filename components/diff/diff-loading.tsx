// While a diff is read for the first time: what is happening, in Azure's terms, and how long it has been. The server
// does these in one request and reports no step, so none is claimed to be done; a stored diff is there at once.
import { List, Loader, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { formatDuration } from "#lib/domain/format.ts";

export function DiffLoading() {
  const elapsedMs = useElapsed();
  return (
    <div role="status" aria-live="polite" style={{ padding: "24px 0" }}>
      <Text fw={600} size="sm">
        <Loader size={14} mr={8} display="inline-block" style={{ verticalAlign: "-2px" }} />
        Asking Azure what changed between the two snapshots
        {elapsedMs > 2000 && (
          <Text span c="dimmed" fw={400} ml={8} aria-hidden>
            {formatDuration(elapsedMs)}
          </Text>
        )}
      </Text>
      <List size="sm" c="dimmed" mt={8} spacing={2}>
        <List.Item>taking read access to both snapshots (a SAS each, recorded in the ledger)</List.Item>
        <List.Item>reading the page ranges that differ, and the partition table</List.Item>
        <List.Item>revoking the access</List.Item>
      </List>
      <Text size="xs" c="dimmed" mt={8}>
        Only the first time for a pair; then it is stored, because snapshots never change.
      </Text>
    </div>
  );
}

function useElapsed(): number {
  const [elapsedMs, setElapsedMs] = useState(0);
  useEffect(() => {
    const startedAt = performance.now();
    const timer = setInterval(() => setElapsedMs(performance.now() - startedAt), 500);
    return () => clearInterval(timer);
  }, []);
  return elapsedMs;
}
