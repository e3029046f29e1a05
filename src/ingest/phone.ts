import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { PHONE } from '../schema/fields.js';

/** A country by its two capital letters, ISO 3166-1 alpha-2, e.g. `TH`. */
export type Region = string;

/**
 * A phone number in E.164, or `undefined` where the text is none. A number without a country code is read as one of
 * `region`; `00` is read as `+` wherever that gives a number, because that is how visitors from elsewhere write it.
 * Asks only whether such a number is possible: a range opened after our metadata was made must not be lost.
 */
export function toE164(phone: string, region: Region): string | undefined {
  const abroad = phone.replace(/^\s*00/, '+');
  // The library takes a region that it does not know for none.
  const parsed = [abroad, phone].map((typed) => parsePhoneNumberFromString(typed, region as CountryCode));
  return parsed.find((number) => number?.isPossible() && PHONE.test(number.number))?.number;
}
