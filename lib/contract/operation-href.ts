/** Where the page of an operation is. */
export function operationHref(id: string): string {
  return `/operations/detail?${new URLSearchParams({ id }).toString()}`;
}
