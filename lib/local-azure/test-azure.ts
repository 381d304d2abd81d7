// Where the app's own tests import it from.
export { passToDayOfMonth, startTestAzure, type TestAzure } from "./testing/test-azure.ts";
