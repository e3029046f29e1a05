import { useRef, useState } from 'react';
import type { Restart } from './choices.js';
import { type Answer, after } from './conversation.js';
import { useCrm } from './crm.js';
import type { Complaint } from './typed.js';
import type { useConversation } from './use-conversation.js';
import { useTell } from './use-tell.js';

/** Takes an answer: first it is safe with the CRM's client, then the conversation goes on. */
export function useReply({ conversation, add, restart }: ReturnType<typeof useConversation>) {
  const crm = useCrm();
  const tell = useTell();
  const [complaint, setComplaint] = useState<Complaint>();
  /** The step being taken: what is pressed meanwhile was meant for it. */
  const busy = useRef(false);

  const take = async (pick: Answer | Restart): Promise<Complaint | undefined> => {
    if (pick.to !== 'restart') {
      const found = await tell(pick, after(conversation, pick));
      if (!found) add(pick);
      return found;
    }
    if (pick.forget) await crm.reset();
    restart(pick.forget ? undefined : conversation);
    return undefined;
  };

  /** Fulfilled with whether the conversation went on. */
  const reply = async (pick: Answer | Restart | Complaint): Promise<boolean> => {
    if (busy.current) return false;
    busy.current = true;
    try {
      const found = typeof pick === 'string' ? pick : await take(pick);
      setComplaint(found);
      return !found;
    } finally {
      busy.current = false;
    }
  };
  return { reply, complaint };
}
