import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { PHONE } from '../schema/fields.js';

/**
 * A phone number in E.164, or `undefined` where the text is none. A number without a country code is read as one of
 * `region`. Asks only whether such a number is possible: a range opened after our metadata was made must not be lost.
 */
export function toE164(phone: string, region: CountryCode): string | undefined {
  const parsed = parsePhoneNumberFromString(phone, region);
  return parsed?.isPossible() && PHONE.test(parsed.number) ? parsed.number : undefined;
}
