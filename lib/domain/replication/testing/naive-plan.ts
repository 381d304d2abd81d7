// What planning is held against: page by page, every start and every length of every request is tried.

/** Least pages copied for each number of requests; infinite: not with so few. `written[p]`: page p must be copied. */
export function leastPages(written: readonly boolean[], maxPages: number): number[] {
  const count = written.length;
  const least = Array.from({ length: count + 1 }, () => new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY));
  const at = (page: number) => least[page] as Float64Array;
  at(count)[0] = 0;
  for (let page = count - 1; page >= 0; page -= 1) {
    if (!written[page]) at(page).set(at(page + 1));
    for (let length = 1; length <= Math.min(maxPages, count - page); length += 1) {
      for (let requests = 1; requests <= count; requests += 1) {
        const pages = length + (at(page + length)[requests - 1] as number);
        if (pages < (at(page)[requests] as number)) at(page)[requests] = pages;
      }
    }
  }
  return [...at(0)];
}

export function leastOf(pagesByRequests: readonly number[], cost: (requests: number, pages: number) => number): number {
  return Math.min(...pagesByRequests.map((pages, requests) => (pages === Number.POSITIVE_INFINITY ? pages : cost(requests, pages))));
}
