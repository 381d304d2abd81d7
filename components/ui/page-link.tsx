"use client";
// A link to a page of ours, in the scope of this one. The only place that draws such links.
import Link from "next/link";
import type { ComponentProps } from "react";
import { usePageAddress } from "#lib/client/shell/use-page-address.ts";
import type { PageTarget } from "#lib/contract/page-target.ts";

export interface PageLinkProps extends Omit<ComponentProps<typeof Link>, "href"> {
  to: PageTarget;
}

export function PageLink({ to, ...rest }: PageLinkProps) {
  return <Link {...rest} href={usePageAddress()(to)} />;
}
