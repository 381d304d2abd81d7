/** In a link of the sign-in page: the userPrincipalName of the person chosen, or cancelled. */
export const choiceParameter = "local_azure_choice";
export const cancelled = "cancel";
