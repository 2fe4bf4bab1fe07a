/** What the thirty automation seats lack. */
export const AUTOMATION_NEEDS =
  'They drive an OpenHands agent server, and this version of Centuria has no client for one. ' +
  'Their thirty seats are drawn as unavailable until it does. Change This… and Analyse work now.';
