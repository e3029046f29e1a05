/** `tel:` with what a phone needs: E.164 is that already. */
export const callLink = (phone: string): string => `tel:${phone}`;

/** A chat in WhatsApp: the number without its plus. Source: faq.whatsapp.com, "How to use click to chat". */
export const whatsAppLink = (phone: string): string => `https://wa.me/${phone.replace(/\D/g, '')}`;

export const mailLink = (email: string): string => `mailto:${encodeURIComponent(email).replace('%40', '@')}`;

/** E.164 in groups that can be read aloud: `+33 6 12 34 56 78`, `+66 81 234 5678`, otherwise in threes. */
export function readable(phone: string): string {
  const french = /^\+33(\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(phone);
  if (french) return `+33 ${french.slice(1).join(' ')}`;
  const thai = /^\+66(\d\d)(\d{3})(\d{4})$/.exec(phone);
  if (thai) return `+66 ${thai.slice(1).join(' ')}`;
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(phone);
  if (american) return `+1 ${american.slice(1).join(' ')}`;
  return phone.replace(/^(\+\d\d)(\d+)$/, (_, country: string, rest: string) => {
    return `${country} ${rest.replace(/(\d{3})(?=\d{2})/g, '$1 ')}`;
  });
}
