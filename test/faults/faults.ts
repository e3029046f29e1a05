import { PAGE_FAULTS } from './actions.js';

/** Every fault that the simulation knows by name. One that never fires proves nothing. */
export const FAULTS: readonly string[] = [
  ...PAGE_FAULTS,
  ...['crash_in_call', 'commit_lost_on_crash', 'commit_survives_crash', 'returns'],
  ...['same_content_again', 'other_content_same_id'],
  ...['open_hangs', 'open_late', 'open_throws', 'open_fails', 'read_fails', 'write_fails', 'quota_exceeded'],
  ...['local_storage_throws', 'lock_refused', 'lock_stolen'],
  ...['refused', 'hang', 'lost_answer', 'silent_answer', 'cut_answer', 'slow', 'request_repeated'],
  ...['keepalive_outlives', 'torn_with_its_page', 'arrives_after_abort'],
  ...['503', '503_seconds', '503_date', '429', '500', '401', '404', '413', '400_everything', 'captive_portal'],
  ...['verdict_retry', 'verdict_missing', 'verdict_unknown'],
  ...['app_check_slow', 'app_check_fails', 'app_check_hangs'],
];
