// A snapshot that is gone may live on in a replica: then it is restored from there.
import { Button } from "@mantine/core";
import dynamic from "next/dynamic";
import { useState } from "react";
import { pointsWhere } from "#components/actions/use-points-of-moment.ts";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import { useReplicas } from "#lib/client/chains/use-replicas.ts";
import type { GoneSnapshot } from "#lib/contract/inventory.ts";
import { sameResource } from "#lib/domain/inventory/inventory.ts";

const RestorePointDialog = dynamic(
  () => untilLoaded(() => import("#components/actions/restore-point-dialog.tsx")).then((m) => m.RestorePointDialog),
  { ssr: false },
);

export function RestoreGone({ gone }: { gone: GoneSnapshot }) {
  const [isOpen, setOpen] = useState<boolean>();
  const { data } = useReplicas(gone.chainId);
  const points = data ? pointsWhere(data, ({ snapshotId }) => sameResource(snapshotId, gone.id)) : [];
  if (points.length === 0) return null;
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        Restore from a replica
      </Button>
      {isOpen !== undefined && <RestorePointDialog name={gone.name} points={points} opened={isOpen} onClose={() => setOpen(false)} />}
    </>
  );
}
