// A button that, when it cannot be used, says why: it stays reachable by keyboard so that the reason can be read.
import { Button, type ButtonProps } from "@mantine/core";
import Link from "next/link";

export interface ReasonButtonProps extends ButtonProps {
  /** Why not; undefined means it can be used. */
  reason: string | undefined;
  href?: string;
  onClick?: () => void;
}

export function ReasonButton({ reason, href, onClick, children, ...rest }: ReasonButtonProps) {
  if (reason !== undefined) {
    return (
      <Button data-hint={reason} {...rest} variant="default" data-disabled aria-disabled onClick={(event) => event.preventDefault()}>
        {children}
        <span className="visually-hidden">. Not possible: {reason}</span>
      </Button>
    );
  }
  if (href !== undefined) {
    return (
      <Button {...rest} component={Link} href={href}>
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
