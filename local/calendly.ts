import type { IncomingMessage, ServerResponse } from 'node:http';
import { newAddresses, type SimulatedBooking, signatureOf, webhookBody } from './calendly-webhook.js';

/** Something that happens at Calendly, as the demo's page asks for it. */
export type SimulatedStep =
  | { do: 'book'; booking: Pick<SimulatedBooking, 'email' | 'name' | 'start_time' | 'location'> }
  | { do: 'rebook'; booking: SimulatedBooking; start_time: string }
  | { do: 'cancel'; booking: SimulatedBooking; reason: string }
  /** The same webhook again, as after an answer that Calendly did not get. */
  | { do: 'repeat'; booking: SimulatedBooking }
  /** A webhook that somebody else has signed. */
  | { do: 'forge'; booking: SimulatedBooking };

/** What came of it: the booking as it now is, and how the function answered each webhook. */
export interface SimulatedOutcome {
  booking: SimulatedBooking;
  deliveries: { event: string; status: number; answer: unknown }[];
}

const HALF_AN_HOUR = 30 * 60_000;

const halfAnHourFrom = (start_time: string) => ({
  start_time,
  end_time: new Date(Date.parse(start_time) + HALF_AN_HOUR).toISOString(),
});

/** Plays Calendly: sends webhooks, signed as Calendly signs them, to `webhookUrl`. For the demo and its tests. */
export function calendlySimulation(webhookUrl: string) {
  const deliver = async (body: ReturnType<typeof webhookBody>, key?: string) => {
    const text = JSON.stringify(body);
    const headers = { 'content-type': 'application/json', 'calendly-webhook-signature': signatureOf(text, key) };
    const response = await fetch(webhookUrl, { method: 'POST', headers, body: text });
    return { event: body.event, status: response.status, answer: await response.json() };
  };
  const happen = async (step: SimulatedStep): Promise<SimulatedOutcome> => {
    const created_at = new Date().toISOString();
    const event_type = 'https://api.calendly.com/event_types/LOCALVISACALL';
    switch (step.do) {
      case 'book': {
        const { booking: asked } = step;
        const booking = { ...asked, ...halfAnHourFrom(asked.start_time), ...newAddresses(), event_type, created_at };
        return { booking, deliveries: [await deliver(webhookBody('invitee.created', booking))] };
      }
      case 'rebook': {
        const { booking: old, start_time } = step;
        const booking = { ...old, ...halfAnHourFrom(start_time), ...newAddresses(), created_at };
        const facts = { rescheduled: true, new_invitee: booking.invitee };
        const deliveries = [
          await deliver(webhookBody('invitee.canceled', old, facts)),
          await deliver(webhookBody('invitee.created', booking, { old_invitee: old.invitee })),
        ];
        return { booking, deliveries };
      }
      case 'cancel': {
        const { booking, reason } = step;
        const cancellation = { canceled_by: booking.name, reason, canceler_type: 'invitee', created_at } as const;
        return { booking, deliveries: [await deliver(webhookBody('invitee.canceled', booking, { cancellation }))] };
      }
      case 'repeat':
      case 'forge': {
        const body = webhookBody('invitee.created', step.booking);
        const key = step.do === 'forge' ? 'the key of somebody else' : undefined;
        return { booking: step.booking, deliveries: [await deliver(body, key)] };
      }
      default:
        return step satisfies never;
    }
  };
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let status = 200;
    let answer: unknown;
    try {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(Buffer.from(part));
      answer = await happen(JSON.parse(Buffer.concat(parts).toString('utf8')));
    } catch (error) {
      // The page sent nonsense, or the function is down: a developer wants to know which.
      status = 502;
      answer = { error: String(error) };
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  };
}
