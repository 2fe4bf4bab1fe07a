import { addressRules } from './rules/addresses.ts';
import { aiRules } from './rules/ai.ts';
import { azureRules } from './rules/azure.ts';
import { cloudRules } from './rules/cloud.ts';
import { codeHostingRules } from './rules/code-hosting.ts';
import { genericRules } from './rules/generic.ts';
import { identityRules } from './rules/identity.ts';
import { messagingRules } from './rules/messaging.ts';
import { monitoringRules } from './rules/monitoring.ts';
import { namedRules } from './rules/named.ts';
import { paymentRules } from './rules/payment.ts';
import { placeRules } from './rules/places.ts';
import { serviceRules } from './rules/services.ts';
import type { SecretRule } from './secret-rule.ts';

/** Every kind that is known by its shape; where two find the same, the first names it. */
export const secretRules: readonly SecretRule[] = [
  ...cloudRules,
  ...azureRules,
  ...codeHostingRules,
  ...aiRules,
  ...paymentRules,
  ...messagingRules,
  ...monitoringRules,
  ...identityRules,
  ...serviceRules,
  ...addressRules,
  ...placeRules,
  ...genericRules,
  ...namedRules,
];
