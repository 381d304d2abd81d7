// Microsoft's emulator of storage accounts is the reference for the calls on page blobs that both have: the same calls,
// the same answers. Where Azure is known to answer otherwise than Azurite, a line of allowed-differences.ts says so.

import { accessCases } from "./reference/access-cases.ts";
import {
  allowedEverywhere,
  allowedInAccess,
  allowedInCopies,
  allowedInLists,
  allowedInReads,
  allowedInWrites,
  allowedOfContainers,
  allowedOfPages,
} from "./reference/allowed-differences.ts";
import { containerCases } from "./reference/container-cases.ts";
import { copyCases } from "./reference/copy-cases.ts";
import { createCases } from "./reference/create-cases.ts";
import { listCases } from "./reference/list-cases.ts";
import { readCases } from "./reference/read-cases.ts";
import { snapshotCases } from "./reference/snapshot-cases.ts";
import { openTwoServices } from "./reference/two-services.ts";
import { writeCases } from "./reference/write-cases.ts";

const { compare, assertAllowedHappens } = openTwoServices([
  ...allowedEverywhere,
  ...allowedOfContainers,
  ...allowedOfPages,
  ...allowedInReads,
  ...allowedInWrites,
  ...allowedInCopies,
  ...allowedInLists,
  ...allowedInAccess,
]);

compare(containerCases);
compare(createCases);
compare(writeCases);
compare(readCases);
compare(snapshotCases);
compare(copyCases);
compare(listCases);
compare(accessCases);
assertAllowedHappens();
