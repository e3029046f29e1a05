/** @jsxImportSource preact */
import { useSignal } from '@preact/signals';
import { Table2 } from 'lucide';
import type { ComponentChildren } from 'preact';
import { Icon } from './icon.js';
import type { OverviewWords } from './words/en-overview.js';

/** One line of the table: what the rows are about, and a value for each column. */
export interface ChartRow {
  readonly key: string;
  readonly name: ComponentChildren;
  readonly values: readonly number[];
}

interface Props {
  /** Said to ears: what the picture shows. */
  readonly caption: string;
  /** What the rows are: days, scores. */
  readonly rowsAre: string;
  /** Names of the values of a row; several are stacked upon each other. */
  readonly series: readonly string[];
  readonly rows: readonly ChartRow[];
  readonly kind: 'bar' | 'column';
  readonly text: OverviewWords;
  number(count: number): string;
}

// Said again, since WebKit forgets what a table is once styles give it another display.
const TABLE = { role: 'table' } as const;
const GROUP = { role: 'rowgroup' } as const;
const ROW = { role: 'row' } as const;
const HEAD = { role: 'columnheader' } as const;
const ROW_HEAD = { role: 'rowheader' } as const;
const CELL = { role: 'cell' } as const;

/** Room above the highest column, or beside the longest bar, for its number. */
const LONGEST = { bar: 0.86, column: 0.88 };

/** A table that Charts.css draws as a picture: ears get the table, and eyes may. */
export function Chart({ caption, rowsAre, series, rows, kind, text, number }: Props) {
  const plain = useSignal(false);
  const stacked = series.length > 1;
  const totals = rows.map(({ values }) => values.reduce((sum, one) => sum + one, 0));
  const most = Math.max(1, ...totals);
  const size = (value: number) => ({ '--size': String((value / most) * LONGEST[kind]) });
  const picture = `charts-css ${kind} show-labels ${stacked ? 'stacked' : 'data-outside'}`;
  return (
    <div class={`chart ${plain.value ? 'plain' : ''} ${stacked ? 'several' : ''}`}>
      {stacked && (
        <ul class="legend" aria-hidden="true">
          {series.map((name, i) => (
            <li key={name} class={`series-${i}`}>
              {name} <b>{number(rows.reduce((sum, { values }) => sum + values[i]!, 0))}</b>
            </li>
          ))}
        </ul>
      )}
      <table {...TABLE} class={plain.value ? '' : picture}>
        <caption class="for-ears">{caption}</caption>
        <thead {...GROUP}>
          <tr {...ROW}>
            <th {...HEAD} scope="col">
              {rowsAre}
            </th>
            {series.map((name) => (
              <th {...HEAD} scope="col" key={name}>
                {name}
              </th>
            ))}
            {stacked && (
              <th {...HEAD} scope="col">
                {text.total}
              </th>
            )}
          </tr>
        </thead>
        <tbody {...GROUP}>
          {rows.map(({ key, name, values }, r) => (
            <tr {...ROW} key={key}>
              <th {...ROW_HEAD} scope="row">
                {name}
              </th>
              {values.map((value, i) => (
                <td
                  {...CELL}
                  key={series[i]}
                  class={`series-${i} ${value ? '' : 'zero'}`}
                  style={size(value)}
                  title={stacked && value ? `${series[i]}: ${number(value)}` : undefined}
                >
                  <span class="data">{number(value)}</span>
                </td>
              ))}
              {stacked && (
                <td {...CELL} class="total">
                  {number(totals[r]!)}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <button type="button" class="tool" aria-pressed={plain.value} onClick={() => (plain.value = !plain.value)}>
        <Icon of={Table2} size={14} />
        {text.asTable}
      </button>
    </div>
  );
}
