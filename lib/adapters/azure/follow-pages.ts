// The pages of a list, one after the other. A list that does not end is a list that failed: its links are remembered and
// its pages counted, and it stops between two pages when nobody asks any more.
import { RestError } from "@azure/core-rest-pipeline";
import { REPEATED_NEXT_LINK, TOO_MANY_PAGES } from "./answer-faults.ts";
import { unreadable } from "./unreadable.ts";

/** At Azure's hundred rows a page and more this is far above what a list may hold. */
const MAX_PAGES = 5000;

export interface ListPage {
  /** Absent, null or "" on the last one. */
  nextLink?: unknown;
  requestId?: string | undefined;
}

export interface PagesToFollow<Page extends ListPage> {
  first: string;
  read(link: string): Promise<Page>;
  maxPages?: number;
  signal?: AbortSignal | undefined;
}

export async function* followPages<Page extends ListPage>({ first, read, maxPages = MAX_PAGES, signal }: PagesToFollow<Page>) {
  const seen = new Set<string>();
  for (let link: string | undefined = first; link !== undefined; ) {
    signal?.throwIfAborted();
    if (seen.has(link)) throw endless("the next page of the list was read before", REPEATED_NEXT_LINK);
    if (seen.size >= maxPages) throw endless(`the list does not end after ${maxPages} pages`, TOO_MANY_PAGES);
    seen.add(link);
    const page: Page = await read(link);
    yield page;
    link = nextOf(page, first);
  }
}

function nextOf({ nextLink, requestId }: ListPage, first: string): string | undefined {
  if (nextLink === undefined || nextLink === null || nextLink === "") return undefined;
  if (typeof nextLink !== "string") throw unreadable("the link to the next page is no text", requestId);
  if (!isAddressLike(first, nextLink)) throw unreadable("the link to the next page is no address", requestId);
  return nextLink;
}

/** A path only where the first one is a path too. */
function isAddressLike(first: string, link: string): boolean {
  return first.startsWith("/") ? URL.canParse(link, "https://endpoint") : URL.canParse(link);
}

function endless(message: string, code: string): RestError {
  return new RestError(message, { code });
}
