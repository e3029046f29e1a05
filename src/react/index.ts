export { CrmProvider, useCrm } from './provider.js';
export { useDelivery } from './use-delivery.js';
export { type Emit, type EmitState, type Emitter, useEmit } from './use-emit.js';
