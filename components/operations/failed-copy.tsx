// The copy that stopped an operation, offered to be deleted and made again, with those that were to follow it.
import { CopyAgainButton } from "#components/actions/copy-again-button.tsx";
import { useChain } from "#lib/client/chains/use-chains.ts";
import { useSnapshot } from "#lib/client/inventory/use-snapshots.ts";
import type { OperationRow } from "#lib/contract/operations.ts";
import { failedCopyOf } from "./failed-copy-of.ts";

export function FailedCopy({ operation: { request } }: { operation: OperationRow }) {
  const sourceId = typeof request.snapshotId === "string" ? request.snapshotId : firstOf(request.snapshots);
  const source = useSnapshot(sourceId).data?.row;
  const chain = useChain(source?.chainId).data;
  const found = chain && failedCopyOf(request, chain);
  if (!found) return null;
  return (
    <div>
      <p>
        {found.copy.name} was not finished{found.copy.copyError ? `: ${found.copy.copyError.message}` : "."}
      </p>
      <CopyAgainButton request={found.request} />
    </div>
  );
}

function firstOf(snapshots: unknown): string | undefined {
  const [first] = Array.isArray(snapshots) ? snapshots : [];
  return typeof first?.snapshotId === "string" ? first.snapshotId : undefined;
}
