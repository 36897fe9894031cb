import { type CstNode, DefaultValueConverter, GrammarAST, GrammarUtils, type ValueType } from 'langium';

/** Whether values of a place of the grammar are something else than their text: numbers, and strings without quotes. */
function isConverted(place: GrammarAST.AbstractElement): boolean {
  const feature = GrammarAST.isCrossReference(place) ? GrammarUtils.getCrossReferenceTerminal(place) : place;
  const rule = GrammarAST.isRuleCall(feature) ? feature.rule.ref : undefined;
  if (!rule) return GrammarAST.isRuleCall(feature);
  return rule.name === 'STRING' || GrammarUtils.getRuleType(rule) !== 'string';
}

/** Converts values as Langium does, and decides once per place of the grammar whether there is anything to convert. */
export class NetkValueConverter extends DefaultValueConverter {
  private readonly converted = new WeakMap<GrammarAST.AbstractElement, boolean>();

  override convert(input: string, node: CstNode): ValueType {
    const place = node.grammarSource;
    if (!place) return super.convert(input, node);
    let converted = this.converted.get(place);
    if (converted === undefined) {
      converted = isConverted(place);
      this.converted.set(place, converted);
    }
    return converted ? super.convert(input, node) : input;
  }
}
