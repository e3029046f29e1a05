import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Of two files at a time, one with a browser and one without as long as there are both: browsers wait for timers more than
 * they compute, so that the other gets most of the second core.
 */
export default class SideBySide extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isBrowser = ({ project }: TestSpecification) => project.name === 'browser';
    const browsers = sorted.filter(isBrowser);
    const others = sorted.filter((file) => !isBrowser(file));
    // As many of one for each of the other, to the end.
    const place = (file: TestSpecification) =>
      isBrowser(file) ? browsers.indexOf(file) / browsers.length : others.indexOf(file) / others.length;
    return sorted.sort((a, b) => place(a) - place(b));
  }
}
