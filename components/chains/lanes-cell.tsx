// Other regions that hold copies of this chain: how many are there and how many are not.
import { IconArrowDownLeft } from "@tabler/icons-react";
import type { ChainRow } from "#lib/contract/chains.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import classes from "./chain-cells.module.css";

export function LanesCell({ chain }: { chain: ChainRow }) {
  if (chain.copyOfChainId) {
    return (
      <span className={classes.quiet}>
        <IconArrowDownLeft size={13} aria-hidden /> a copy
      </span>
    );
  }
  if (chain.lanes.length === 0) return <span className={classes.none}>none</span>;
  return chain.lanes.map((lane) => {
    const of = lane.copied + lane.missing + lane.running;
    const notes = [lane.missing > 0 && `${lane.missing} missing`, lane.running > 0 && `${lane.running} on the way`].filter(Boolean);
    return (
      <span key={lane.region} className={classes.lane} title={[`${lane.copied} of ${of} copied`, ...notes].join(", ")}>
        {regionLabel(lane.region)}{" "}
        <span className={classes.quiet}>
          {lane.copied} of {of}
          {lane.running > 0 && `, ${lane.running} on the way`}
        </span>
      </span>
    );
  });
}
