// The whole integration is the client, made once outside of any component, and the provider around the page.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Chat } from './chat.js';
import { CrmProvider, createCrm } from './crm.js';
import { LanguageProvider } from './language.js';

const crm = createCrm({ siteId: 'siam-visa-pro', endpoint: '/crm/ingest' });

const host = document.getElementById('chat');
if (!host) throw new Error('index.html has no #chat');

createRoot(host).render(
  <StrictMode>
    <CrmProvider client={crm}>
      <LanguageProvider>
        <Chat />
      </LanguageProvider>
    </CrmProvider>
  </StrictMode>,
);
