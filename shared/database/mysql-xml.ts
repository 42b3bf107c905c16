const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** Rows that a client of MySQL or MariaDB printed with `--xml`, as text; null stays null. */
export function parseXmlRows(text: string): (string | null)[][] {
  return [...text.matchAll(/^ {2}<row>\n(.*?)^ {2}<\/row>$/gms)].map(([, row]) =>
    [...row!.matchAll(/^\t<field name="[^>]*?(?:" xsi:nil="true" \/>|">([^<]*)<\/field>)$/gm)].map(([, value]) =>
      value === undefined ? null : value.replace(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => entities[name]!)
    )
  )
}
