// Ends every SAS of a snapshot, whoever's, once more asked about: whoever reads through one is cut off.
import { Button } from "@mantine/core";
import { useState } from "react";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { useEndAccess } from "#lib/client/inventory/use-end-access.ts";

interface EndAccessProps {
  snapshot: { id: string; uniqueId: string; name: string };
  onEnded?: () => void;
}

export function EndAccess({ snapshot, onEnded }: EndAccessProps) {
  const end = useEndAccess(onEnded);
  const [isAsking, setAsking] = useState(false);
  if (!isAsking) {
    return (
      <Button size="compact-xs" variant="default" onClick={() => setAsking(true)}>
        End the access to {snapshot.name}
      </Button>
    );
  }
  return (
    <>
      <span role="alert">Whoever reads through it, a backup or a download, is cut off.</span>
      <Button size="compact-xs" variant="default" onClick={() => setAsking(false)}>
        Leave it
      </Button>
      <Button
        size="compact-xs"
        color="red"
        loading={end.isPending}
        onClick={() => end.mutate(snapshot, { onSuccess: () => setAsking(false) })}
      >
        End it
      </Button>
      {end.error && <ErrorNotice error={end.error} />}
    </>
  );
}
