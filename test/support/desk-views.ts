import type { Page } from 'playwright-core';
import { CALL, caseIdOf, type Seed } from './desk-cases.js';
import { ago, press } from './desk-page.js';

/** Numbers that differ, as a case may have them. */
const phones = ['+33612345678', '+66812345678'] as const;
/** A case with an event of each type. */
export const full: Seed = {
  email: 'camille@example.com',
  name: 'Camille Moreau',
  phone: phones[0],
  at: ago(60 * 24 * 20),
  events: [
    { type: 'CALL_REQUESTED', at: ago(60), payload: CALL, contact: { phone: phones[1] } },
    {
      type: 'AUDIT_COMPLETED',
      at: ago(90),
      payload: {
        visa_type: 'DTV',
        audit_status: 'INVALID',
        confidence_score: 62,
        issues: ['The bank statement is too old'],
        missing_docs: ['Proof of address'],
        ready_for_payment: false,
      },
    },
    {
      type: 'CHAT_SUMMARIZED',
      at: ago(60 * 30),
      summary: { text: 'Souhaite partir en mars.', lang: 'fr' },
      payload: {
        executive_summary: 'Wants to move in March.',
        strengths: ['Stable contract'],
        weaknesses: ['Low savings'],
        action_plan: [{ step: 'Ask the employer for a letter', timing: '48h' }],
        visa_score: 70,
      },
    },
    {
      type: 'APPOINTMENT_BOOKED',
      at: ago(60 * 31),
      payload: {
        provider: 'CALENDLY',
        event_uri: 'https://calendly.example/1',
        start_time: ago(-60).toISOString(),
        end_time: ago(-90).toISOString(),
        location: 'Google Meet',
      },
    },
  ],
};
export const others: Seed[] = [
  { email: 'back@example.com', status: 'IN_PROGRESS', owner: 'somebody', at: ago(30), handledAt: ago(60 * 24) },
  {
    email: 'late@example.com',
    status: 'IN_PROGRESS',
    owner: 'local-agent',
    at: ago(60 * 50),
    handledAt: ago(60),
    nextAction: { at: ago(30), by: 'local-agent' },
  },
  { email: 'camille@example.com', intent: 'RETIREMENT', at: ago(60 * 24 * 90), status: 'WON', handledAt: ago(60) },
];

/** Every status and place that looks different, and how one gets there. */
export const VIEWS: [string, (page: Page) => Promise<unknown>][] = [
  ['the inbox', (page) => page.locator('.rows a').first().waitFor()],
  ['its filters', (page) => page.locator('[aria-controls="filters"]').click()],
  [
    'a case',
    async (page) => {
      await page.locator('[aria-controls="filters"]').click();
      await page.locator(`[data-case="${caseIdOf(full)}"]`).click();
      await page.locator('.conflict').waitFor();
    },
  ],
  ['the raw data of an event', (page) => page.locator('.raw summary').first().click()],
  ['the status menu', (page) => press(page, 's')],
  ['the menu of next actions', (page) => press(page, 'Escape', 'n')],
  ['the note of a call', (page) => press(page, 'Escape', 'c')],
  ['the palette', (page) => press(page, 'Escape', 'Control+k')],
  ['the help', (page) => press(page, 'Escape', '?')],
  [
    'a search for nobody',
    async (page) => {
      await press(page, 'Escape', 'Escape', '/');
      await page.keyboard.type('zzz');
      await page.locator('.empty h3').first().waitFor();
    },
  ],
  ...['returned', 'mine', 'due', 'all'].map((view): [string, (page: Page) => Promise<unknown>] => [
    `the view ${view}`,
    async (page) => {
      await page.locator(`nav a[href="?view=${view}"]`).click();
      await page.locator('.rows a').first().waitFor();
    },
  ]),
  [
    'the conflicts',
    async (page) => {
      await page.locator('nav a[href="?view=conflicts"]').click();
      await page.locator('.conflicts li').first().waitFor();
    },
  ],
  [
    'the overview, one picture as a table',
    async (page) => {
      await page.locator('nav a[href="?view=overview"]').click();
      await page.locator('.charts-css').nth(3).waitFor();
      await page.locator('.chart > button').nth(2).click();
    },
  ],
];
