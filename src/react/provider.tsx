import { createContext, type ReactNode, useContext } from 'react';
import type { Crm } from '../sdk/index.js';

const CrmContext = createContext<Crm | undefined>(undefined);

/** Gives the components below it the page's client. Create that once, outside of any component. */
export function CrmProvider({ client, children }: { readonly client: Crm; readonly children?: ReactNode }) {
  return <CrmContext.Provider value={client}>{children}</CrmContext.Provider>;
}

/** The client given to the nearest `<CrmProvider>`. Throws where there is none: a mistake of the page's, at first render. */
export function useCrm(): Crm {
  const client = useContext(CrmContext);
  if (!client) throw new Error('useCrm: there is no <CrmProvider client={crm}> above this component');
  return client;
}
