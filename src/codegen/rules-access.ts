/** The ingest function and the migration. Not a function of the rules: a call costs one expression in each document. */
const INGESTS = `request.auth.token.role.matches('^(ingest|migrate)$')`;

/** What dual write may write of a session: the old collection's own fields. */
const SESSION_FIELDS = [
  ...['session_id', 'email', 'phone', 'name', 'site_id', 'visa_type', 'audit_status', 'confidence_score', 'issues'],
  ...['missing_docs', 'ready_for_payment', 'summary', 'created_at', 'completed_at'],
].join(' ');

/** Who somebody is, by the custom claims of their token. Without a token every one of these fails. */
export const IDENTITIES = `\
function role() {
  return request.auth.token.role;
}

// Whoever may get single documents of every kind.
function gets() {
  return role() in ['ingest', 'migrate', 'auditor'];
}

function audits() {
  return role() == 'auditor';
}

function worksOn(site) {
  return role() == 'admin' || (role() == 'agent' && site in request.auth.token.sites);
}

function worksOnAny(sites) {
  return role() == 'admin' || (role() == 'agent' && sites.hasAny(request.auth.token.sites));
}
`;

/** Which function guards what. */
export const MATCHES = `\
// Only the ingest function and the migration create anything, held to the conditions above.
match /leads/{email} {
  allow get: if gets() || worksOnAny(resource.data.site_ids);
  allow list: if audits() || worksOnAny(resource.data.site_ids);
  allow create: if ${INGESTS} && isNewLead(request.resource.data, email);
  allow update: if ${INGESTS} && isGrownLead(request.resource.data, resource.data, email);
}

match /cases/{caseId} {
  allow get: if gets() || worksOn(resource.data.site_id);
  allow list: if audits() || worksOn(resource.data.site_id);
  allow create: if ${INGESTS} && isOpened(request.resource.data, caseId);
  allow update: if ${INGESTS}
    ? isChanged(request.resource.data, resource.data, caseId)
    : worksOn(resource.data.site_id) && isHandled(request.resource.data, resource.data);

  match /events/{eventId} {
    allow get: if gets();
    allow create: if ${INGESTS} && isNewEvent(request.resource.data, eventId, caseId);
  }
}

// Events, also of all cases at once.
match /{path=**}/events/{eventId} {
  allow read: if worksOn(resource.data.site_id);
  allow list: if audits();
}

match /event_claims/{eventId} {
  allow get: if gets();
  allow list: if audits();
  allow create: if ${INGESTS} && isNewClaim(request.resource.data, eventId);

  match /conflicts/{hash} {
    allow get: if gets();
    allow create: if ${INGESTS}
      && isConflict(request.resource.data)
      && request.resource.data.content_hash == hash
      && get(/databases/$(database)/documents/event_claims/$(eventId)).data.content_hash != hash
      && !('erased_at' in get(/databases/$(database)/documents/event_claims/$(eventId)).data)
      && isIdOf(eventId, request.resource.data.event);
  }
}

// Conflicts, also of all claims at once.
match /{path=**}/conflicts/{hash} {
  allow read: if worksOn(resource.data.site_id);
  allow list: if audits();
}

// Only crm-admin erase, which the rules do not bind, writes these.
match /erasures/{emailHash} {
  allow get: if gets();
  allow list: if audits();
}

// The old collection: dual write keeps it going, the migration reads it through.
match /audit_sessions/{session} {
  allow get: if gets();
  allow list: if role() in ['migrate', 'auditor'];
  allow create: if ${INGESTS}
    && request.resource.data.keys().hasOnly('${SESSION_FIELDS}'.split(' '))
    && isOwnSession(request.resource.data, session);
  allow update: if ${INGESTS}
    && request.resource.data.diff(resource.data).affectedKeys().hasOnly('${SESSION_FIELDS}'.split(' '))
    && isOwnSession(request.resource.data, session);
}

// The migration's checkpoints and leases.
match /migrations/{document=**} {
  allow read: if role() in ['migrate', 'auditor'];
  allow create, update: if role() == 'migrate';
}

// What a backfill has put aside goes when it is written.
match /migrations/{run}/spool/{chunk} {
  allow delete: if role() == 'migrate';
}
`;
