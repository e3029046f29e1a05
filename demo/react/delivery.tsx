import { useCrm, useDelivery } from './crm.js';
import { deliveryState } from './delivery-state.js';
import { useWords } from './language.js';

/** Where the visitor's answers are: one line, announced when it changes. */
export function Delivery({ told }: { readonly told: boolean }) {
  const words = useWords();
  const state = deliveryState(useDelivery(), told);
  return (
    <div className="delivery" data-state={state}>
      <output>{words.delivery[state]}</output>
      {state === 'refused' && <RetryButton />}
    </div>
  );
}

/** Queues what was refused again. */
function RetryButton() {
  const crm = useCrm();
  const words = useWords();
  const retry = async () => {
    for (const { eventId } of await crm.rejected()) await crm.retry(eventId);
  };
  return (
    <button type="button" className="quiet" onClick={() => void retry()}>
      {words.retry}
    </button>
  );
}
