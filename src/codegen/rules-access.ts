import { AGENT_STATUSES, CLIMBING_STATUSES } from '../schema/case.js';

const quoted = (texts: readonly string[]) => texts.map((text) => `'${text}'`).join(', ');
const ranks = CLIMBING_STATUSES.map((status, rank) => `'${status}': ${rank}`).join(', ');

/** Who somebody is, by the custom claims of their token. Without a token every one of these fails. */
export const IDENTITIES = `\
function role() {
  return request.auth.token.role;
}

// The ingest function and the migration: whatever they do is held to the conditions below.
function ingests() {
  return role() in ['ingest', 'migrate'];
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

/** What ties the documents of one commit together. \`getAfter\` sees them as the commit leaves them. */
export const INTEGRITY = `\
function after(path) {
  return getAfter(path).data;
}

function leadPath(email) {
  return /databases/$(database)/documents/leads/$(email);
}

function casePath(id) {
  return /databases/$(database)/documents/cases/$(id);
}

function eventPath(caseId, id) {
  return /databases/$(database)/documents/cases/$(caseId)/events/$(id);
}

function claimPath(id) {
  return /databases/$(database)/documents/event_claims/$(id);
}

// An event's id is the hash of its own source and source_id.
function isIdOf(id, event) {
  return hashing.sha256(event.source + event.source_id).toHexString().lower() == id;
}

// An event's id is claimed in the same commit, for this case.
function isClaimed(id, caseId) {
  return !exists(claimPath(id)) && after(claimPath(id)).case_id == caseId;
}

// An event lies within its case and agrees with it on the lead and the site; the lead lists the case as it is.
function belongsTo(event, caseId) {
  let of = after(casePath(caseId));
  return of.lead_id == event.lead_id
    && of.site_id == event.site_id
    && of.first_event_at <= event.timestamp
    && of.last_event_at >= event.timestamp
    && isListed(of, caseId);
}

function isListed(of, caseId) {
  let lead = after(leadPath(of.lead_id));
  return of.site_id in lead.site_ids
    && lead.cases[caseId] == {
      'intent': of.intent,
      'site_id': of.site_id,
      'first_event_at': of.first_event_at,
      'last_event_at': of.last_event_at
    };
}

// The case's latest event is there and happened then.
function endsWithEvent(doc, caseId) {
  return after(eventPath(caseId, doc.last_event_id)).timestamp == doc.last_event_at;
}

// The score is that of an audit of this case, and its time that audit's.
function isScored(doc, caseId) {
  let audit = after(eventPath(caseId, doc.confidence_event_id));
  return audit.type == 'AUDIT_COMPLETED'
    && audit.payload.confidence_score == doc.confidence_score
    && audit.timestamp == doc.confidence_at;
}

function hasScore(doc) {
  return doc.keys().hasAny(['confidence_score', 'confidence_at', 'confidence_event_id']);
}

// A case continues an older one of the same lead.
function continuesOlder(doc) {
  let older = after(casePath(doc.continues));
  return older.lead_id == doc.lead_id && older.site_id == doc.site_id && older.intent == doc.intent;
}

// A case is opened by an event, unassigned, in a status that events set.
function isOpened(doc, caseId) {
  return doc.case_id == caseId
    && doc.owner_uid == ''
    && !doc.keys().hasAny(['handled_at', 'status_at'])
    && doc.status in [${quoted(CLIMBING_STATUSES)}]
    && doc.first_event_at <= doc.created_at
    && doc.created_at <= doc.last_event_at
    && endsWithEvent(doc, caseId)
    && isListed(doc, caseId)
    && (!hasScore(doc) || isScored(doc, caseId))
    && (!('next_action_by' in doc) || doc.next_action_by == 'calendly')
    && (!('continues' in doc) || continuesOlder(doc));
}

