import { AGENT_STATUSES, CLIMBING_STATUSES } from '../schema/case.js';

const ranks = CLIMBING_STATUSES.map((status, rank) => `'${status}': ${rank}`).join(', ');

/** The fields of a case that say where its score came from, and its next action. */
const SCORE = ['confidence_score', 'confidence_at', 'confidence_event_id'];
const NEXT_ACTION = ['next_action_at', 'next_action_by', 'next_action_from'];

/** The fields of a case that events may change. */
const ADVANCED = [
  ...['status', 'first_event_at', 'first_event_id', 'last_event_at', 'last_event_id', 'waiting_since'],
  ...SCORE,
  ...NEXT_ACTION,
];

/** The fields of a lead that events may change. */
const GROWN = [
  ...['phone', 'name', 'source', 'created_at', 'updated_at', 'site_ids', 'cases'],
  ...['source_from', 'phone_from', 'name_from'],
];

/** The fields of a case that agents may change. */
const HANDLED = ['status', 'owner_uid', 'next_action_at', 'next_action_by', 'handled_at', 'status_at'];

/** Conditions on the shape of `doc`, by what they hold for; see to-rules.ts. */
export type Conditions = Readonly<
  Record<
    'event' | 'claim' | 'openedCase' | 'advancedCase' | 'booking' | 'worked' | 'lead' | 'leadId' | 'sites',
    readonly string[]
  >
>;

const listed = (conditions: readonly string[]) => conditions.map((one) => `    ${one},\n`).join('');
const joined = (conditions: readonly string[]) => conditions.join('\n    && ');

/** A case as its lead's directory tells it. */
const entryOf = (of: string) => `{${ENTRY.map((name) => `'${name}': ${of}.${name}`).join(', ')}}`;
const ENTRY = ['case_id', 'intent', 'site_id', 'first_event_at', 'last_event_at'];

const documentOf = (path: string) => `getAfter(/databases/$(database)/documents/${path}).data`;

// Not functions of the rules: a call and its arguments would cost three more expressions each time.
/** The lead's directory has the case as it is. */
const IS_LISTED = `${documentOf('leads/$(doc.lead_id)')}.cases[caseId]\n      == ${entryOf('doc')}`;
/** The same where it has been so, which takes fewer expressions: an entry that changes is held to five fields anyway. */
const STAYS_LISTED = `${documentOf('leads/$(doc.lead_id)')}.cases[caseId].diff(doc).unchangedKeys().size() == ${ENTRY.length}`;
/** The events at both ends of a case are there and happened then. */
const STARTS_WITH_EVENT = `${documentOf('cases/$(caseId)/events/$(doc.first_event_id)')}.timestamp == doc.first_event_at`;
const ENDS_WITH_EVENT = `${documentOf('cases/$(caseId)/events/$(doc.last_event_id)')}.timestamp == doc.last_event_at`;

