export interface Subscription {
  subscriptionId: string;
  displayName: string;
  tenantId: string;
}
