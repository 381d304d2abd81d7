import { expect, it } from "vitest";
import { subscriptionStanding } from "./subscription-standing.ts";

const standing = (azureState?: string) => subscriptionStanding({ displayName: "One", azureState });

it("closes a subscription where Azure takes no PUT and no POST, and one whose state is not known", () => {
  for (const state of ["Warned", "Disabled", "Expired", "Deleted", "Dreaming"])
    expect(standing(state)).toMatchObject({ word: state, closed: expect.stringMatching(/\bOne\b.*\.$/) });
  expect(standing("Dreaming")?.closed).toContain("Dreaming");
});

it("knows states in any case, and calls them as Azure documents them", () => {
  expect(standing("DISABLED")).toMatchObject({ word: "Disabled", closed: expect.stringContaining("(Disabled)") });
  expect(standing("pastDue")?.caution).toContain("(PastDue)");
});

it("cautions where a payment is past due, since Azure still allows everything", () => {
  expect(standing("PastDue")).toMatchObject({ word: "Past due", caution: expect.stringContaining("One") });
  expect(standing("PastDue")?.closed).toBeUndefined();
});

it("says nothing of an enabled one, and of one whose state Azure did not give", () => {
  expect([standing("Enabled"), standing("enabled"), standing()]).toEqual([undefined, undefined, undefined]);
});
