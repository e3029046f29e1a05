import { nanoid } from 'nanoid';
import { useState } from 'react';
import { type Answer, after, type Conversation, factsOf } from './conversation.js';
import { useCrm } from './crm.js';

/** In sessionStorage: a reload goes on where it was, a closed tab forgets. The number changes with the shape. */
const KEY = 'visa-chat-1';

/** The conversation of this tab. */
export function useConversation() {
  const crm = useCrm();
  const fresh = (email?: string): Conversation => ({
    id: nanoid(),
    answers: [],
    known: crm.status().identified,
    email,
  });
  const [conversation, setConversation] = useState(() => restore() ?? fresh());
  const become = (next: Conversation) => {
    save(next);
    setConversation(next);
  };
  return {
    conversation,
    add: (answer: Answer) => become(after(conversation, answer)),
    /** A fresh one, which knows who it is where that came up in an earlier one. */
    restart: (earlier?: Conversation) => become(fresh(earlier && factsOf(earlier).email)),
  };
}

function restore(): Conversation | undefined {
  try {
    const text = sessionStorage.getItem(KEY);
    if (text) return JSON.parse(text) as Conversation; // written by `save` below
  } catch {
    // Storage is off: a reload starts afresh. What the CRM was told is safe with the client.
  }
  return undefined;
}

function save(conversation: Conversation): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(conversation));
  } catch {
    // As above.
  }
}
