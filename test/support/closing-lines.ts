import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Says at the end what ran and what did not, and why: by project, then in one plain line. */
export default class ClosingLines implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const projects = new Map<string, { passed: number; failed: number; skipped: number; reasons: Set<string> }>();
    for (const module of modules) {
      const { name } = module.project;
      const count = projects.get(name) ?? { passed: 0, failed: 0, skipped: 0, reasons: new Set() };
      projects.set(name, count);
      // A file that fails before its first test has none to count.
      if (module.state() === 'failed' && ![...module.children.allTests('failed')].length) count.failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        count[state === 'pending' ? 'skipped' : state]++;
        if (state === 'skipped') count.reasons.add(reasonOf(test));
      }
    }
    const total = { passed: 0, failed: errors.length, skipped: 0 };
    for (const [name, { passed, failed, skipped, reasons }] of projects) {
      const why = skipped ? `, ${skipped} skipped (${[...reasons].join('; ')})` : '';
      console.log(`  ${name}: ${passed} passed, ${failed} failed${why}`);
      total.passed += passed;
      total.failed += failed;
      total.skipped += skipped;
    }
    console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  }
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  return (result.state === 'skipped' && result.note) || test.fullName;
}
