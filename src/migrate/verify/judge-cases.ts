import { caseDocument } from '../../schema/case.js';
import { leadPath } from '../../schema/collections.js';
import { issuesOf } from '../../schema/wire.js';
import { idOf } from '../document-path.js';
import type { Found } from '../reader.js';
import type { Difference } from './differences.js';
import type { Look } from './look.js';

/** Whether a case is whole and its lead is there. What its events make of it is judged with its lead. */
export async function judgeCase({ path, fields }: Found, look: Look): Promise<Difference[]> {
  const id = idOf(path);
  const parsed = caseDocument.safeParse(fields);
  const lead = fields.lead_id;
  if (!parsed.success) {
    const issues = issuesOf(parsed.error).map((issue) => issue.path);
    const leads = typeof lead === 'string' ? [lead] : [];
    return [{ name: 'case_malformed', thing: 'case', id, path, fields: issues, leads }];
  }
  const { lead_id } = parsed.data;
  if (await look.get(leadPath(lead_id))) return [];
  const events = await look.select({ collection: `${path}/events`, only: ['lead_id'] });
  const leads = [...new Set([lead_id, ...events.map((event) => String(event.fields.lead_id))])];
  return events.some((event) => event.fields.lead_id === lead_id)
    ? [{ name: 'lead_lost', thing: 'lead', id: lead_id, path: leadPath(lead_id), leads }]
    : [{ name: 'case_orphaned', thing: 'case', id, path, leads }];
}