// A case only grows: its times reach further, its status climbs and an agent's status stays.
function isAdvanced(doc, was, caseId) {
  let changed = doc.diff(was).affectedKeys();
  return changed.hasOnly([
      'status', 'confidence_score', 'confidence_at', 'confidence_event_id', 'first_event_at', 'last_event_at',
      'last_event_id', 'next_action_at', 'next_action_by', 'next_action_from', 'continues', 'waiting_since'
    ])
    && doc.first_event_at <= was.first_event_at
    && doc.last_event_at >= was.last_event_at
    && (doc.status == was.status || climbs(was.status, doc.status))
    && (!changed.hasAny(['last_event_at', 'last_event_id']) || endsWithEvent(doc, caseId))
    && (!changed.hasAny(['confidence_score', 'confidence_at', 'confidence_event_id'])
      || (isScored(doc, caseId) && doc.confidence_at >= was.get('confidence_at', '')))
    && (!changed.hasAny(['next_action_at', 'next_action_by', 'next_action_from']) || doc.next_action_by == 'calendly')
    && (!changed.hasAny(['continues']) || (!('continues' in was) && continuesOlder(doc)))
    && isListed(doc, caseId);
}

// Only statuses that events set have a rank: from one of ${AGENT_STATUSES.join(', ')} this fails.
function climbs(from, to) {
  let rank = {${ranks}};
  return rank[to] > rank[from];
}

// What an agent may change in a case, each with its trace.
function isHandled(doc, was) {
  let changed = doc.diff(was).affectedKeys();
  return changed.hasOnly([
      'status', 'owner_uid', 'next_action_at', 'next_action_by', 'handled_at', 'status_at'
    ])
    && doc.handled_at == request.time
    && doc.status in [${quoted([...CLIMBING_STATUSES, ...AGENT_STATUSES])}]
    && isText(doc.owner_uid, 128)
    && (changed.hasAny(['status']) ? doc.status_at == request.time : !changed.hasAny(['status_at']))
    && (!changed.hasAny(['next_action_at', 'next_action_by'])
      || (doc.next_action_by == request.auth.uid
        && (!('next_action_at' in doc) || isInstant(doc.next_action_at))));
}

// A lead keeps its email; times reach further; no case and no site leaves its directory.
function isGrown(doc, was) {
  return doc.created_at <= was.created_at
    && doc.updated_at >= was.updated_at
    && doc.site_ids.hasAll(was.site_ids)
    && doc.cases.keys().hasAll(was.cases.keys());
}
`;

/** Which function guards what. */
export const MATCHES = `\
match /leads/{email} {
  allow get: if gets() || worksOnAny(resource.data.site_ids);
  allow list: if audits() || worksOnAny(resource.data.site_ids);
  allow create: if ingests() && request.resource.data.email == email && isLead(request.resource.data);
  allow update: if ingests() && request.resource.data.email == email && isLead(request.resource.data)
    && isGrown(request.resource.data, resource.data);
}

match /cases/{caseId} {
  allow get: if gets() || worksOn(resource.data.site_id);
  allow list: if audits() || worksOn(resource.data.site_id);
  allow create: if ingests() && isCase(request.resource.data) && isOpened(request.resource.data, caseId);
  allow update: if ingests() && isCase(request.resource.data)
    && isAdvanced(request.resource.data, resource.data, caseId);
  allow update: if worksOn(resource.data.site_id) && isHandled(request.resource.data, resource.data);

  match /events/{eventId} {
    allow get: if gets();
    allow create: if ingests()
      && request.resource.data.event_id == eventId
      && isIdOf(eventId, request.resource.data)
      && isStoredEvent(request.resource.data)
      && isClaimed(eventId, caseId)
      && belongsTo(request.resource.data, caseId);
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
  allow create: if ingests() && isClaim(request.resource.data)
    && after(eventPath(request.resource.data.case_id, eventId)).event_id == eventId;

  match /conflicts/{hash} {
    allow get: if gets();
    allow create: if ingests()
      && isConflict(request.resource.data)
      && request.resource.data.content_hash == hash
      && get(claimPath(eventId)).data.content_hash != hash
      && isIdOf(eventId, request.resource.data.event);
  }
}

// Conflicts, also of all claims at once.
match /{path=**}/conflicts/{hash} {
  allow read: if worksOn(resource.data.site_id);
  allow list: if audits();
}

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
