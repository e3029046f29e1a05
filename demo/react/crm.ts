// The package, as this repository's own demo finds it. In a project of yours import the same names from
// '@siam-visa-pro/crm' and '@siam-visa-pro/crm/react', and delete this file.
export { CrmProvider, useCrm, useDelivery, useEmit } from '../../src/react/index.js';
export {
  type AuditPayload,
  type CallPayload,
  createCrm,
  isCrmValidationError,
  type Status,
  type SummaryPayload,
} from '../../src/sdk/index.js';
