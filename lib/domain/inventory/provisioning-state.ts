// What ARM says of the making of a resource. Updating is also what a change of tags looks like: what is there stays usable
// meanwhile. Words in any case, as ARM's enumerations are.

/** As far as it is known here; undefined: another word, or Azure said nothing. */
export function provisioningOf(said: string | undefined): "succeeded" | "updating" | "creating" | "failed" | "deleting" | undefined {
  switch (said?.toLowerCase()) {
    case "succeeded":
      return "succeeded";
    case "updating":
      return "updating";
    case "creating":
      return "creating";
    case "failed":
    case "canceled":
      return "failed";
    case "deleting":
      return "deleting";
    default:
      return undefined;
  }
}

/** Azure gave up making it: Failed or Canceled. */
export function hasFailed({ provisioningState }: { provisioningState?: string | undefined }): boolean {
  return provisioningOf(provisioningState) === "failed";
}
