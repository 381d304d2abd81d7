// It waits for its turn: where it stands, and behind what.
import { Anchor } from "@mantine/core";
import { IconStack2 } from "@tabler/icons-react";
import { PageLink } from "#components/ui/page-link.tsx";
import type { OperationRow } from "#lib/contract/operations.ts";
import { formatCount } from "#lib/domain/format.ts";
import classes from "./operation-page.module.css";

export function OperationQueue({ queue: { position, text, behindId } }: { queue: NonNullable<OperationRow["queue"]> }) {
  return (
    <p className={classes.waiting}>
      <IconStack2 size={16} aria-hidden />
      <span>
        {position > 1 ? `Number ${formatCount(position)} in its queue. ` : "Next in its queue. "}
        {behindId ? (
          <Anchor component={PageLink} to={{ page: "operation", params: { id: behindId } }} size="sm">
            {text}
          </Anchor>
        ) : (
          text
        )}{" "}
        It begins by itself when its turn comes; nothing is done until then.
      </span>
    </p>
  );
}
