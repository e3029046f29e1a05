/** Who somebody is, by the custom claims of their token. Without a token every one of these fails. */
export const IDENTITIES = `\
function role() {
  return request.auth.token.role;
}

// The ingest function and the migration: whatever they do is held to the conditions below.
function ingests() {
  return request.auth.token.role.matches('^(ingest|migrate)$');
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
match /leads/{email} {
  allow get: if gets() || worksOnAny(resource.data.site_ids);
  allow list: if audits() || worksOnAny(resource.data.site_ids);
  allow create: if ingests() && isNewLead(request.resource.data, email);
  allow update: if ingests() && isGrownLead(request.resource.data, resource.data, email);
}

match /cases/{caseId} {
  allow get: if gets() || worksOn(resource.data.site_id);
  allow list: if audits() || worksOn(resource.data.site_id);
  allow create: if ingests() && isOpened(request.resource.data, caseId);
  allow update: if ingests()
    ? isChanged(request.resource.data, resource.data, caseId)
    : worksOn(resource.data.site_id) && isHandled(request.resource.data, resource.data);

  match /events/{eventId} {
    allow get: if gets();
    allow create: if ingests() && isNewEvent(request.resource.data, eventId, caseId);
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
  allow create: if ingests() && isNewClaim(request.resource.data, eventId);

  match /conflicts/{hash} {
    allow get: if gets();
    allow create: if ingests()
      && isConflict(request.resource.data)
      && request.resource.data.content_hash == hash
      && get(/databases/$(database)/documents/event_claims/$(eventId)).data.content_hash != hash
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
  allow create, update: if ingests();
}

// The migration's checkpoints and leases.
match /migrations/{document=**} {
  allow read: if role() in ['migrate', 'auditor'];
  allow create, update: if role() == 'migrate';
}
`;
