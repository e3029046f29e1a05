import { readFileSync } from 'node:fs';
import { scriptTagPage } from '../support/sink.js';

const ROOT = new URL('../../', import.meta.url);

/** The client as it ships. `npm run build` makes it. */
export const SCRIPTS = {
  '/crm.iife.js': readFileSync(new URL('dist/crm.iife.js', ROOT), 'utf8'),
  '/notes.js': notes(),
};

/** The stub as the README prints it. */
const STUB = /<script>window\.crm=.+<\/script>/.exec(readFileSync(new URL('README.md', ROOT), 'utf8'))![0];
const NOTES = '<script src="/notes.js"></script>';
const CSP = `default-src 'none'; script-src 'self'; connect-src 'self'`;

/** A page with the stub, which calls before the file is there. */
const stubbed = (script: string) => `<!doctype html><title>stub</title>${NOTES}${STUB}<script>
  crm.identify({ email: 'stub@example.com' });
  emit('first');
  crm.callRequested({ reason: 5 }).catch(({ issues }) => faults.push(issues[0].path));
  emit('second');
</script><script async src="${script}" data-site="siam-visa-pro" data-endpoint="/crm/ingest"></script>`;

export const PAGES = {
  '/': `${NOTES}${scriptTagPage()}`,
  '/strict': `<meta http-equiv="Content-Security-Policy" content="${CSP}">${NOTES}${scriptTagPage()}`,
  '/stub': stubbed('/crm.iife.js'),
  '/never': stubbed('/nowhere/crm.txt'),
};

/** A script that comes first in each page: gives it one way to emit, and a memory of all that went wrong or well. */
function notes(): string {
  return `
    var faults = [], emitted = [], verdicts = {};
    addEventListener('error', ({ message }) => message && faults.push(message));
    addEventListener('unhandledrejection', ({ reason }) => faults.push(String(reason)));
    // The icon that Firefox asks for by itself is not the page's doing.
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      blockedURI.endsWith('/favicon.ico') || faults.push(violatedDirective + ' ' + blockedURI));
    function emit(sourceId) {
      const call = { reason: 'user_request', visa_type: 'DTV', user_stage: 'start', notes: '' };
      return crm.callRequested(call, { sourceId }).then(({ eventId, delivered }) => {
        emitted.push(eventId);
        delivered.then((verdict) => { verdicts[sourceId] = verdict; });
      });
    }`;
}
