// A button that, when it cannot be used, says why: it stays reachable by keyboard so that the reason can be read.
import { Button, type ButtonProps } from "@mantine/core";
import type { PageTarget } from "#lib/contract/page-target.ts";
import { PageLink } from "./page-link.tsx";

export interface ReasonButtonProps extends ButtonProps {
  /** Why not; undefined means it can be used. */
  reason: string | undefined;
  to?: PageTarget;
  onClick?: () => void;
}

export function ReasonButton({ reason, to, onClick, children, ...rest }: ReasonButtonProps) {
  if (reason !== undefined) {
    return (
      <Button data-hint={reason} {...rest} variant="default" data-disabled aria-disabled onClick={(event) => event.preventDefault()}>
        {children}
        <span className="visually-hidden">. Not possible: {reason}</span>
      </Button>
    );
  }
  if (to !== undefined) {
    return (
      <Button {...rest} component={PageLink} to={to}>
        {children}
      </Button>
    );
  }
  return (
    <Button {...rest} onClick={onClick}>
      {children}
    </Button>
  );
}
