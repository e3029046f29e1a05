import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { PHONE } from '../schema/fields.js';

/**
 * A phone number in E.164, or `undefined` where the text is none. A number without a country code is read as one of
 * `region`; `00` is read as `+` wherever that gives a number, because that is how visitors from elsewhere write it.
 * Asks only whether such a number is possible: a range opened after our metadata was made must not be lost.
 */
export function toE164(phone: string, region: CountryCode): string | undefined {
  const abroad = phone.replace(/^\s*00/, '+');
  const parsed = [abroad, phone].map((typed) => parsePhoneNumberFromString(typed, region));
  return parsed.find((number) => number?.isPossible() && PHONE.test(number.number))?.number;
}
