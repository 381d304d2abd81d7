// What may be done in a subscription by the state Azure gives it. From learn.microsoft.com, "Azure subscription states":
//
//   Enabled, PastDue              everything
//   Warned, Disabled, Expired     GET and DELETE: nothing made, and no POST either, so no SAS
//   Deleted                       nothing

interface Standing {
  word: string;
  /** Why nothing is begun in it, as a sentence. */
  closed?: string;
  /** What to know before something is begun in it, as a sentence. */
  caution?: string;
}

const KNOWN = ["Enabled", "PastDue", "Warned", "Disabled", "Expired", "Deleted"] as const;

/** undefined: nothing to say. azureState: as Azure gives it, in any case; absent: it is enabled, or Azure did not say. */
export function subscriptionStanding({
  displayName,
  azureState,
}: {
  displayName: string;
  azureState?: string | undefined;
}): Standing | undefined {
  if (azureState === undefined) return undefined;
  const known = KNOWN.find((state) => state.toLowerCase() === azureState.toLowerCase());
  switch (known) {
    case "Enabled":
      return undefined;
    case "PastDue":
      return {
        word: "Past due",
        caution: `A payment for the subscription ${displayName} is past due (PastDue): Azure still allows everything, and may disable it.`,
      };
    case "Warned":
    case "Disabled":
    case "Expired":
      return {
        word: known,
        closed: `The subscription ${displayName} is not enabled (${known}): until it is again, Azure lets its resources be listed and deleted, and nothing be made or opened for reading.`,
      };
    case "Deleted":
      return { word: known, closed: `The subscription ${displayName} was deleted (Deleted): nothing can be done in it.` };
    default:
      return {
        word: azureState,
        closed: `Azure gives the subscription ${displayName} a state that is not known here (${azureState}): nothing is begun in it.`,
      };
  }
}
