import { useCrm, useDelivery } from './crm.js';
import { deliveryState } from './delivery-state.js';
import { useWords } from './language.js';

interface Props {
  /** Whether this conversation has emitted anything. */
  readonly told: boolean;
  /** The button that was pressed goes away: focus needs another place. */
  readonly onRetry: () => void;
}

/** Where the visitor's answers are: one line, announced when it changes. */
export function Delivery({ told, onRetry }: Props) {
  const words = useWords();
  const state = deliveryState(useDelivery(), told);
  return (
    <div className="delivery" data-state={state}>
      <output>{words.delivery[state]}</output>
      {state === 'refused' && <RetryButton onRetry={onRetry} />}
    </div>
  );
}

/** Queues what was refused again. */
function RetryButton({ onRetry }: Pick<Props, 'onRetry'>) {
  const crm = useCrm();
  const words = useWords();
  const retry = async () => {
    onRetry();
    for (const { eventId } of await crm.rejected()) await crm.retry(eventId);
  };
  return (
    <button type="button" className="quiet" onClick={() => void retry()}>
      {words.retry}
    </button>
  );
}
