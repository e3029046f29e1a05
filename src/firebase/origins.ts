/** Who may send from where. */
export interface OriginPolicy {
  /** Origins as browsers write them, lower-case; `*` for any. */
  allowed: readonly string[];
  /** Whether pages of this machine may send, whatever their port: for emulators and tests. */
  loopback: boolean;
}

const LOOPBACK = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Whether a page of this origin may send. No origin is no page: a server or a tool, which the header could not hold off
 * anyway. The list keeps other people's pages out of visitors' browsers; it is no proof of who sends.
 */
export function mayComeFrom(origin: string | null, hosts: readonly (string | null)[], policy: OriginPolicy): boolean {
  if (origin === null) return true;
  const lower = origin.toLowerCase();
  if (policy.allowed.includes('*') || policy.allowed.includes(lower)) return true;
  if (policy.loopback && LOOPBACK.test(lower)) return true;
  return hosts.some((host) => host !== null && lower.replace(/^https?:\/\//, '') === host.toLowerCase());
}
