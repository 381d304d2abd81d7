// The failed copies of a chain's lanes, each with the one step that makes it again.
import { CopyAgainButton } from "#components/actions/copy-again-button.tsx";
import type { ChainDetail } from "#lib/contract/chains.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { copyAgainRequestOf } from "#lib/operations/kinds/copy-again/request.ts";
import classes from "./chain-detail.module.css";

export function FailedCopies({ copies }: Pick<ChainDetail, "copies">) {
  const failed = copies.flatMap(({ snapshot }) => {
    const request = copyAgainRequestOf(snapshot);
    return request ? [{ snapshot, request }] : [];
  });
  if (failed.length === 0) return null;
  return (
    <ul className={classes.breaks} aria-label="Failed copies">
      {failed.map(({ snapshot, request }) => (
        <li key={snapshot.id}>
          {snapshot.name} in {regionLabel(snapshot.region)} was not finished
          {snapshot.copyError ? `: ${snapshot.copyError.message}` : "."} <CopyAgainButton request={request} />
        </li>
      ))}
    </ul>
  );
}
