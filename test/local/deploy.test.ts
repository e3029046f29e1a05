import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { planOf } from '../../local/deploy-plan.js';
import { ROOT } from '../support/emulator.js';

const PARTS = ['firestore', 'functions', 'hosting'];
let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'crm-deploy-'));
  for (const file of ['firebase.json', 'firestore.rules', 'firestore.indexes.json'])
    cpSync(join(ROOT, file), join(root, file));
  for (const folder of ['dist/functions', 'dist/hosting/crm']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'dist/functions/index.js'), 'x'.repeat(2000));
  writeFileSync(join(root, 'dist/hosting/crm/crm.iife.js'), '');
  writeFileSync(join(root, '.env.crm-prod'), 'WEB_API_KEY=the-key\nSITES=siam-visa-pro\nAPP_CHECK=enforce\n');
  writeFileSync(join(root, '.env.crm-told'), 'WEB_API_KEY=the-key\nCALENDLY_SIGNING_KEY=x\n');
  writeFileSync(join(root, '.env.crm-wrong'), 'WEB_API_KEY=the-key\nAPP_CHECK=on\n');
});
afterAll(() => rmSync(root, { recursive: true }));

test('the plan says what goes where, with which command, and shows no setting', () => {
  const { lines, command } = planOf(root, 'crm-prod', PARTS, { built: true });
  const text = lines.join('\n');
  for (const part of [
    'project crm-prod',
    'firestore.rules',
    'exemptions',
    '2 KiB',
    '1 files',
    '/crm/ingest → ingest',
    '/crm/calendly → calendly',
  ])
    expect(text).toContain(part);
  expect(text).toContain('APP_CHECK, SITES, WEB_API_KEY');
  expect(text).not.toContain('the-key');
  expect(command.slice(2)).toEqual(['deploy', '--project', 'crm-prod', '--only', PARTS.join()]);
});
test.each([
  ['the settings are missing', 'crm-other', PARTS, '.env.crm-other is not there'],
  ['a setting is wrong', 'crm-wrong', PARTS, 'APP_CHECK'],
  ['a secret is among the settings', 'crm-told', PARTS, 'CALENDLY_SIGNING_KEY is a secret'],
  ['there is no such part', 'crm-prod', ['database'], 'not "database"'],
])('it fails in one line where %s', (_, project, parts, message) => {
  expect(() => planOf(root, project, parts, { built: true })).toThrow(message);
});
test('without a terminal and without --yes nothing is deployed', () => {
  const args = ['--import', 'tsx', 'local/deploy.ts', '--project', 'demo-none', '--only', 'firestore', '--no-build'];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', input: '' });
  expect(stdout).toContain('To the Firebase project demo-none');
  expect(stdout).toMatch(/Nothing was deployed\.\n$/);
  expect(status).toBe(1);
});
