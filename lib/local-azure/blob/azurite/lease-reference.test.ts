// Leases against Azurite: see reference.test.ts. Nothing here waits for a lease to end by itself.

import { allowedEverywhere, allowedInLeases, allowedOfContainers } from "./reference/allowed-differences.ts";
import { blobLeaseCases, containerLeaseCases } from "./reference/lease-cases.ts";
import { openTwoServices } from "./reference/two-services.ts";

const { compare, assertAllowedHappens } = openTwoServices([...allowedEverywhere, ...allowedOfContainers, ...allowedInLeases]);

compare(blobLeaseCases);
compare(containerLeaseCases);
assertAllowedHappens();
