import type { JsonDiagnostic, JsonRange, Severity } from '../diagnostics.ts';

const levels: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};
const home = 'https://github.com/netk-dev/netk';

/** Lines and columns from 1; columns count UTF-16 units, as the run says. */
const region = ({ start, end }: JsonRange) => ({
  startLine: start.line + 1,
  startColumn: start.character + 1,
  endLine: end.line + 1,
  endColumn: end.character + 1,
});

const locationOf = (file: string, range: JsonRange) => ({
  physicalLocation: { artifactLocation: { uri: encodeURI(file) }, region: region(range) },
});

/** A log of the Static Analysis Results Interchange Format 2.1.0 (OASIS), with one run. */
export function sarifLog(diagnostics: readonly JsonDiagnostic[]): string {
  const ids = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const results = diagnostics.map(({ file, range, code, severity, message, related }) => ({
    ruleId: code,
    ruleIndex: ids.indexOf(code),
    level: levels[severity],
    message: { text: message },
    locations: [locationOf(file, range)],
    ...(related.length > 0
      ? {
          relatedLocations: related.map((each) => ({
            ...locationOf(each.file, each.range),
            message: { text: each.message },
          })),
        }
      : {}),
  }));
  const rules = ids.map((id) => ({
    id,
    ...(id.startsWith('NK') ? { helpUri: `${home}/blob/main/docs/diagnostics/${id}.md` } : {}),
  }));
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'netk', version: '0.1.0', informationUri: home, rules } },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
