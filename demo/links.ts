import { byId, element } from './element.js';
import { environment } from './environment.js';
import { t } from './words.js';

const TITLES: Record<string, string> = { '/react/': 'React chat', '/admin/': 'Dashboard' };

/** Adds links to the other pages that this build contains. */
export async function linksToWhatIsBuilt(): Promise<void> {
  const { pages = [] } = await environment();
  const language = byId('links').querySelector('.language');
  for (const path of pages) language?.before(element('a', { href: path }, t(TITLES[path] ?? path)));
}