/** What ties the documents of one commit together. \`getAfter\` sees them as the commit leaves them. */
export const integrity = (shapes: Conditions) => `\
// A path counts once for \`getAfter\` and again for \`exists\` or \`get\`: of nine events in a commit each may take two.
// An event: of the right shape, under the id that is the hash of its own source and source_id, which is claimed
// for this case and not erased; of the lead and the site of its case, and within the case's times.
function isNewEvent(doc, eventId, caseId) {
  let of = getAfter(/databases/$(database)/documents/cases/$(caseId)).data;
  let claim = getAfter(/databases/$(database)/documents/event_claims/$(eventId)).data;
  return [
${listed(shapes.event)}\
    doc.event_id == eventId,
    hashing.sha256(doc.source + doc.source_id).toHexString().lower() == eventId,
    claim.case_id == caseId,
    !('erased_at' in claim),
    doc.lead_id == of.lead_id,
    doc.site_id == of.site_id,
    doc.timestamp >= of.first_event_at,
    doc.timestamp <= of.last_event_at
  ].hasOnly([true]);
}

// An event's id is the hash of its own source and source_id.
function isIdOf(id, event) {
  return hashing.sha256(event.source + event.source_id).toHexString().lower() == id;
}

// A claim: made together with its event.
function isNewClaim(doc, eventId) {
  return ${joined(shapes.claim)}
    && getAfter(/databases/$(database)/documents/cases/$(doc.case_id)/events/$(eventId)).data.received_at
      == doc.received_at;
}

// A session of the old collection, written beside its audit or the summary of its chat: what is claimed is that
// session's, under the document that has its id. A claim that is erased lets nothing be written.
function isOwnSession(doc, session) {
  return doc.session_id.replace('/', '%2F') == session
    && (isClaimed('WEB_CHATaudit:' + doc.session_id) || isClaimed('WEB_CHATchat:' + doc.session_id));
}

function isClaimed(name) {
  return !('erased_at' in getAfter(/databases/$(database)/documents/event_claims/$(hashing.sha256(name).toHexString().lower())).data);
}

// The score is that of an audit of this case: no other event has one.
function isScored(doc, caseId) {
  let audit = getAfter(/databases/$(database)/documents/cases/$(caseId)/events/$(doc.confidence_event_id)).data;
  return audit.payload.confidence_score == doc.confidence_score
    && audit.timestamp == doc.confidence_at;
}

// The next action was set by a booking.
function isBooked(doc) {
  return doc.next_action_by == 'calendly'
    && ${joined(shapes.booking)};
}

// What only some events bring: a score, that of an audit, and a next action, set by a booking. \`keys\` may have changed.
function isBrought(doc, keys, caseId) {
  return (keys.hasAny('${SCORE.join(' ')}'.split(' ')) ? isScored(doc, caseId) : true)
    && (keys.hasAny('${NEXT_ACTION.join(' ')}'.split(' ')) ? isBooked(doc) : true);
}

// A case as the event that opens it makes it: its id is the hash that names this event, nobody has worked on it.
function isOpened(doc, caseId) {
  return [
${listed(shapes.openedCase)}\
    doc.case_id == caseId,
    hashing.sha256([doc.lead_id, doc.intent, doc.site_id, doc.first_event_id].join('/')).toHexString().lower() == caseId,
    doc.first_event_at == doc.created_at,
    ${STARTS_WITH_EVENT},
    ${ENDS_WITH_EVENT},
    doc.owner_uid == '',
    doc.status.matches('^(${CLIMBING_STATUSES.join('|')})$'),
    ${IS_LISTED},
    doc.keys().hasAny('${[...SCORE, ...NEXT_ACTION].join(' ')}'.split(' '))
      ? isBrought(doc, doc.keys(), caseId)
      : true
  ].hasOnly([true]);
}

// A case as the commit of an event changes it. Either a late event joins it, once, to another case of its lead, intent
// and site, which joins none itself. Or it goes on: its times reach further, each as far as an event that is there; its
// status climbs, and an agent's stays; whoever waits since some time waits no shorter, until an agent has handled it.
function isChanged(doc, was, caseId) {
  let changed = doc.diff(was).affectedKeys();
  return changed == ['continues'].toSet()
    ? !('continues' in was)
      && !${documentOf('cases/$(doc.continues)')}.diff(was).affectedKeys().hasAny('lead_id intent site_id continues'.split(' '))
    : [
      changed.hasOnly('${ADVANCED.join(' ')}'.split(' ')),
${listed(shapes.advancedCase)}\
      doc.waiting_since <= was.waiting_since || 'handled_at' in was,
      doc.last_event_at >= was.last_event_at,
      changed.hasAny('first_event_at first_event_id'.split(' '))
        ? doc.first_event_at <= was.first_event_at && ${STARTS_WITH_EVENT}
        : true,
      ${ENDS_WITH_EVENT},
      doc.status == was.status || climbs(was.status, doc.status),
      changed.hasAny('${[...SCORE, ...NEXT_ACTION].join(' ')}'.split(' '))
        ? isBroughtAnew(doc, was, changed, caseId)
        : true,
      ${STAYS_LISTED}
    ].hasOnly([true]);
}

// A score of an earlier audit replaces none, a booking replaces nothing that an agent set.
function isBroughtAnew(doc, was, changed, caseId) {
  return isBrought(doc, changed, caseId)
    && doc.get('confidence_at', '') >= was.get('confidence_at', '')
    && (!changed.hasAny('${NEXT_ACTION.join(' ')}'.split(' ')) || was.get('next_action_by', 'calendly') == 'calendly');
}

// Only statuses that events set have a rank: from one of ${AGENT_STATUSES.join(', ')} this fails.
function climbs(from, to) {
  let rank = {${ranks}};
  return rank[to] > rank[from];
}

// What an agent may change in a case, each with its trace.
function isHandled(doc, was) {
  let changed = doc.diff(was).affectedKeys();
  return changed.hasOnly('${HANDLED.join(' ')}'.split(' '))
    && doc.handled_at == request.time
    && ${joined(shapes.worked)}
    && (changed.hasAny(['status']) ? doc.status_at == request.time : !changed.hasAny(['status_at']))
    && (!changed.hasAny('next_action_at next_action_by'.split(' ')) || doc.next_action_by == request.auth.uid);
}

// A lead as its first event makes it: with the one case that this opens.
function isNewLead(doc, email) {
  let caseId = doc.cases.keys()[0];
  return [
${listed(shapes.lead)}\
${listed(shapes.leadId)}\
    email == email.lower(),
    doc.email == email,
    doc.cases.size() == 1,
    getAfter(/databases/$(database)/documents/cases/$(caseId)).data.lead_id == email,
    doc.site_ids == [doc.cases[caseId].site_id]
  ].hasOnly([true]);
}

// A lead as an event changes it: times reach further, nothing known of it is lost. Of its directory a commit touches one
// entry, and leaves it as its case then is; the case's site is among the lead's. An entry says itself which case it is
// of, since rules cannot name a key that changed. Where none did, the first entry stands for it.
function isGrownLead(doc, was, email) {
  let entry = doc.cases.values().removeAll(was.cases.values()).concat(doc.cases.values())[0];
  let of = ${documentOf('cases/$(entry.case_id)')};
  return [
    doc.diff(was).affectedKeys().hasOnly('${GROWN.join(' ')}'.split(' ')),
    doc.keys().hasAll(was.keys()),
${listed(shapes.lead.slice(1))}\
    doc.created_at <= was.created_at,
    doc.updated_at >= was.updated_at,
${listed(shapes.sites)}\
    doc.cases.diff(was.cases).affectedKeys().hasOnly([entry.case_id]),
    of.lead_id == email,
    entry == ${entryOf('of')},
    doc.site_ids.toSet() == was.site_ids.concat([of.site_id]).toSet()
  ].hasOnly([true]);
}
`;
