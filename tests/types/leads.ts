// The rules engine without a form. Compiled, not run.
import { open, type Leads, type Row } from 'referral-widget/leads'

export async function judge(program: string, script: string, file: Blob): Promise<string> {
  const leads: Leads = await open(program, script, {
    today: '2026-11-23',
    wasm: new URL('https://vendor.example/leads.wasm'),
  })
  const { status, fee, currency, findings } = leads.verdict({
    country: 'DE',
    employees: 320,
    products: ['crm'],
    need: null,
  })
  const { score, plan, route } = leads.change('employees', 20)
  const list = leads.list({
    columns: { Firma: 'company' },
    delimiter: ';',
    decimal: 'comma',
    dates: 'day-first',
    encoding: 'cp932',
  })
  const rows: Row[] = [
    ...list.feed(await file.arrayBuffer()),
    ...list.feed(new Uint8Array(1)),
    ...list.feed('a;b'),
    ...list.end(),
  ]
  const notes: string[] = list.sheet.columns.map(({ column, field }) => `${column}: ${field}`)
  const told = rows.map((row) =>
    row.status === 'unreadable'
      ? row.notes
          .map(({ column, help }) => `${column} ${help}`)
          .concat(row.why, notes)
          .join()
      : row.findings.map(({ code }) => code).join(),
  )
  leads.free()
  return [status, fee, currency, findings[0]?.outcome === 'met', score, plan, route, ...told].join()
}

export const wrong = async (leads: Leads) => {
  // @ts-expect-error: there is no such order
  leads.list({ dates: 'dmy' })
  // @ts-expect-error: an answer is no function
  leads.change('employees', () => 20)
  // @ts-expect-error: a row that cannot be read has no findings
  leads.list().end()[0]?.findings
}
